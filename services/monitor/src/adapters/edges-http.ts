import { ComparisonState, DifferencePage, RepairAnswer } from '@concord/contracts'
import type { Problem } from '@concord/runtime'
import { z } from 'zod'
import type { Corrections } from '../correcting.js'
import { EdgeAway, EdgeRefuses } from '../errors.js'
import type { EdgeService } from '../reconciliation.js'

/** Where a service at an edge answers, and what it wants to be shown. */
export interface EdgeAt {
  readonly name: string
  readonly url: string
  readonly token: string
  readonly operatorToken: string
}

interface Question {
  readonly path: string
  readonly body?: unknown
  readonly timeoutMs?: number
}

const usualTimeoutMs = 30_000
/** Each difference is looked at again first. */
const repairTimeoutMs = 300_000
const mostAtOnce = 500
const passing = new Set([408, 429])

/** Asks a service of Concord to compare at its edge; `at` is asked for each time, since it may only be known later. */
export const edgeHttp = (at: () => EdgeAt): EdgeService => ({
  begin: (body) => ask(at(), ComparisonState, { path: '/v1/comparisons', body }),
  state: (id) => ask(at(), ComparisonState, { path: `/v1/comparisons/${id}` }),
  differences: (id, after) =>
    ask(at(), DifferencePage, { path: `/v1/comparisons/${id}/differences?after=${after}&limit=${mostAtOnce}` }),
  repair: (id, body) =>
    ask(at(), RepairAnswer, { path: `/v1/comparisons/${id}/repairs`, body, timeoutMs: repairTimeoutMs }),
})

const versionName = { key: z.string(), version: z.string() }
const Original = z.object({ ...versionName, detail: z.string(), payload: z.unknown() })
const Copy = z.object({ ...versionName, copiedFrom: z.object(versionName), changed: z.array(z.string()) })

/** Asks ingest-gateway for what is to be corrected, as whoever asks for it here. */
export const correctionsHttp = (at: () => EdgeAt): Corrections => {
  const as = (authorization: string | undefined): EdgeAt => ({ ...at(), ...bearing(authorization) })
  return {
    original: ({ key, version }, authorization) =>
      ask(as(authorization), Original, { path: `/v1/payloads?${new URLSearchParams({ key, version }).toString()}` }),
    copy: (body, authorization) => ask(as(authorization), Copy, { path: '/v1/copies', body }),
  }
}

const bearing = (authorization = ''): Pick<EdgeAt, 'token' | 'operatorToken'> => {
  const token = authorization.replace(/^Bearer /, '')
  return { token, operatorToken: token }
}

const ask = async <T>(at: EdgeAt, shape: z.ZodType<T>, question: Question): Promise<T> => {
  const { status, body } = await answerOf(at, question)
  if (status >= 500 || passing.has(status))
    throw new EdgeAway(`${at.name} answers ${status} at ${at.url}; see its log.`)
  if (status >= 400)
    throw new EdgeRefuses(`${at.name} refuses (${status}): ${sentenceIn(body)}`, problemIn(status, body))
  const told = shape.safeParse(body)
  if (told.success) return told.data
  throw new EdgeRefuses(`What answers at ${at.url} is no ${at.name} of this version; check its address.`)
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

/** A connection that is kept open may close just as it is used again; so it is asked once more, which does nothing twice. */
const answerOf = async (at: EdgeAt, question: Question): Promise<Answer> => {
  try {
    return await request(at, question).catch((broken: unknown) => {
      if (broken instanceof Error && broken.name === 'TimeoutError') throw broken
      return request(at, question)
    })
  } catch (cause) {
    throw new EdgeAway(`${at.name} does not answer at ${at.url}; look whether it runs.`, cause)
  }
}

const request = async (
  { url, token, operatorToken }: EdgeAt,
  { path, body, timeoutMs = usualTimeoutMs }: Question,
): Promise<Answer> => {
  const shown = body === undefined ? token : operatorToken
  const post = { method: 'POST', body: JSON.stringify(body) }
  const response = await fetch(new URL(path, url), {
    ...(body === undefined ? {} : post),
    headers: { 'content-type': 'application/json', ...(shown === '' ? {} : { authorization: `Bearer ${shown}` }) },
    signal: AbortSignal.timeout(timeoutMs),
  })
  return { status: response.status, body: await response.json().catch(() => undefined) }
}

const Told = z.object({ title: z.string(), detail: z.string().optional(), faults: z.array(z.string()).optional() })

const problemIn = (status: number, body: unknown): Problem | undefined => {
  const told = Told.safeParse(body).data
  return told && { status, ...told }
}

const sentenceIn = (body: unknown): string => {
  const { title, detail } = (body ?? {}) as Readonly<Record<string, unknown>>
  return [title, detail].filter((text) => typeof text === 'string').join('. ') || 'it does not say why.'
}
