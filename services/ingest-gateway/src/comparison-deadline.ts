import type { Log } from '@concord/runtime'
import type { Comparison, Comparisons } from './comparison.js'
import type { Term } from './lease.js'
import { inTime } from './rest.js'

interface Needs {
  readonly comparisons: Pick<Comparisons, 'find' | 'save'>
  readonly now: () => Date
  readonly log: Log
  readonly term: Term
}

const hourMs = 3_600_000
/** No step takes longer, and polls that it waits for are over by then, or given up. */
const longestStillMs = 2 * hourMs
/** Mirakl exports everything once a day. */
const longestAskingMs = 24 * hourMs + longestStillMs

/**
 * Takes one step of a comparison, and gives it up where it takes too long, be it that a file drips for ever. A comparison that
 * comes no further, step after step, ends as failed, so that the next one begins.
 *
 * @param step under a term of its own, which is over when it is given up
 */
export const inGoodTime = async (
  needs: Needs,
  before: Comparison,
  step: (term: Term) => Promise<boolean>,
): Promise<boolean> => {
  const begunAt = needs.now().toISOString()
  const giveUp = new AbortController()
  const signal = AbortSignal.any([needs.term.signal, giveUp.signal])
  const check = (): void => {
    needs.term.check()
    signal.throwIfAborted()
  }
  let hasMoved = false
  try {
    hasMoved = await inTime(needs.term.signal, longestStillMs, step({ ...needs.term, signal, check }))
    return hasMoved
  } finally {
    giveUp.abort(new Error('this step of a comparison took too long'))
    if (!needs.term.signal.aborted) await note(needs, before, hasMoved ? undefined : begunAt)
  }
}

/** @param stillSince when the step began, unless it is known that it led further */
const note = async (needs: Needs, before: Comparison, stillSince: string | undefined): Promise<void> => {
  const { comparisons, now, log, term } = needs
  const comparison = await comparisons.find(before.id)
  if (comparison?.state !== 'running') return
  const since = placeOf(comparison) === placeOf(before) ? stillSince && (before.stillSince ?? stillSince) : undefined
  const stillMs = now().getTime() - Date.parse(since ?? now().toISOString())
  if (stillMs >= longestOf(comparison)) {
    const reason = `It came no further since ${since} while ${stageOf(comparison)}. ${advice}`
    log.error('comparison failed', { id: before.id, marketplace: before.marketplace, reason })
    await comparisons.save(term.lease, { ...comparison, state: 'failed', reason, endedAt: now().toISOString() })
  } else if (since !== before.stillSince) {
    await comparisons.save(term.lease, { ...comparison, stillSince: since })
  }
}

const advice = 'The log says what kept it. Mend that, and begin another comparison.'

/** The same as long as it has come no further. */
const placeOf = ({ walk, lookedUpTo, idsAtOnce, readAt, found }: Comparison): string =>
  JSON.stringify([
    walk.windows.map(({ state, breaks, filesRead }) => [state, breaks, filesRead]),
    lookedUpTo,
    idsAtOnce,
    readAt,
    found,
  ])

const windowOf = ({ walk }: Comparison) => walk.windows.find(({ state }) => state !== 'done')

const longestOf = (comparison: Comparison): number =>
  windowOf(comparison)?.state === 'asking' ? longestAskingMs : longestStillMs

const stageOf = (comparison: Comparison): string => {
  const window = windowOf(comparison)
  if (window !== undefined) return `${stages[window.state]} (${window.from} to ${window.to})`
  if (comparison.readAt === undefined) return 'it asked Mirakl for single orders (OR11)'
  return 'it looked again at what it suspects, after polls of Mirakl'
}

const stages = {
  asking: 'it asked Mirakl for an export (OR13)',
  exporting: 'Mirakl made an export (OR14)',
  reading: 'it read a file of an export (OR15)',
  done: '',
} as const
