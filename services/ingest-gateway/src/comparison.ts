import type { ComparisonRequest, ComparisonState, Difference, DifferenceKind } from '@concord/contracts'
import { type Instant, partsOfVersion, type RecordKey, type Version } from '@concord/domain'
import { type Backfill, backfillOf } from './backfill.js'
import type { Lease } from './lease.js'

/**
 * Mirakl's orders beside the journal. First exports are walked through, then what the journal has beyond them is read by
 * its ids; what may differ is suspected, and looked at again once polls that began later have ended.
 */
export interface Comparison extends ComparisonRequest {
  readonly requestedAt: Instant
  readonly state: ComparisonState['state']
  readonly reason?: string | undefined
  readonly endedAt?: Instant | undefined
  /** The exports, under the id of the comparison. */
  readonly walk: Backfill
  /** The last key of the journal that was looked up. */
  readonly lookedUpTo: RecordKey
  /** Fewer where Mirakl refuses a call for one of them. */
  readonly idsAtOnce: number
  /** When all had been read. */
  readonly readAt?: Instant | undefined
  /** Since when it has come no further; undefined while it does. */
  readonly stillSince?: Instant | undefined
  /** Orders looked up by id, beside those of the exports. */
  readonly lookedUp: number
  readonly found: number
}

/** Something that may differ. */
export interface Suspicion {
  readonly key: RecordKey
  readonly kind: DifferenceKind
  /** What Mirakl gave; of what it does not give, what the journal held. */
  readonly version: Version
  readonly fields: readonly string[]
  readonly detail?: string | undefined
}

/** A suspicion that stood to the end, and its number. */
export interface Found extends Suspicion {
  readonly n: number
}

/** Comparisons and what they found, so that one goes on wherever it was broken off. */
export interface Comparisons {
  /** Begins it, unless its id is known. Answers what is kept under the id. */
  create(comparison: Comparison): Promise<Comparison>
  find(id: string): Promise<Comparison | undefined>
  /** The oldest that has not ended. */
  running(marketplace: string): Promise<Comparison | undefined>
  /** @throws LeaseLost when somebody else works on it by now */
  save(lease: Lease, comparison: Comparison): Promise<void>
  /** Notes what Mirakl gave; answers how many of them are new. */
  see(id: string, keys: readonly RecordKey[]): Promise<number>
  /** One for each key; a later one takes the place of an earlier one. */
  suspect(id: string, suspicions: readonly Suspicion[]): Promise<void>
  /** Some that have neither been found nor dropped. */
  suspected(id: string, limit: number): Promise<readonly Suspicion[]>
  /**
   * Numbers what stands, drops the rest, and saves the comparison with it.
   *
   * @throws LeaseLost
   */
  settle(
    lease: Lease,
    comparison: Comparison,
    settled: { readonly standing: readonly Found[]; readonly dropped: readonly RecordKey[] },
  ): Promise<void>
  /** By number. */
  found(id: string, after: number, limit: number): Promise<readonly Found[]>
  /** Those of these numbers, by number. */
  foundAmong(id: string, numbers: readonly number[]): Promise<readonly Found[]>
  /**
   * Forgets some of what ended ones have seen, and of those that ended and were asked for before an instant; under no lease,
   * since it may be millions.
   *
   * @returns whether more may be left
   */
  forgetSome(before: Instant): Promise<boolean>
}

/** What the journal holds of orders. */
export interface JournalView {
  newest(keys: readonly RecordKey[]): Promise<ReadonlyMap<RecordKey, Version>>
  /** The newest content of each; what is past the retention or sealed for good is left out. */
  contents(keys: readonly RecordKey[]): Promise<ReadonlyMap<RecordKey, unknown>>
  /** The next orders of a marketplace in the order of keys, and whether a comparison has seen them. */
  ordersAfter(after: RecordKey, of: { readonly marketplace: string; readonly comparison: string }): Promise<OrdersHeld>
  /** The oldest update date. */
  oldest(marketplace: string): Promise<Instant | undefined>
  /** Those of these orders that are to be read back. */
  hinted(marketplace: string, orderIds: readonly string[]): Promise<ReadonlySet<string>>
}

