import { createHmac } from 'node:crypto'

export interface Posting {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came of a post: the status of the answer, or undefined where none came in time. */
export type Answer = number | undefined

/** Dotdigital waits no longer than this, by the real clock. */
export const answerWithinMs = 10_000

/** Posts once. A line that breaks, an address that is none and an answer that does not come are all no answer. */
export const post = async ({ url, headers, body }: Posting, stop: AbortSignal): Promise<Answer> => {
  const signal = AbortSignal.any([stop, AbortSignal.timeout(answerWithinMs)])
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' })
    await response.body?.cancel()
    return response.status
  } catch {
    return undefined
  }
}

/** The raw body signed with the secret, in hexadecimal digits. */
export const signature = (body: string, secret: string): string => createHmac('sha1', secret).update(body).digest('hex')

export type Outcome = 'delivered' | 'dropped' | 'authentication-failed' | 'retried' | 'given-up'

const [second, minute, hour] = [1000, 60_000, 3_600_000]

/** How long after each attempt that failed the next one follows; about a day in all. */
const ladderMs = [
  5 * second,
  10 * second,
  30 * second,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  ...Array.from({ length: 5 }, () => 4 * hour),
]

/** @param attempt counts from 1 */
export const retryAfterMs = (attempt: number): number | undefined => ladderMs[attempt - 1]

export const outcomeOf = (answer: Answer, attempt: number): Outcome => {
  if (answer !== undefined && answer >= 200 && answer < 300) return 'delivered'
  if (answer === 400) return 'dropped'
  if (answer === 401) return 'authentication-failed'
  return retryAfterMs(attempt) === undefined ? 'given-up' : 'retried'
}
