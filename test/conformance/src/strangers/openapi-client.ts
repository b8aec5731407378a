import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { notServedHeader } from '@concord/sandbox-kit'
import type { AxiosResponse } from 'axios'
import { type Document, OpenAPIClientAxios } from 'openapi-client-axios'
import { parse } from 'yaml'
import { specsFolder, type Vendor } from '../documents.js'

/** What to ask an operation with: parameters by their documented names, and a body. */
export interface Question {
  /** Its documented name, or method and path where it has none, like `GET /things/{id}`. */
  readonly operation: string
  readonly parameters?: Readonly<Record<string, string | number | (string | number)[]>>
  readonly body?: unknown
  /** The refusal it provokes. */
  readonly provokes?: number
}

export interface Answered {
  readonly operation: string
  readonly provokes?: number | undefined
  readonly status: number
  readonly body: unknown
  /** False where the sandbox has no such operation. */
  readonly isServed: boolean
}

interface Address {
  readonly vendor: Vendor
  readonly document: string
  readonly url: string
  readonly authorization: string
}

export type Asking = (question: Question) => Promise<Answered>

/** A client made from the vendor's own document at run time, knowing nothing of this project. */
export const openDocumentClient = (asking: Address): Asking => {
  const text = readFileSync(join(specsFolder, asking.vendor, asking.document), 'utf8')
  const client = new OpenAPIClientAxios({
    definition: parse(text) as Document,
    withServer: { url: asking.url },
    axiosConfigDefaults: { headers: { Authorization: asking.authorization }, validateStatus: () => true },
  }).initSync()
  return async ({ operation, parameters = {}, body, provokes }) => {
    const [method = '', path = ''] = operation.split(' ')
    const ask = client[operation] ?? client.paths[path]?.[method.toLowerCase() as 'get']
    if (ask === undefined) throw new Error(`${asking.document} knows no operation ${operation}`)
    const { status, data, headers } = (await ask({ ...parameters }, body)) as AxiosResponse<unknown>
    return { operation, provokes, status, body: data, isServed: headers[notServedHeader] === undefined }
  }
}

export const inTurn = async (questions: readonly Question[], ask: Asking): Promise<readonly Answered[]> => {
  const answers: Answered[] = []
  for (const question of questions) answers.push(await ask(question))
  return answers
}
