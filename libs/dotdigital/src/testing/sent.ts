import type { Ask, Call } from '../call.js'
import { readJson, writeJson } from '../exact-json.js'

export interface Sent {
  readonly method: string
  readonly path: string
  readonly values: Readonly<Record<string, string | number>>
  /** As it would go over the wire. */
  readonly body: unknown
}

/** The writes that `use` makes. Reads are answered with contact 1; a write fails after it was looked at. */
export const writesOf = async (use: (ask: Ask) => Promise<unknown>): Promise<readonly Sent[]> => {
  const writes: Call<unknown>[] = []
  const ask: Ask = async (call) => {
    if (call.method === 'GET') return call.read('{"contactId":1}')
    writes.push(call)
    throw new OnlyLookedAt()
  }
  await use(ask).catch((failure: unknown) => {
    if (!(failure instanceof OnlyLookedAt)) throw failure
  })
  return writes.map(({ method, path, values = {}, body }) => ({
    method,
    path,
    values,
    body: body === undefined ? undefined : readJson(writeJson(body)),
  }))
}

/** The body of the one write that `use` makes. */
export const sentBy = async (use: (ask: Ask) => Promise<unknown>): Promise<unknown> => (await writesOf(use))[0]?.body

class OnlyLookedAt extends Error {}
