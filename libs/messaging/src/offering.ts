import { setTimeout as pause } from 'node:timers/promises'
import type { Message } from '@concord/contracts'
import { QueueFull } from './errors.js'

/** Milliseconds before offering again: doubles from 100 ms to 10 s, of which a random half is left out. */
export const offeringPauseMs = (refusals: number, random: number): number =>
  Math.min(10_000, 100 * 2 ** (refusals - 1)) * (1 - random / 2)

/** For how long a delivery is held in hand for lack of room: far below any `consumer_timeout` of a broker. */
export const defaultHoldMs = 300_000

/** How long to go on offering. */
export interface Patience {
  readonly closing: AbortSignal
  /** By `performance.now()`. */
  readonly endsAt: number
}

/**
 * Tries until there is room, after growing pauses.
 *
 * @throws QueueFull once patience has ended; the try that runs then is the last
 */
export const untilTaken = async (offer: () => Promise<void>, { closing, endsAt }: Patience): Promise<void> => {
  for (let refusals = 1; ; refusals += 1) {
    const full = await offer().then(() => undefined, onlyFull)
    if (full === undefined) return
    if (closing.aborted || performance.now() >= endsAt) throw full
    await pause(offeringPauseMs(refusals, Math.random()), undefined, { signal: closing }).catch(() => undefined)
  }
}

/** Each by itself, so that what was taken is not offered again; waits for all even when one fails. */
export const eachUntilTaken = async (
  messages: readonly Message[],
  publish: (messages: readonly Message[]) => Promise<void>,
  patience: Patience,
): Promise<void> => {
  const offered = messages.map((message) => untilTaken(() => publish([message]), patience))
  const failed = (await Promise.allSettled(offered)).find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

const onlyFull = (failure: unknown): QueueFull => {
  if (failure instanceof QueueFull) return failure
  throw failure
}
