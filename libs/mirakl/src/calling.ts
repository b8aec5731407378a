import pRetry from 'p-retry'
import { type Call, type CallBudget, unlimited } from './budget.js'
import type { Reply } from './connection.js'
import type { Authorization } from './credentials.js'
import { MiraklUnavailable, RateLimited } from './errors.js'
import { allowanceWaits, type Waits } from './waits.js'

interface Asked<R extends Reply, T> extends Call {
  /** False where a repeat could do a thing twice. */
  readonly isRepeatable: boolean
  readonly send: (authorization: string, signal: AbortSignal) => Promise<R>
  /** What the reply holds, or its meaning as a failure. */
  readonly read: (reply: R) => T
}

export type Ask = <R extends Reply, T>(asked: Asked<R, T>) => Promise<T>

export interface CallingOptions {
  /** From the call to its last byte, in milliseconds: connecting, fetching a token, repeats and rests included. */
  readonly timeoutMs: number
  /**
   * How often a call is repeated that got no whole answer or a 5xx; 2 unless told. Never after a 429 or another 4xx,
   * and never where a repeat could do a thing twice. Rests begin at 200 ms, double, and are up to twice as long by
   * chance.
   */
  readonly retries?: number | undefined
  /** `unlimited` unless told. */
  readonly budget?: CallBudget | undefined
}

const defaultRetries = 2
/** A day that Mirakl asks for may be a mistake, so it is asked again each hour. */
const longestRestMs = 3_600_000
const firstRestMs = 200

interface Calling {
  readonly ask: Ask
  readonly waits: Waits['seen']
}

/** Makes calls the way all of them are made: by leave of the budget, with credentials, in time, repeated where safe. */
export const createCalling = (authorization: Authorization, options: CallingOptions): Calling => {
  const { timeoutMs, retries = defaultRetries, budget = unlimited } = options
  const waits = allowanceWaits({ allowances: budget.allowances, longestRestMs })
  const ask: Ask = ({ operation, part, isRepeatable, send, read }) => {
    const signal = AbortSignal.timeout(timeoutMs)
    const request = async (asPart: Call['part']) => {
      await budget.take({ operation, part: asPart })
      const header = await authorization.header(signal)
      return { header, reply: await send(header, signal) }
    }
    const attempt = async (count: number) => {
      const { header, reply } = await request(count === 1 ? part : 'further')
      const isStale = reply.status === 401 && authorization.forget(header)
      return telling(budget, operation, read)(isStale ? (await request('further')).reply : reply)
    }
    const repeats = {
      retries: isRepeatable ? retries : 0,
      minTimeout: firstRestMs,
      randomize: true,
      maxRetryTime: timeoutMs,
      shouldRetry: ({ error }: { readonly error: Error }) => error instanceof MiraklUnavailable,
    }
    return waits.noting(operation, () => pRetry(attempt, repeats))
  }
  return { ask, waits: waits.seen }
}

/** A 429 is told to the budget, for an hour at most, and is the caller's to wait for. */
const telling =
  <R, T>(budget: CallBudget, operation: Call['operation'], read: (reply: R) => T) =>
  (reply: R): T => {
    try {
      return read(reply)
    } catch (failure) {
      if (failure instanceof RateLimited) {
        budget.told(operation, Math.min(longestRestMs, failure.retryAfterSeconds * 1_000))
      }
      throw failure
    }
  }
