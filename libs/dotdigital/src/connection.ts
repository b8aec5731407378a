import { setTimeout as pause } from 'node:timers/promises'
import pRetry from 'p-retry'
import { type Answer, NotJson, nothing, type Reader } from './answer.js'
import type { Ask, Call } from './call.js'
import type { Circuits } from './circuits.js'
import {
  AnswerNotUnderstood,
  BodyTooLarge,
  OutcomeUnknown,
  PlatformUnavailable,
  QuotaExceeded,
  RateLimited,
} from './errors.js'
import { type Exchange, openExchange } from './exchange.js'
import { rateOf, restMsAfter } from './rate.js'
import type { Hold, RateTiers, Tier } from './rate-tiers.js'
import { type Asked, refusal } from './refusal.js'

export interface ConnectionOptions {
  readonly user: string
  readonly password: string
  /** From the first byte out to the last byte in, connecting, repeats and the rests between them included. */
  readonly timeoutMs: number
  readonly retries: number
  readonly tiers: RateTiers
  /** How long a call may wait for its tier; not counted against `timeoutMs`. */
  readonly tierWaitMs: number
  readonly circuits: Circuits
  /** Told of each call that left, repeats included; must not throw. */
  readonly onCall: (call: CallMade) => void
  readonly now: () => Date
}

/** A call that left for Dotdigital. */
export interface CallMade {
  readonly tier: Tier
  /** Of the answer; undefined without a whole one. */
  readonly status: number | undefined
  readonly ms: number
}

export interface Connection {
  readonly ask: Ask
  readonly close: () => Promise<void>
}

/** Before the second try, in milliseconds; doubled before the third and so on, and up to twice that by chance. */
const firstRestMs = 200

/** Its circuit first, since what it refuses needs no call of the tier; then the tier, so that only what left is counted. */
export const connect = (url: string, options: ConnectionOptions): Connection => {
  const exchange = openExchange(url, options)
  const ask: Ask = async (call) => {
    options.circuits.refuseWhereOpen(call)
    if (call.isSend === true && options.circuits.isProbeNext(call.tier)) await ask(harmless(call.tier))
    await takeCall(call, options)
    return options.circuits.run(call, (isProbe) => repeated(call, { ...options, exchange, isProbe }))
  }
  return { ask, close: () => exchange.close() }
}

/** Goes before a send that would be a probe, and leave what it sends in doubt once more. */
const harmless = (tier: Tier): Call<void> => ({ method: 'GET', path: '/v2/server-time', tier, read: nothing })

/** Whoever waits for a tier looks again so often: a minute that began here may end earlier at Dotdigital. */
const lookAgainMs = 1_000

const takeCall = async (call: Call<unknown>, { tiers, tierWaitMs }: ConnectionOptions): Promise<void> => {
  const givesUpAt = performance.now() + tierWaitMs
  for (;;) {
    const hold = await tiers.take(call.tier)
    if (hold === undefined) return
    if (performance.now() + hold.waitMs > givesUpAt) throw heldBack(call, hold)
    await pause(Math.min(hold.waitMs, lookAgainMs))
  }
}

const heldBack = ({ method, path }: Call<unknown>, { waitMs, usedUp }: Hold): RateLimited | QuotaExceeded => {
  const told = `${method} ${path} was not made: the calls of the ${usedUp === 'account' ? 'hour' : `tier ${usedUp}`} are used up`
  return usedUp === 'account' ? new QuotaExceeded(told, waitMs) : new RateLimited(told, { retryAfterMs: waitMs })
}

interface Attempt extends ConnectionOptions {
  readonly exchange: Exchange
  readonly isProbe: boolean
}

/**
 * Reads and deletions only: they may be made twice. Whoever was told when to come again does so itself, a repeat that its
 * tier has no call for is not made, and a probe that fails has said enough.
 */
const repeated = <T>(call: Call<T>, options: Attempt): Promise<T> => {
  const { tiers, timeoutMs, isProbe } = options
  const timeUp = AbortSignal.timeout(timeoutMs)
  const mayRepeat = (call.method === 'GET' || call.method === 'DELETE') && !isProbe
  return pRetry(() => attempt(call, options, timeUp), {
    retries: mayRepeat ? options.retries : 0,
    minTimeout: firstRestMs,
    randomize: true,
    maxRetryTime: timeoutMs,
    shouldRetry: async ({ error }) => isWorthRepeating(error) && (await tiers.take(call.tier)) === undefined,
  })
}

const isWorthRepeating = (failure: Error): boolean =>
  failure instanceof PlatformUnavailable && failure.retryAfterMs === undefined

const attempt = async <T>(call: Call<T>, options: Attempt, timeUp: AbortSignal): Promise<T> => {
  const { tiers, now } = options
  const answer = await exchanged(call, options, timeUp)
  return meaning(
    call,
    { operation: `${call.method} ${call.path}`, isSend: call.isSend === true, at: now() },
    { answer, tiers },
  )
}

const exchanged = async (call: Call<unknown>, { exchange, onCall }: Attempt, timeUp: AbortSignal): Promise<Answer> => {
  const leftAt = performance.now()
  const made = (status: number | undefined): void => onCall({ tier: call.tier, status, ms: performance.now() - leftAt })
  const answer = await exchange.request(call, timeUp).catch((failure: unknown) => {
    if (!(failure instanceof BodyTooLarge)) made(undefined)
    throw failure
  })
  made(answer.status)
  return answer
}

interface Told {
  readonly answer: Answer
  readonly tiers: RateTiers
}

const meaning = <T>(call: Call<T>, asked: Asked, { answer, tiers }: Told): T => {
  const rate = rateOf(answer.headers)
  if (rate !== undefined) tiers.told(call.tier, rate)
  if (answer.status >= 200 && answer.status <= 299) return understood(asked, call.read, answer.body)
  const failure = refusal(asked, answer)
  if (failure instanceof RateLimited) tiers.exhausted(call.tier, restMsAfter(failure, asked.at))
  if (failure instanceof QuotaExceeded) tiers.exhausted('account', restMsAfter(failure, asked.at))
  throw failure
}

const understood = <T>(asked: Asked, read: Reader<T>, body: string): T => {
  try {
    return read(body)
  } catch (cause) {
    const told = `${asked.operation} succeeded with an answer that is ${cause instanceof NotJson ? 'cut' : 'not understood'}`
    if (asked.isSend) throw new OutcomeUnknown(told, cause)
    throw cause instanceof NotJson ? new PlatformUnavailable(told, { cause }) : new AnswerNotUnderstood(told, cause)
  }
}
