import { partsOf } from '@concord/domain'
import type { Log } from '@concord/runtime'
import { type Comparison, type Comparisons, type JournalView, judge, type Suspicion } from './comparison.js'
import type { Term } from './lease.js'
import type { PollState } from './polling-ports.js'

interface SettlingNeeds {
  readonly marketplace: string
  readonly comparisons: Comparisons
  readonly view: JournalView
  readonly state: Pick<PollState, 'cycles'>
  readonly now: () => Date
  readonly log: Log
  readonly term: Term
}

const suspicionsAtOnce = 300
/** Polls that have not ended by then are in trouble of their own, and what they did not bring is missing indeed. */
const longestWaitMs = 3_600_000

/**
 * Looks again at what is suspected, once orders and incidents were polled to the end after all had been read: what came in
 * meanwhile, or is on its way, is no difference.
 */
export const stepSettling = async (needs: SettlingNeeds, comparison: Comparison): Promise<boolean> => {
  const { comparisons, now, log, term } = needs
  if (!(await isPolledSince(needs, comparison))) return false
  const suspected = await comparisons.suspected(comparison.id, suspicionsAtOnce)
  term.check()
  if (suspected.length === 0) {
    const { id, marketplace, found } = comparison
    await comparisons.save(term.lease, { ...comparison, state: 'done', endedAt: now().toISOString() })
    log.info('comparison ended', { id, marketplace, found })
    return false
  }
  const standing = await stillStanding(needs.view, comparison, suspected)
  const numbered = standing.map((one, index) => ({ ...one, n: comparison.found + index + 1 }))
  const keys = new Set(standing.map(({ key }) => key))
  const dropped = suspected.map(({ key }) => key).filter((key) => !keys.has(key))
  const found = comparison.found + standing.length
  await comparisons.settle(term.lease, { ...comparison, found }, { standing: numbered, dropped })
  return true
}

const isPolledSince = async (
  { marketplace, state, now }: SettlingNeeds,
  { readAt = '' }: Comparison,
): Promise<boolean> => {
  if (now().getTime() - Date.parse(readAt) > longestWaitMs) return true
  const cycles = (await state.cycles()).filter((cycle) => cycle.marketplace === marketplace)
  return ['order', 'incident'].every((kind) => cycles.some((cycle) => cycle.kind === kind && cycle.startedAt > readAt))
}

/** Those that the journal still differs in, and that are not on their way to be read; each as it differs now. */
export const stillStanding = async <One extends Suspicion>(
  view: JournalView,
  { marketplace, requestedAt }: Pick<Comparison, 'marketplace' | 'requestedAt'>,
  suspicions: readonly One[],
): Promise<readonly One[]> => {
  const newest = await view.newest(suspicions.map(({ key }) => key))
  const hinted = await view.hinted(
    marketplace,
    suspicions.map(({ key }) => partsOf(key).id),
  )
  return suspicions.flatMap((suspicion): One[] => {
    const { key, kind: suspected, version } = suspicion
    const ours = newest.get(key)
    if (suspected === 'extra') return ours === version ? [suspicion] : []
    const kind = hinted.has(partsOf(key).id) ? undefined : judge({ theirs: version, ours, requestedAt })
    return kind === undefined ? [] : [{ ...suspicion, kind }]
  })
}
