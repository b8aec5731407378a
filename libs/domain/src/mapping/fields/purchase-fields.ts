import { type Decimal, mean, sum } from '../../decimal.js'
import { latest } from '../../instants.js'
import type { Order } from '../../order.js'
import { refundedOf, spendOf } from '../../spend.js'
import { type DataField, never, noPurchase } from './data-field.js'

const total = (orders: readonly Order[], amountOf: (order: Order) => Decimal): Decimal => sum(orders.map(amountOf))

/** How much and when. */
export const purchaseFields: readonly DataField[] = [
  {
    name: 'MP_ORDERS',
    type: 'Numeric',
    meaning: 'Orders that were not refused or canceled as a whole',
    source: 'order_state, order_line_state',
    clearedWhen: never,
    value: ({ purchases }) => purchases.length,
  },
  {
    name: 'MP_ITEMS',
    type: 'Numeric',
    meaning: 'Articles in those orders that were neither refused nor canceled',
    source: 'order_lines[].quantity',
    clearedWhen: never,
    value: ({ lines }) => lines.reduce((count, { quantity }) => count + quantity, 0),
  },
  {
    name: 'MP_SPEND',
    type: 'Numeric',
    meaning: 'Paid in MP_CURRENCY: lines that stand, less completed refunds, in the marketplace’s tax mode',
    source: 'order_lines[].total_price, refunds',
    clearedWhen: never,
    value: ({ comparable }) => Number(total(comparable, spendOf)),
  },
  {
    name: 'MP_REFUNDED',
    type: 'Numeric',
    meaning: 'Completed refunds in MP_CURRENCY',
    source: 'order_lines[].refunds',
    clearedWhen: never,
    value: ({ comparable }) => Number(total(comparable, refundedOf)),
  },
  {
    name: 'MP_AVERAGE_ORDER',
    type: 'Numeric',
    meaning: 'MP_SPEND by its number of orders',
    source: 'as MP_SPEND',
    clearedWhen: never,
    value: ({ comparable }) => Number(mean(total(comparable, spendOf), comparable.length)),
  },
  {
    name: 'MP_CURRENCY',
    type: 'String',
    meaning: 'Currency of the newest order, and so of all amounts here',
    source: 'currency_iso_code',
    clearedWhen: noPurchase,
    value: ({ currency }) => currency,
  },
  {
    name: 'MP_FIRST_ORDER',
    type: 'Date',
    meaning: 'When the first order was placed',
    source: 'created_date',
    clearedWhen: noPurchase,
    value: ({ purchases }) => purchases[0]?.order.createdAt,
  },
  {
    name: 'MP_LAST_ORDER',
    type: 'Date',
    meaning: 'When the newest order was placed',
    source: 'created_date',
    clearedWhen: noPurchase,
    value: ({ last }) => last?.order.createdAt,
  },
  {
    name: 'MP_LAST_ORDER_ID',
    type: 'String',
    meaning: 'Mirakl’s id of the newest order',
    source: 'order_id',
    clearedWhen: noPurchase,
    value: ({ last }) => last?.order.id,
  },
  {
    name: 'MP_LAST_TOTAL',
    type: 'Numeric',
    meaning: 'Paid for the newest order, in MP_CURRENCY, less its completed refunds',
    source: 'order_lines[].total_price, refunds',
    clearedWhen: noPurchase,
    value: ({ last }) => last && Number(spendOf(last.order)),
  },
  {
    name: 'MP_LAST_STATE',
    type: 'String',
    meaning: 'Mirakl’s state of the newest order',
    source: 'order_state',
    clearedWhen: noPurchase,
    value: ({ last }) => last?.order.state,
  },
  {
    name: 'MP_LAST_DELIVERY',
    type: 'Date',
    meaning: 'When anything of an order last arrived',
    source: 'order_lines[].received_date',
    clearedWhen: 'nothing has arrived yet',
    value: ({ lines }) => latest(lines.map(({ receivedAt }) => receivedAt)),
  },
]
