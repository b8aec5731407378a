import { z } from 'zod'
import type { WireObject } from '../world.js'

export type Refund = WireObject & {
  readonly id: string
  readonly refund_state: string
  readonly amount: number
  readonly shipping_amount: number
}

export type Line = WireObject & {
  readonly order_line_id: string
  readonly order_line_state: string
  readonly last_updated_date: string
  readonly quantity: number
  readonly price: number
  readonly shipping_price: number
  readonly total_price: number
  readonly refunds: readonly Refund[]
  readonly cancelations: readonly WireObject[]
}

/** What the acts read of an OR11 order; whatever else it has stays as it is. */
export type Order = WireObject & {
  readonly order_id: string
  readonly order_state: string
  readonly last_updated_date: string
  readonly order_lines: readonly Line[]
}

/** An order with all that hangs on it: everything somebody's act can change. */
export interface Dossier {
  readonly order: Order
  /** As RT11 gives them. */
  readonly returns: readonly WireObject[]
  /** As OR61 gives them. */
  readonly incidents: readonly WireObject[]
}

const date = z.string().refine((text) => !Number.isNaN(Date.parse(text)))

const Refund = z.looseObject({
  id: z.string(),
  refund_state: z.string(),
  amount: z.number(),
  shipping_amount: z.number(),
})

const Line = z.looseObject({
  order_line_id: z.string(),
  order_line_state: z.string(),
  last_updated_date: date,
  quantity: z.number(),
  price: z.number(),
  shipping_price: z.number(),
  total_price: z.number(),
  refunds: z.array(Refund),
  cancelations: z.array(z.unknown()),
})

const Order = z.looseObject({
  order_id: z.string(),
  order_state: z.string(),
  last_updated_date: date,
  order_lines: z.array(Line).min(1),
})

/** False for a damaged order: nobody can do anything to it. */
export const isOrder = (order: WireObject): order is Order => Order.safeParse(order).success
