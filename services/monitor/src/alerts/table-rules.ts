import { type Instant, ownerOfException, partsOf, type RecordKey, type TriggerName } from '@concord/domain'
import type { ConcordConfig } from '@concord/runtime'
import type { Example, Finding } from './finding.js'
import { found } from './found.js'
import type { Deadline, LateGroup, OpenExceptions, PendingClock, PendingGroup, StrangeValue } from './watched.js'

/** What the configuration says of orders, the usual and the exceptions from it. */
export const pendingClocksOf = ({ clocks }: ConcordConfig['alerts']): readonly PendingClock[] => [
  ...Object.entries(clocks.pendingHours).map(([state, hours]) => ({ state, hours })),
  ...clocks.pendingExceptions,
]

const dayHours = 24

/** When records are past their time; who waits for an address is past it a day after somebody should have been told. */
export const deadlinesOf = ({ marketplaces, alerts: { clocks } }: ConcordConfig): readonly Deadline[] =>
  Object.entries(marketplaces).flatMap(([marketplace, { waitForIdentityHours }]) => [
    { marketplace, state: 'in-flight', reason: 'on-its-way', hours: clocks.inFlightHours },
    ...(['quota', 'circuit-open'] as const).map((reason): Deadline => ({
      marketplace,
      state: 'waiting',
      reason,
      hours: clocks.waitingHours,
    })),
    { marketplace, state: 'waiting', reason: 'order', hours: clocks.waitingForOrderHours },
    { marketplace, state: 'waiting', reason: 'identity', hours: waitForIdentityHours + dayHours },
  ])

const atLast = ['received', 'review-request'] as const
const onceShipped = ['shipped', ...atLast] as const
const onceAccepted = ['confirmed', ...onceShipped] as const

/** The messages that cannot go while an order stays in a state. */
export const blockedIn: Readonly<Record<string, readonly TriggerName[]>> = {
  STAGING: onceAccepted,
  WAITING_ACCEPTANCE: onceAccepted,
  WAITING_DEBIT: onceAccepted,
  WAITING_DEBIT_PAYMENT: onceAccepted,
  SHIPPING: onceShipped,
  SHIPPED: atLast,
  TO_COLLECT: atLast,
}

export const pendingFindings = (groups: readonly PendingGroup[]): readonly Finding[] =>
  groups.map(({ marketplace, state, seller, channel, hours, count, oldestAt, orders }) =>
    found('orders-pending', {
      place: { marketplace, service: 'ingest-gateway' },
      group: JSON.stringify([state, seller?.id ?? null, channel ?? null]),
      where: [marketplace, state, seller && `${seller.name} (${seller.id})`, channel].filter(Boolean).join(', '),
      count,
      examples: orders.map((key) => ({ name: partsOf(key).id, key })),
      blanks: { hours: String(hours), since: oldestAt, blocks: (blockedIn[state] ?? []).join(', ') },
    }),
  )

export const lateFindings = (
  groups: readonly LateGroup[],
  { marketplaces }: Pick<ConcordConfig, 'marketplaces'>,
): readonly Finding[] =>
  groups.map(({ marketplace, state, reason, hours, count, oldestAt, records }) =>
    found('records-late', {
      place: { marketplace, account: marketplaces[marketplace]?.account },
      group: `${state}/${reason}`,
      where: `${marketplace}, ${state}/${reason}`,
      count,
      examples: records.map(exampleOf),
      blanks: { hours: String(hours), since: oldestAt },
    }),
  )

export const exceptionFindings = (open: readonly OpenExceptions[]): readonly Finding[] =>
  open.map(({ type, marketplace, count, records }) =>
    found('exceptions', {
      ...{ place: { marketplace }, group: type, owner: ownerOfException(type), where: marketplace, count },
      ...{ examples: records.map(exampleOf), blanks: { exception: type } },
    }),
  )

export const strangeFindings = (values: readonly StrangeValue[]): readonly Finding[] =>
  values.map(({ marketplace, field, value, record }) =>
    found('value-unknown', {
      ...{ place: { marketplace }, group: JSON.stringify([field, value]), where: marketplace },
      ...{ examples: [exampleOf(record)], blanks: { field, value } },
    }),
  )

const exampleOf = (key: RecordKey): Example => ({ name: key, key })

/** An instant so many days before. */
export const daysBefore = (now: Instant, days: number): Instant =>
  new Date(Date.parse(now) - days * 86_400_000).toISOString()
