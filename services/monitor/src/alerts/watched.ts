import type { ExceptionType, Instant, RecordKey } from '@concord/domain'
import type { Page, Paging } from '../exceptions.js'
import type { EdgeFigures, FiguresAsked } from '../reconciliation.js'

/** How long an order may stay in a state; of several that fit, the one that says most counts. */
export interface PendingClock {
  readonly state: string
  readonly marketplace?: string | undefined
  readonly seller?: string | undefined
  readonly channel?: string | undefined
  readonly hours: number
}

/** Orders of one seller and channel that are pending for too long. */
export interface PendingGroup {
  readonly marketplace: string
  readonly state: string
  readonly seller: { readonly id: string; readonly name: string } | undefined
  readonly channel: string | undefined
  readonly hours: number
  readonly count: number
  readonly oldestAt: Instant
  /** The oldest of them. */
  readonly orders: readonly RecordKey[]
}

/** Until when records of a marketplace may stand somewhere. */
export interface Deadline {
  readonly marketplace: string
  readonly state: 'in-flight' | 'waiting'
  readonly reason: string
  readonly hours: number
}

export interface LateGroup extends Deadline {
  readonly count: number
  readonly oldestAt: Instant
  readonly records: readonly RecordKey[]
}

export interface OpenExceptions {
  readonly type: ExceptionType
  readonly marketplace: string
  readonly count: number
  readonly records: readonly RecordKey[]
}

/** A value of a vendor's enum that no document names. */
export interface StrangeValue {
  readonly marketplace: string
  readonly field: string
  readonly value: string
  readonly lastAt: Instant
  /** Where it was seen last. */
  readonly record: RecordKey
}

/** No question counts beyond this: it stands for so many or more. */
export const mostCounted = 10_000

/** What monitor's own tables tell of what is late, wrong or unknown. Each question is cheap however much there is. */
export interface Watched {
  pending(
    clocks: readonly PendingClock[],
    marketplaces: readonly string[],
    now: Instant,
  ): Promise<readonly PendingGroup[]>
  late(deadlines: readonly Deadline[], now: Instant): Promise<readonly LateGroup[]>
  exceptions(marketplaces: readonly string[]): Promise<readonly OpenExceptions[]>
  strangeValues(since: Instant): Promise<readonly StrangeValue[]>
  /** What differs between Mirakl, the records and Dotdigital. */
  agreement(asked: FiguresAsked): Promise<readonly EdgeFigures[]>
}

/** An order in which somebody has to act. */
export interface PendingOrder {
  readonly key: RecordKey
  readonly marketplace: string
  readonly state: string
  readonly seller: { readonly id: string; readonly name: string } | null
  readonly channel: string | null
  readonly since: Instant
}

export interface PendingFilter {
  readonly marketplace?: string | undefined
  readonly state?: string | undefined
  readonly seller?: string | undefined
  readonly channel?: string | undefined
  /** In its state since before then. */
  readonly before?: Instant | undefined
}

/** All orders in which somebody has to act, the oldest first. */
export interface PendingOrders {
  list(filter: PendingFilter, paging: Paging): Promise<Page<PendingOrder>>
}
