import { z } from 'zod'
import type { Evidence, Exchange } from './evidence.js'

const Order = z.object({
  order_id: z.string(),
  commercial_id: z.string(),
  order_state: z.string(),
  has_incident: z.boolean(),
  customer: z.object({ customer_id: z.string(), email: z.string() }),
  order_lines: z.array(
    z.object({ order_line_state: z.string(), refunds: z.array(z.object({ state: z.string() })).default([]) }),
  ),
})
export type Order = z.infer<typeof Order>

const Return = z.object({ id: z.string(), order_id: z.string(), state: z.string() })
export type Return = z.infer<typeof Return>

export interface Served<T> {
  readonly at: number
  readonly is: T
}

const given = <T>(exchanges: readonly Exchange[], path: string, read: (answer: unknown) => readonly T[]) =>
  exchanges
    .filter((exchange) => exchange.method === 'GET' && exchange.status === 200 && exchange.path.endsWith(path))
    .flatMap(({ at, answer }): readonly Served<T>[] => read(answer).map((is) => ({ at, is })))

/** Every sight of an order that Mirakl gave, in order of time. */
export const ordersServed = ({ mirakl }: Evidence): readonly Served<Order>[] =>
  given(mirakl, '/api/orders', (answer) => z.object({ orders: z.array(Order) }).parse(answer).orders)

/** Every sight of a return that Mirakl gave, in order of time. */
export const returnsServed = ({ mirakl }: Evidence): readonly Served<Return>[] =>
  given(mirakl, '/api/returns', (answer) => z.object({ data: z.array(Return) }).parse(answer).data)

const peacefulReturns = ['CLOSED', 'CANCELED', 'REFUSED']

export const isOpenReturn = ({ state }: Return): boolean => !peacefulReturns.includes(state)

export const showsDispute = ({ has_incident: hasIncident, order_state: state, order_lines: lines }: Order): boolean =>
  hasIncident ||
  [state, ...lines.map((line) => line.order_line_state)].some((word) => /INCIDENT|WAITING_REFUND/.test(word)) ||
  lines.some(({ refunds }) => refunds.some((refund) => refund.state !== 'REFUNDED'))

export const hasArrived = ({ order_state: state }: Order): boolean => state === 'RECEIVED' || state === 'CLOSED'
