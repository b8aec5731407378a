import { setTimeout as pause } from 'node:timers/promises'
import type { Books, Sandboxes } from '@concord/standalone'
import { waitFor } from '@concord/testing'

const everyMs = 1_000
/** What is settled twice in a row, this far apart, stays so. */
const calmMs = 1_500

/** Waits until nothing is on its way; false when the time is up. */
export const settled = async (books: Books, limitMs: number): Promise<boolean> => {
  const isCalm = async (): Promise<boolean> => {
    if (!(await books.isSettled())) return false
    await pause(calmMs)
    return books.isSettled()
  }
  return waitFor(isCalm, { limitMs, everyMs, what: 'everything to settle' }).then(
    () => true,
    () => false,
  )
}

/**
 * Enters the next step of the polled marketplace's story, pushes included.
 *
 * @returns whether there was one
 */
export const goOn = async ({ miraklUrl, lastStep }: Sandboxes): Promise<boolean> => {
  const { step } = (await (await fetch(`${miraklUrl}/_sandbox/state`)).json()) as { step: number }
  if (step >= lastStep) return false
  await fetch(`${miraklUrl}/_sandbox/advance`, { method: 'POST' })
  return true
}
