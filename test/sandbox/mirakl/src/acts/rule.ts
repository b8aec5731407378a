import type { Deed, Doing } from './deed.js'
import type { Dossier, Line, Order } from './order.js'

export type Actor = 'storefront' | 'seller' | 'customer' | 'operator' | 'payment provider' | 'Mirakl'

/** What an act is done to; `lines` are all there are, unless some are named. */
type Target = 'order' | 'line' | 'lines' | 'refund' | 'return'

export interface Rule {
  readonly by: Actor
  readonly on: Target
  /** Where the order must stand, and where this leads: what Mirakl's refusals name. */
  readonly from: readonly string[]
  readonly to: string
  /** Ids of what it can be done to now. */
  readonly targets: (dossier: Dossier) => readonly string[]
  /** What may be told with it, beside its target. */
  readonly takes: readonly (keyof Deed)[]
  readonly does: (dossier: Dossier, doing: Doing) => Dossier
}

type Change = (order: Order, doing: Doing) => Order
export type Move = Pick<Rule, 'by' | 'from' | 'to'> & Partial<Pick<Rule, 'on' | 'targets' | 'takes'>>

const toOrder = (change: Change): Rule['does'] => {
  return (dossier, doing) => ({ ...dossier, order: change(dossier.order, doing) })
}

export const rule = (move: Move, does: Rule['does']): Rule => ({
  on: 'order',
  targets: ({ order }) => [order.order_id],
  takes: [],
  ...move,
  does,
})

/** An act that leaves returns and incidents alone. */
export const orderRule = (move: Move, change: Change): Rule => rule(move, toOrder(change))

/** The lines of which `isMeant` holds. */
export const lines =
  (isMeant: (order: Order, line: Line) => boolean): Rule['targets'] =>
  ({ order: owner }) =>
    owner.order_lines.filter((line) => isMeant(owner, line)).map((line) => line.order_line_id)

/** The whole order, or nothing. */
export const onlyIf =
  (may: (order: Order) => boolean): Rule['targets'] =>
  ({ order: owner }) =>
    may(owner) ? [owner.order_id] : []

/** The states of an order that a seller has been asked to send and that is not closed. */
export const sent: readonly string[] = ['SHIPPING', 'SHIPPED', 'TO_COLLECT', 'RECEIVED']