export interface OrdersHeld {
  readonly orders: readonly { readonly key: RecordKey; readonly version: Version; readonly isSeen: boolean }[]
  readonly isLast: boolean
}

interface Begun {
  readonly requestedAt: Instant
  /** The oldest update date in the journal. */
  readonly oldest: Instant | undefined
}

/** Everything begins with the year before the oldest order that is known, or two years back where none is. */
export const comparisonOf = (request: ComparisonRequest, { requestedAt, oldest }: Begun): Comparison => {
  const { id, marketplace, to = requestedAt } = request
  const from = request.from ?? yearsBefore(oldest ?? requestedAt, oldest === undefined ? 2 : 1)
  return {
    ...{ ...request, requestedAt, state: 'running' },
    walk: backfillOf({ id, marketplace, requestedAt, from, to, what: 'orders' }),
    ...{ lookedUpTo: '', idsAtOnce: mostIds, lookedUp: 0, found: 0 },
  }
}

const yearsBefore = (instant: Instant, years: number): Instant =>
  new Date(Date.UTC(new Date(instant).getUTCFullYear() - years, 0)).toISOString()

/** Of one call of OR11. */
export const mostIds = 100

/** So late an export may show an update at most: what the journal was told of within it is not held against Mirakl. */
const mostLagMs = 3_600_000

interface Readings {
  /** What Mirakl gave, observed when it was asked. */
  readonly theirs: Version
  /** The newest of the journal. */
  readonly ours: Version | undefined
  readonly requestedAt: Instant
}

export type Judgement = Extract<DifferenceKind, 'missing' | 'stale' | 'different'>

/** How the journal differs from what Mirakl gave, unless it may have been told of something since. */
export const judge = ({ theirs, ours, requestedAt }: Readings): Judgement | undefined => {
  const [their, our] = [partsOfVersion(theirs), ours === undefined ? undefined : partsOfVersion(ours)]
  if (their.updatedAt > requestedAt) return undefined
  if (our === undefined) return 'missing'
  if (our.updatedAt < their.updatedAt) return 'stale'
  if (our.updatedAt > their.updatedAt) return isLater(our, their, mostLagMs) ? undefined : 'different'
  return our.contentHash === their.contentHash || isLater(our, their, 0) ? undefined : 'different'
}

interface Observed {
  readonly observedAt: Instant
}

const isLater = (our: Observed, their: Observed, lagMs: number): boolean =>
  Date.parse(our.observedAt) >= Date.parse(their.observedAt) - lagMs

/** Mirakl's own word is older than the journal's, so reading it again would change nothing. */
export const isBehind = (theirs: Version, ours: Version): boolean =>
  partsOfVersion(theirs).updatedAt < partsOfVersion(ours).updatedAt

export const isRepairable = ({ kind, detail }: Pick<Suspicion, 'kind' | 'detail'>): boolean =>
  kind !== 'extra' && detail !== behindDetail

export const behindDetail = 'The journal holds a later update than Mirakl gives; look at the order there.'
export const goneDetail =
  'Mirakl (OR11) does not return it any more; look whether it was deleted there, and whether this key may still read it.'
export const refusedDetail = 'Mirakl refuses to be asked for it (OR11); look the order up there.'

export const differenceOf = ({ n, key, kind, fields, detail }: Found): Difference => ({
  ...{ n, what: 'order', key, kind, fields: [...fields], isRepairable: isRepairable({ kind, detail }) },
  ...(detail === undefined ? {} : { detail }),
})

export const stateOf = (comparison: Comparison): ComparisonState => {
  const { id, marketplace, from, to, state, reason, walk, lookedUp, found, requestedAt, endedAt } = comparison
  const compared = walk.windows.reduce((sum, { counts }) => sum + (counts['compared'] ?? 0), lookedUp)
  return { id, marketplace, from, to, state, reason, compared, found, startedAt: requestedAt, endedAt }
}
