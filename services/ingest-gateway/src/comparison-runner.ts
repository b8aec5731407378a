import { partsOf, partsOfVersion, type RecordKey } from '@concord/domain'
import { RequestRefused } from '@concord/mirakl'
import type { Log } from '@concord/runtime'
import { stepWalk, type TakeOrders, type WalkNeeds } from './backfill-runner.js'
import type { Backfills } from './backfill.js'
import {
  type Comparison,
  type Comparisons,
  type JournalView,
  goneDetail,
  mostIds,
  type OrdersHeld,
  refusedDetail,
  type Suspicion,
} from './comparison.js'
import type { Term } from './lease.js'
import type { MarketplaceSource, PollState } from './polling-ports.js'
import { inGoodTime } from './comparison-deadline.js'
import { stepSettling } from './settling.js'
import { suspicionsOf } from './suspicions.js'

export interface ComparisonNeeds {
  readonly marketplace: string
  readonly comparisons: Comparisons
  readonly view: JournalView
  readonly source: Pick<MarketplaceSource, 'ordersById'>
  readonly state: Pick<PollState, 'cycles'>
  readonly now: () => Date
  readonly log: Log
  readonly term: Term
}

type ExportNeeds = Omit<ComparisonNeeds, 'source' | 'state'> & Pick<WalkNeeds, 'exports'>

/**
 * One step of the comparison that runs in a marketplace, as far as it is about exports: laid beside the journal, and
 * nothing accepted.
 *
 * @returns whether the next step may be taken at once
 */
export const stepComparison = async (needs: ExportNeeds): Promise<boolean> => {
  const comparison = await needs.comparisons.running(needs.marketplace)
  if (comparison?.walk.state !== 'running') return false
  const walks = walksOf(needs, comparison)
  const walk = { ...needs, name: 'comparison walk', walks, take: comparing(needs, comparison) }
  return inGoodTime(needs, comparison, (term) => stepWalk({ ...walk, term }))
}

const walksOf = (
  { comparisons, now }: Pick<ComparisonNeeds, 'comparisons' | 'now'>,
  comparison: Comparison,
): Pick<Backfills, 'running' | 'save'> => ({
  running: async () => comparison.walk,
  async save(lease, walk) {
    const { state, reason } = walk
    const ended = state === 'failed' ? { state, reason, endedAt: now().toISOString() } : {}
    await comparisons.save(lease, { ...comparison, ...ended, walk })
  },
})

const comparing =
  ({ comparisons, view }: ExportNeeds, { id, marketplace, requestedAt }: Comparison): TakeOrders =>
  async (orders, observedAt) => {
    const { keys, suspicions } = await suspicionsOf(view, orders, { marketplace, observedAt, requestedAt })
    await comparisons.suspect(id, suspicions)
    return { compared: await comparisons.see(id, keys) }
  }

/**
 * One step of what comes after the exports: looks up by id what only the journal has, up to 100 at a time; then looks again
 * at all that is suspected.
 *
 * @returns whether the next step may be taken at once
 */
export const stepLookUp = async (needs: ComparisonNeeds): Promise<boolean> => {
  const comparison = await needs.comparisons.running(needs.marketplace)
  if (comparison?.walk.state !== 'done') return false
  const step = comparison.readAt === undefined ? lookUp : stepSettling
  return inGoodTime(needs, comparison, (term) => step({ ...needs, term }, comparison))
}

const lookUp = async (needs: ComparisonNeeds, comparison: Comparison): Promise<boolean> => {
  const { marketplace, view } = needs
  const page = await view.ordersAfter(comparison.lookedUpTo, { marketplace, comparison: comparison.id })
  const left = page.orders.filter((order) => isLeft(order, comparison)).map(({ key }) => key)
  const asked = left.slice(0, comparison.idsAtOnce)
  try {
    if (asked.length > 0) await readBack(needs, comparison, asked)
  } catch (failure) {
    if (!(failure instanceof RequestRefused)) throw failure
    return refused(needs, comparison, asked)
  }
  await save(needs, comparison, { ...placeAfter(page, left, asked, needs.now), ...counted(comparison, asked) })
  return true
}

/** Whether it is in the period by the journal, can be asked for, and was not given. */
const isLeft = ({ key, version, isSeen }: OrdersHeld['orders'][number], { walk }: Comparison): boolean => {
  const { updatedAt } = partsOfVersion(version)
  const { id } = partsOf(key)
  return !isSeen && updatedAt >= walk.from && updatedAt <= walk.to && !id.includes(',') && !id.startsWith('unnamed-')
}

const placeAfter = (
  { orders, isLast }: OrdersHeld,
  left: readonly RecordKey[],
  asked: readonly RecordKey[],
  now: () => Date,
): Partial<Comparison> => {
  const isMoreHere = asked.length < left.length
  const lookedUpTo = (isMoreHere ? asked.at(-1) : orders.at(-1)?.key) ?? ''
  return isLast && !isMoreHere ? { readAt: now().toISOString() } : { lookedUpTo }
}

const counted = ({ lookedUp, idsAtOnce }: Comparison, asked: readonly RecordKey[]): Partial<Comparison> => ({
  lookedUp: lookedUp + asked.length,
  idsAtOnce: Math.min(mostIds, idsAtOnce * 2),
})

const readBack = async (
  { marketplace, source, view, comparisons, now, term }: ComparisonNeeds,
  { id, requestedAt }: Comparison,
  asked: readonly RecordKey[],
): Promise<void> => {
  const observedAt = now().toISOString()
  const orders = await source.ordersById(asked.map((key) => partsOf(key).id))
  term.check()
  const { keys, suspicions } = await suspicionsOf(view, orders, { marketplace, observedAt, requestedAt })
  const answered = new Set(keys)
  const gone = asked.filter((key) => !answered.has(key))
  await comparisons.suspect(id, [...suspicions, ...(await extras(view, gone, goneDetail))])
}

const extras = async (view: JournalView, keys: readonly RecordKey[], detail: string): Promise<readonly Suspicion[]> =>
  [...(await view.newest(keys))].map(([key, version]) => ({ key, version, kind: 'extra', fields: [], detail }))

/** One of them may be why: fewer are asked for, until the one that is refused alone is told of. */
const refused = async (
  needs: ComparisonNeeds,
  comparison: Comparison,
  asked: readonly RecordKey[],
): Promise<boolean> => {
  const [only] = asked
  if (asked.length > 1 || only === undefined) {
    await save(needs, comparison, { idsAtOnce: Math.ceil(asked.length / 2) })
    return true
  }
  await needs.comparisons.suspect(comparison.id, await extras(needs.view, asked, refusedDetail))
  await save(needs, comparison, { lookedUpTo: only, lookedUp: comparison.lookedUp + 1 })
  return true
}

const save = async (
  { comparisons, term }: ComparisonNeeds,
  comparison: Comparison,
  change: Partial<Comparison>,
): Promise<void> => {
  term.check()
  await comparisons.save(term.lease, { ...comparison, ...change })
}
