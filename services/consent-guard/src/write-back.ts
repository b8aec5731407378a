import { type AdditionalFields, type Instant, isWill, type Order, partsOfVersion } from '@concord/domain'
import type { KnownFact } from './ports.js'
import type { ConsentField, FieldOrder, Owed, OwingOrder } from './write-back-ports.js'

/** Where a person stands in one account: the last word of all their addresses; undefined where nobody said anything. */
export type Stand = 'opted-out' | 'subscribed' | undefined

/** An opt-out at one address is one of the person. */
export const standOf = (known: readonly KnownFact[]): Stand => {
  const facts = known.filter(({ scope }) => scope === undefined).map(({ fact }) => fact)
  if (facts.some(isWill)) return 'opted-out'
  return facts.some(({ status }) => status === 'subscribed') ? 'subscribed' : undefined
}

/** In none of these does an order go on; whatever states may come, it may go on in them. */
const closedStates: ReadonlySet<string> = new Set(['CLOSED', 'CANCELED', 'REFUSED'])

export interface Snapshot {
  readonly marketplace: string
  readonly order: Order
  readonly version: string
  readonly profileId: string
  readonly revision: number
}

/**
 * What is kept of an order after a snapshot of it. An older one than the newest changes nothing, and of what the field
 * holds nothing says anything that was read before a write of ours had ended.
 */
export const afterSnapshot = (
  known: FieldOrder | undefined,
  { marketplace, order, version, profileId, revision }: Snapshot,
  code: string,
): FieldOrder => {
  const { observedAt } = partsOfVersion(version)
  const seen = {
    ...{ marketplace, orderId: order.id, createdAt: order.createdAt, version },
    ...{ profileId, revision, isClosed: closedStates.has(order.state) },
  }
  if (known === undefined) return { ...seen, ...shownIn(order, code), isSure: true, sureSince: observedAt }
  if (version < known.version) return { ...known, profileId, revision }
  const isUntold = order.view === 'seller' && order.additionalFields[code] === undefined
  if (observedAt < known.sureSince || isUntold) return { ...known, ...seen }
  return { ...known, ...seen, ...shownIn(order, code), isSure: true }
}

const shownIn = ({ additionalFields }: Order, code: string) => ({ shown: textOf(additionalFields[code]) })

/** A list of values as one text; with one value in it, it is that value. */
export const textOf = (value: AdditionalFields[string] | undefined): string | undefined =>
  typeof value === 'object' ? value.join(',') : value

/** How many orders of one person in one marketplace get their field. */
export const newest = 20
/** As many more are kept, of each sort: an open one moves up when others close, a closed one never looks like new. */
const spare = 80

interface Asked {
  readonly stand: Stand
  readonly field: ConsentField
  readonly now: Instant
}

/** What changes of a person's orders in one marketplace, by where the person stands; what need not be kept is forgotten. */
export const owing = (
  orders: readonly FieldOrder[],
  asked: Asked,
): { readonly changed: readonly FieldOrder[]; readonly forgotten: readonly FieldOrder[] } => {
  const youngest = orders.toSorted(byAge)
  const open = youngest.filter(({ isClosed }) => !isClosed)
  const closed = youngest.filter(({ isClosed }) => isClosed)
  const due = open.slice(0, newest)
  const kept = [open, closed].flatMap((some) => some.slice(0, newest + spare))
  return {
    changed: kept
      .map((order) => withOwed(order, due.includes(order) ? valueFor(order, asked) : undefined, asked.now))
      .filter((order) => !orders.includes(order)),
    forgotten: orders.filter((order) => !kept.includes(order)),
  }
}

const byAge = (left: FieldOrder, right: FieldOrder): number => {
  if (left.createdAt !== right.createdAt) return left.createdAt < right.createdAt ? 1 : -1
  return left.orderId < right.orderId ? 1 : -1
}

/** The same order where nothing changes. */
const withOwed = (order: FieldOrder, value: string | undefined, now: Instant): FieldOrder => {
  if (order.owed?.value === value) return order
  return { ...order, owed: value === undefined ? undefined : nextOwed(order, value, now) }
}

/** A write that is under way, or may have come, is waited for: no two of one order at once. */
const nextOwed = ({ owed, isSure }: FieldOrder, value: string, now: Instant): Owed =>
  owed === undefined || owed.failure !== undefined || isSure
    ? { value, tries: 0, dueAt: now }
    : { value, tries: owed.tries, dueAt: owed.dueAt }

/** Only what changes something; whoever subscribed gets nothing written but over our own word. */
const valueFor = ({ shown, isSure }: FieldOrder, { stand, field }: Asked): string | undefined => {
  if (stand === 'opted-out') return isSure && shown === field.optedOut ? undefined : field.optedOut
  if (stand === 'subscribed' && (!isSure || shown === field.optedOut)) return field.subscribed
  return undefined
}

/** It holds the value; whatever is owed by now is owed anew. */
export const afterWrite = (current: FieldOrder, { owed: { value } }: OwingOrder, now: Instant): FieldOrder => ({
  ...current,
  ...{ shown: value, isSure: true, sureSince: now, owed: undefined },
})

/** Nothing was written, and what was known of the field before still counts; another value may be owed by now. */
export const afterRefusal = (
  current: FieldOrder,
  { owed: { value }, isSure, sureSince }: OwingOrder,
  code: string,
): FieldOrder => ({
  ...current,
  ...{ isSure, sureSince },
  owed: current.owed?.value === value ? { ...current.owed, failure: code } : undefined,
})

/** Not called at all: due again when the allowance is. */
export const afterRest = (current: FieldOrder, { owed: { tries }, isSure, sureSince }: OwingOrder, dueAt: Instant) => ({
  ...current,
  ...{ isSure, sureSince },
  owed: current.owed && { ...current.owed, tries, dueAt },
})

const firstPauseMs = 2_000
const longestPauseMs = 3_600_000

/** How long a write that came to no end waits: doubles from 2 s to an hour, ±20 %. `chance` is from 0 to 1. */
export const pauseMs = (tries: number, chance: number): number =>
  Math.min(longestPauseMs, firstPauseMs * 2 ** tries) * (0.8 + 0.4 * chance)

/** It may have been written: whatever was read before now says nothing. */
export const afterSilence = (current: FieldOrder, now: Date, chance: number): FieldOrder => ({
  ...current,
  ...{ isSure: false, sureSince: now.toISOString() },
  owed: current.owed && {
    ...current.owed,
    dueAt: new Date(now.getTime() + pauseMs(current.owed.tries, chance)).toISOString(),
  },
})
