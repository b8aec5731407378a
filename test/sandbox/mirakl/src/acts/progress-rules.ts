import { cancel } from './cancelations.js'
import type { Order } from './order.js'
import {
  accept,
  acceptBySeller,
  addTracking,
  autoClose,
  autoReceive,
  beginDebit,
  makeCollectable,
  mayBeDebited,
  payDebit,
  receive,
  refuseBySeller,
  refuseDebit,
  ship,
  timeOut,
  validate,
} from './progress.js'
import { lines, onlyIf, orderRule, sent } from './rule.js'
import { activeIds } from './settle.js'
import { isActive, isCancelable } from './states.js'

const early = ['STAGING', 'WAITING_ACCEPTANCE', 'WAITING_DEBIT', 'WAITING_DEBIT_PAYMENT', 'SHIPPING']

/** Once all of it is received or paid back, and nobody waits for anything any more. */
const mayBeClosed = (owner: Order): boolean => {
  const isSettled = owner.order_lines.every((line) =>
    line.refunds.every(({ refund_state: state }) => state === 'REFUNDED'),
  )
  const isOver = owner.order_lines.every((line) => line.order_line_state === 'RECEIVED' || !isActive(line))
  return isSettled && isOver
}

/** What moves an order on, or ends it. */
export const progressRules = {
  validate: orderRule({ by: 'storefront', from: ['STAGING'], to: 'WAITING_ACCEPTANCE' }, validate),
  accept: orderRule(
    {
      by: 'seller',
      on: 'lines',
      from: ['WAITING_ACCEPTANCE'],
      to: 'WAITING_DEBIT',
      targets: ({ order: owner }) => activeIds(owner),
    },
    acceptBySeller,
  ),
  'auto-accept': orderRule(
    {
      by: 'Mirakl',
      on: 'lines',
      from: ['WAITING_ACCEPTANCE'],
      to: 'WAITING_DEBIT',
      targets: ({ order: owner }) => activeIds(owner),
    },
    accept,
  ),
  refuse: orderRule({ by: 'seller', from: ['WAITING_ACCEPTANCE'], to: 'REFUSED' }, refuseBySeller),
  'time-out-acceptance': orderRule({ by: 'Mirakl', from: ['WAITING_ACCEPTANCE'], to: 'REFUSED' }, timeOut),
  'begin-debit': orderRule({ by: 'Mirakl', from: ['WAITING_DEBIT'], to: 'WAITING_DEBIT_PAYMENT' }, beginDebit),
  'pay-debit': orderRule(
    {
      by: 'payment provider',
      from: ['WAITING_DEBIT_PAYMENT', 'SHIPPED', 'TO_COLLECT', 'RECEIVED'],
      to: 'SHIPPING',
      targets: onlyIf(mayBeDebited),
    },
    payDebit,
  ),
  'refuse-debit': orderRule({ by: 'payment provider', from: ['WAITING_DEBIT_PAYMENT'], to: 'CANCELED' }, refuseDebit),
  'add-tracking': orderRule(
    { by: 'seller', from: ['SHIPPING', 'SHIPPED'], to: 'SHIPPING', takes: ['carrier', 'tracking'] },
    addTracking,
  ),
  ship: orderRule(
    {
      by: 'seller',
      on: 'lines',
      from: ['SHIPPING'],
      to: 'SHIPPED',
      targets: lines((_, line) => line.order_line_state === 'SHIPPING'),
      takes: ['carrier', 'tracking'],
    },
    ship,
  ),
  'to-collect': orderRule({ by: 'seller', from: ['SHIPPED'], to: 'TO_COLLECT' }, makeCollectable),
  receive: orderRule(
    {
      by: 'customer',
      from: ['SHIPPING', 'SHIPPED', 'TO_COLLECT'],
      to: 'RECEIVED',
      targets: onlyIf((owner) => owner.order_lines.some(isActive)),
    },
    receive,
  ),
  'auto-receive': orderRule({ by: 'Mirakl', from: ['SHIPPED', 'TO_COLLECT'], to: 'RECEIVED' }, autoReceive),
  close: orderRule({ by: 'Mirakl', from: sent, to: 'CLOSED', targets: onlyIf(mayBeClosed) }, autoClose),
  cancel: orderRule(
    {
      by: 'operator',
      on: 'lines',
      from: early,
      to: 'CANCELED',
      targets: lines(isCancelable),
      takes: ['quantity', 'amount', 'shippingAmount', 'reason'],
    },
    cancel,
  ),
}
