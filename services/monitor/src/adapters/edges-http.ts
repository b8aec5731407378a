import { ComparisonState, DifferencePage, RepairAnswer } from '@concord/contracts'
import type { z } from 'zod'
import { EdgeAway, EdgeRefuses } from '../errors.js'
import type { EdgeService } from '../reconciliation.js'

/** Where a service that compares answers, and what it wants to be shown. */
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

const ask = async <T>(at: EdgeAt, shape: z.ZodType<T>, question: Question): Promise<T> => {
  const { status, body } = await answerOf(at, question)
  if (status >= 500 || passing.has(status))
    throw new EdgeAway(`${at.name} answers ${status} at ${at.url}; see its log.`)
  if (status >= 400) throw new EdgeRefuses(`${at.name} refuses (${status}): ${sentenceIn(body)}`)
  const told = shape.safeParse(body)
  if (told.success) return told.data
  throw new EdgeRefuses(`What answers at ${at.url} is no ${at.name} of this version; check its address.`)
}

const answerOf = async (
  { name, url, token, operatorToken }: EdgeAt,
  { path, body, timeoutMs = usualTimeoutMs }: Question,
): Promise<{ readonly status: number; readonly body: unknown }> => {
  const shown = body === undefined ? token : operatorToken
  const post = { method: 'POST', body: JSON.stringify(body) }
  try {
    const response = await fetch(new URL(path, url), {
      ...(body === undefined ? {} : post),
      headers: { 'content-type': 'application/json', ...(shown === '' ? {} : { authorization: `Bearer ${shown}` }) },
      signal: AbortSignal.timeout(timeoutMs),
    })
    return { status: response.status, body: await response.json().catch(() => undefined) }
  } catch (cause) {
    throw new EdgeAway(`${name} does not answer at ${url}; look whether it runs.`, cause)
  }
}

const sentenceIn = (body: unknown): string => {
  const { title, detail } = (body ?? {}) as Readonly<Record<string, unknown>>
  return [title, detail].filter((text) => typeof text === 'string').join('. ') || 'it does not say why.'
}
