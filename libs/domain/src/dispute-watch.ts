import { disputeOf, hasEnded, isInIncident } from './dispute.js'
import { latest } from './instants.js'
import type { Instant, Order, Return } from './order.js'

/** An incident of a line. Mirakl's orders tell neither its id nor its dates, so it is numbered by watching. */
export interface Incident {
  readonly lineId: string
  /** From 1, for each line. */
  readonly number: number
  readonly openedAt: Instant
  /** When it was first seen closed, which only shows against the snapshot before. */
  readonly closedAt?: Instant | undefined
}

/** What no snapshot of an order shows, and only watching it does: kept beside the snapshot. */
export interface Watched {
  readonly inDisputeSince?: Instant | undefined
  /** When the last dispute was seen to end. */
  readonly disputeEndedAt?: Instant | undefined
  readonly incidents: readonly Incident[]
}

/** An order with its returns, as it stands. */
export interface Situation {
  readonly order: Order
  readonly returns: readonly Return[]
}

/** What is known of an order by watching, once it stands as `next`, which was seen at `at`. */
export const watch = (before: (Situation & Partial<Watched>) | undefined, next: Situation, at: Instant): Watched => {
  const wasInDispute = before !== undefined && isInDispute(before)
  const isNow = isInDispute(next)
  return {
    inDisputeSince: isNow ? ((wasInDispute ? before.inDisputeSince : undefined) ?? at) : undefined,
    disputeEndedAt: wasInDispute && !isNow ? at : before?.disputeEndedAt,
    incidents: incidentsAfter(before?.incidents ?? [], next.order, at),
  }
}

const isInDispute = ({ order, returns }: Situation): boolean => disputeOf(order, returns).length > 0

const incidentsAfter = (before: readonly Incident[], { lines }: Order, at: Instant): readonly Incident[] => {
  const openLines = new Set(lines.filter(isInIncident).map(({ id }) => id))
  const gone = new Set(lines.map(({ id }) => id).filter((id) => !openLines.has(id)))
  const kept = before.map((incident) =>
    incident.closedAt === undefined && gone.has(incident.lineId) ? { ...incident, closedAt: at } : incident,
  )
  const numberOf = (line: string) => kept.filter(({ lineId }) => lineId === line).length + 1
  const opened = [...openLines]
    .filter((line) => !kept.some(({ lineId, closedAt }) => lineId === line && closedAt === undefined))
    .map((lineId) => ({ lineId, number: numberOf(lineId), openedAt: at }))
  return [...kept, ...opened]
}

/** Days a dispute may stay open before somebody has to look into it, where nothing else is configured. */
export const usualDisputeLimitDays = 60

const dayMs = 86_400_000

export const disputeStandings = ['overdue', 'ended', 'within-limit'] as const
/** Where a dispute stands that was open for too long once; `within-limit` since more days are allowed by now. */
export type DisputeStanding = (typeof disputeStandings)[number]

/** When an open dispute becomes an exception; undefined where there is none. */
export const disputeDueAt = (inDisputeSince: Instant | undefined, limitDays = usualDisputeLimitDays) =>
  inDisputeSince === undefined ? undefined : new Date(Date.parse(inDisputeSince) + limitDays * dayMs)

/** A dispute that has been open since then or longer needs a person, whether or not a message waits for its end. */
export const disputeOverdueBefore = (now: Date, limitDays: number): Instant =>
  new Date(now.getTime() - limitDays * dayMs).toISOString()

/** When peace came: as it was seen, or as the last return that has ended says. */
export const peaceSince = ({ disputeEndedAt }: Partial<Watched>, returns: readonly Return[]): Instant | undefined =>
  latest([disputeEndedAt, ...returns.filter(hasEnded).map(({ updatedAt }) => updatedAt)])
