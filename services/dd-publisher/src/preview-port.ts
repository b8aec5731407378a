import type { ConsentFact, Instant, PurchaseHistory } from '@concord/domain'
import type { OrderWithReturns } from './effects-port.js'

/** An order as it is stored, with whom it belongs to and what was last heard of them. */
export interface RecordedOrder extends OrderWithReturns {
  readonly sellerState?: string | undefined
  /** Its contact in Dotdigital by id, or its profile where there is none yet; never an address. */
  readonly contact: string
  /** The strictest of what was last heard of the person's addresses; undefined where nothing was. */
  readonly consent?: ConsentFact | undefined
  readonly locale?: string | undefined
}

/** Everything that one contact ever ordered. */
export interface RecordedHistory extends PurchaseHistory {
  readonly account: string
  readonly contact: string
}

export interface Volume {
  readonly account: string
  readonly trigger: string
  readonly occurrences: number
  /** Of its busiest hour. */
  readonly busiestHour: number
}

/** What stands in the projection, for whoever looks and writes nothing. */
export interface Recorded {
  /** The orders that changed last, newest first. */
  newest(limit: number): Promise<readonly RecordedOrder[]>
  /** The whole histories of the contacts of these orders, some at a time, so that memory stays flat. */
  histories(orders: readonly RecordedOrder[]): AsyncGenerator<readonly RecordedHistory[]>
  /** How often each trigger occurred since, history aside. */
  volumes(since: Instant): Promise<readonly Volume[]>
}
