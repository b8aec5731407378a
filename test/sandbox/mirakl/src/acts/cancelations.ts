import { Problem } from '../problem.js'
import { digest } from '../wire.js'
import { cents, moneyBack, repriced } from './amounts.js'
import { wireDate } from './dates.js'
import type { Doing } from './deed.js'
import type { Line, Order } from './order.js'
import { settled, taxModeOf, touched, withLines } from './settle.js'

type Part = Pick<Doing, 'quantity' | 'amount' | 'shippingAmount' | 'reason' | 'at'>

/** Whole lines, some items of one, or an amount: prices fall by what is canceled. */
export const cancel = (order: Order, doing: Doing): Order => {
  const { quantity, amount, shippingAmount, targets, at } = doing
  const isPart = (quantity ?? amount ?? shippingAmount) !== undefined
  if (isPart && targets.length > 1) throw new Problem(400, `Say which line of ${targets.join(', ')}`)
  return settled(canceledIn(order, targets, doing), at)
}

export const canceledIn = (order: Order, ids: readonly string[], part: Part): Order =>
  withLines(order, ids, (line) => canceled(order, line, part))

const canceled = (order: Order, line: Line, part: Part): Line => {
  const mode = taxModeOf(order)
  const off = canceledPart(line, part)
  const isAll = off.price === cents(line.price) && off.shipping === cents(line.shipping_price)
  const left = {
    quantity: isAll ? 0 : line.quantity - off.quantity,
    price: cents(line.price) - off.price,
    shipping: cents(line.shipping_price) - off.shipping,
  }
  const id = parseInt(digest(`${line.order_line_id} canceled ${line.cancelations.length}`).slice(0, 8), 16)
  const entry = {
    id: String(id % 1_000_000),
    created_date: wireDate(part.at),
    reason_code: part.reason ?? '21',
    quantity: isAll ? line.quantity : off.quantity,
    ...moneyBack(line, off, mode),
  }
  return {
    ...repriced(touched(line, part.at), left, mode),
    ...(isAll && { order_line_state: 'CANCELED' }),
    cancelations: [...line.cancelations, entry],
  }
}

/** In cents. Shipping goes with the last item. */
const canceledPart = (line: Line, { quantity, amount, shippingAmount }: Part) => {
  const price = cents(line.price)
  const shipping = cents(line.shipping_price)
  if (amount !== undefined || shippingAmount !== undefined) {
    const off = { quantity: 0, price: cents(amount ?? 0), shipping: cents(shippingAmount ?? 0) }
    return within(line, off, off.price <= price && off.shipping <= shipping && off.price + off.shipping > 0)
  }
  if (quantity === undefined || quantity === line.quantity) return { quantity: line.quantity, price, shipping }
  const off = { quantity, price: Math.round((price * quantity) / line.quantity), shipping: 0 }
  return within(line, off, quantity < line.quantity)
}

const within = <T>({ order_line_id: id }: Line, part: T, isWithin: boolean): T => {
  if (isWithin) return part
  throw new Problem(400, `The order line with id '${id}' does not have that much left to cancel`)
}
