import type { Headers } from './answer.js'

/** What is left of one tier of calls in the running minute. */
export interface Rate {
  /** Like `lowCallRate`. */
  readonly tier: string
  /** Calls a minute. */
  readonly limit: number
  readonly remaining: number
  readonly resetAt: Date
}

/** The `X-RateLimit-*` headers (developer.dotdigital.com/docs/call-rate-limits); undefined where they are not complete. */
export const rateOf = (headers: Headers): Rate | undefined => {
  const tier = textOf(headers['x-ratelimit-scope'])
  const [limit, remaining, reset] = ['limit', 'remaining', 'reset'].map((name) =>
    numberOf(headers[`x-ratelimit-${name}`]),
  )
  if (tier === undefined || limit === undefined || remaining === undefined || reset === undefined) return undefined
  return { tier, limit, remaining, resetAt: new Date(reset * 1000) }
}

/** Milliseconds that `Retry-After` asks for, from seconds or from a date. Dotdigital does not document the header. */
export const retryAfterMsOf = (headers: Headers, now: Date): number | undefined => {
  const text = textOf(headers['retry-after'])
  if (text === undefined) return undefined
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now.getTime()
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** Clocks differ a little, and calls under way when a minute ends count in the next one; so it is given a second more. */
const graceMs = 1_000

/** How long a minute lasts whose end nobody has told. */
export const wholeMinuteMs = minuteMs + graceMs

/** Milliseconds until a minute is over; undefined where it cannot end then, as when the clocks differ. */
export const untilReset = (resetAt: Date, at: Date): number | undefined => {
  const ms = resetAt.getTime() - at.getTime()
  return ms > 0 && ms <= wholeMinuteMs ? ms + graceMs : undefined
}

/** What a refusal says of when calls may be made again. */
export interface Refused {
  readonly resetAt?: Date | undefined
  readonly retryAfterMs?: number | undefined
}

/**
 * Milliseconds that nobody calls after a refusal: the later one of its two words, an hour at most; a minute where it has none,
 * since of the flat scheme's rolling hour nobody says when it lets calls through again.
 */
export const restMsAfter = ({ resetAt, retryAfterMs }: Refused, at: Date): number => {
  const words = [retryAfterMs, resetAt && untilReset(resetAt, at)].filter((ms) => ms !== undefined)
  return words.length === 0 ? wholeMinuteMs : Math.min(hourMs, Math.max(graceMs, ...words))
}

const textOf = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0]

const numberOf = (value: string | readonly string[] | undefined): number | undefined => {
  const text = textOf(value)
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
