import { waitFor } from '@concord/testing'
import type { Books } from './books.js'
import type { Sandboxes } from './sandboxes.js'

interface Telling {
  readonly sandboxes: Sandboxes
  readonly books: Books
  /** Shown to whoever waits. */
  readonly report: (line: string) => void
  /** Longest wait for one step to settle. */
  readonly limitMs: number
}

/**
 * Tells the seeded story step by step: people opt out in Dotdigital, the marketplaces go on, and everything settles
 * before the next step. A story that was broken off goes on where it was.
 */
export const tellStory = async ({ sandboxes, books, report, limitMs }: Telling): Promise<void> => {
  const begun = await stepOf(sandboxes)
  for (let step = begun; step <= sandboxes.lastStep; step += 1) {
    await optOut(sandboxes, step)
    const since = new Date()
    if (step > begun) await post(`${sandboxes.miraklUrl}/_sandbox/advance`, { to: step })
    await settle({ sandboxes, books, report, limitMs }, step, since)
  }
}

const settle = async ({ sandboxes, books, report, limitMs }: Telling, step: number, since: Date): Promise<void> => {
  const name = `step ${step} of ${sandboxes.lastStep}`
  const marketplaces = Object.keys(sandboxes.marketplaces)
  await waitFor(() => books.isPolledSince(since, marketplaces), { limitMs, everyMs: 200, what: `${name} to be polled` })
  let shown = ''
  const isSettled = async (): Promise<boolean> => {
    const { settled, received } = await books.progress()
    const line = `  ${name}: ${settled} of ${received} records settled`
    if (line !== shown) report(line)
    shown = line
    return books.isSettled()
  }
  await waitFor(isSettled, { limitMs, everyMs: 500, what: `${name} to settle` })
}

const stepOf = async ({ miraklUrl }: Sandboxes): Promise<number> => {
  const state = (await (await fetch(`${miraklUrl}/_sandbox/state`)).json()) as { step: number }
  return state.step
}

const optOut = async ({ dotdigitalUrl, optOutsAtStep }: Sandboxes, step: number): Promise<void> => {
  for (const email of optOutsAtStep[step] ?? []) {
    await post(`${dotdigitalUrl}/_sandbox/contacts/${encodeURIComponent(email)}/status`, { status: 'unsubscribed' })
  }
}

const post = async (url: string, body: unknown): Promise<void> => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`)
}
