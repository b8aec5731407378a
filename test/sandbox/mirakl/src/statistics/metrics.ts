import type { SeenLine, SeenOrder } from './seen-order.js'

/** Undefined where there is nothing to tell from. */
type Metric = (orders: readonly SeenOrder[]) => number | undefined

const rounded = (value: number, places: number): number => Math.round(value * 10 ** places) / 10 ** places

const share = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : rounded(part / whole, 4))

const linesOf = (orders: readonly SeenOrder[]): readonly SeenLine[] => orders.flatMap(({ lines }) => lines)

const count = <T>(all: readonly T[], isCounted: (each: T) => boolean): number => all.filter(isCounted).length

const ofAccepted =
  (isCounted: (line: SeenLine) => boolean): Metric =>
  (orders) => {
    const accepted = linesOf(orders).filter(({ isAccepted }) => isAccepted)
    return share(count(accepted, isCounted), accepted.length)
  }

const averageSeconds = (spans: readonly number[]): number | undefined =>
  spans.length === 0 ? undefined : Math.round(spans.reduce((sum, ms) => sum + ms, 0) / spans.length / 1000)

const sales = (orders: readonly SeenOrder[], amount: 'price' | 'total'): number =>
  linesOf(orders)
    .filter(({ isAccepted }) => isAccepted)
    .reduce((sum, line) => sum + line[amount], 0) / 100

const averageCart =
  (amount: 'price' | 'total'): Metric =>
  (orders) => {
    const carts = count(orders, ({ isAccepted }) => isAccepted)
    return carts === 0 ? undefined : rounded(sales(orders, amount) / carts, 2)
  }

/** What S21 tells of the orders of a shop, by Mirakl's own definitions. */
export const orderMetrics: Readonly<Record<string, Metric>> = {
  approval_delay: (orders) =>
    averageSeconds(
      orders.flatMap(({ isAccepted, acceptedAt, createdAt }) =>
        isAccepted && acceptedAt !== undefined ? [acceptedAt - createdAt] : [],
      ),
    ),
  approval_rate: (orders) => {
    const lines = linesOf(orders)
    const accepted = count(lines, ({ isAccepted }) => isAccepted)
    return share(accepted, accepted + count(lines, ({ isRefused }) => isRefused))
  },
  auto_refused_rate: (orders) => {
    const submitted = linesOf(orders).filter(({ isSubmitted }) => isSubmitted)
    return share(
      count(submitted, ({ isAutoRefused }) => isAutoRefused),
      submitted.length,
    )
  },
  average_cart: averageCart('price'),
  average_cart_with_shipping: averageCart('total'),
  cancelation_rate: ofAccepted(({ isCanceled }) => isCanceled),
  incident_rate: ofAccepted(({ isInIncident }) => isInIncident),
  late_shipment_rate: (orders) =>
    share(
      count(orders, ({ isLate }) => isLate),
      orders.length,
    ),
  orders_count: (orders) => count(orders, ({ isDebited }) => isDebited),
  refund_rate: ofAccepted(({ isRefunded }) => isRefunded),
  return_rate: (orders) => {
    const returnable = linesOf(orders).filter(({ isReturnable }) => isReturnable)
    return share(
      count(returnable, ({ isReturned }) => isReturned),
      returnable.length,
    )
  },
  shipping_delay: (orders) =>
    averageSeconds(
      orders.flatMap(({ shippedAt, awaitedAt }) => (shippedAt === undefined ? [] : [shippedAt - awaitedAt])),
    ),
  total_revenue: (orders) => sales(orders, 'total'),
}

/** How many orders in a row the shop refused, up to the last one it decided. */
export const consecutiveRefusals = (orders: readonly SeenOrder[]): number => {
  const decided = orders
    .filter(({ isAccepted, isRefused }) => isAccepted || isRefused)
    .sort((left, right) => right.createdAt - left.createdAt)
  const accepted = decided.findIndex(({ isAccepted }) => isAccepted)
  return accepted === -1 ? decided.length : accepted
}
