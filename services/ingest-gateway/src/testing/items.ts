import { itemOf } from '../items.js'
import type { Item, Observation } from '../ports.js'
import { rawOrder } from './raw.js'

/** Somebody's sight of an order, without saying more than the test is about. */
export const observation = (fields: Partial<Observation> = {}): Observation => ({
  marketplace: 'north',
  kind: 'order',
  lane: 'realtime',
  origin: 'live',
  observedAt: '2026-03-01T12:00:00.000Z',
  raw: rawOrder(),
  ...fields,
})

interface Sight {
  readonly id?: string
  /** Minutes past ten at which Mirakl says the order changed. */
  readonly updated?: number
  /** Minutes past twelve at which it was seen. */
  readonly seen?: number
  /** What it looks like: the same state at the same date is the same content. */
  readonly state?: string
  readonly email?: string
}

const minute = (hour: number, minutes: number): string => new Date(Date.UTC(2026, 2, 1, hour, minutes)).toISOString()

/** An order ready for the journal. */
export const orderItem = ({ id = 'O1-A', updated = 0, seen = 0, state = 'SHIPPING', email }: Sight = {}): Item => {
  const customer = { customer_id: `customer of ${id}`, email: email ?? 'ada@example.org' }
  const raw = rawOrder({ order_id: id, order_state: state, last_updated_date: minute(10, updated), customer })
  return itemOf(observation({ raw, observedAt: minute(12, seen) }))
}

/** An order that cannot be parsed. */
export const invalidItem = (id = 'O1-A'): Item =>
  itemOf(observation({ raw: rawOrder({ order_id: id, total_price: 'a lot' }) }))
