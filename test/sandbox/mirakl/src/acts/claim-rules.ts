import { closeIncident, linesInIncident, moveIncident, openIncident } from './incidents.js'
import { confirmRefundTaxes, handOverRefund, payRefund, refundsIn, requestRefund } from './refunds.js'
import { accepted, closed, moveReturn, openReturn, received, refused, returnableLines, returnsIn } from './returns.js'
import { type Actor, lines, type Move, orderRule, rule, sent } from './rule.js'
import { isDisputable, isRefundable } from './states.js'

const arrived = ['RECEIVED', 'CLOSED']

export const incidentRules = {
  'open-incident': rule(
    {
      by: 'customer',
      on: 'line',
      from: sent,
      to: 'INCIDENT_OPEN',
      targets: lines(isDisputable),
      takes: ['reason', 'by'],
    },
    openIncident,
  ),
  'answer-incident': rule(
    { by: 'seller', on: 'line', from: sent, to: 'IN_PROGRESS', targets: (each) => linesInIncident(each, ['NEW']) },
    moveIncident('IN_PROGRESS', 'SHOP'),
  ),
  'resolve-incident': rule(
    {
      by: 'seller',
      on: 'line',
      from: sent,
      to: 'RESOLVED',
      targets: (each) => linesInIncident(each, ['NEW', 'IN_PROGRESS', 'DISPUTED']),
    },
    moveIncident('RESOLVED', 'SHOP'),
  ),
  'dispute-incident': rule(
    { by: 'customer', on: 'line', from: sent, to: 'DISPUTED', targets: (each) => linesInIncident(each, ['RESOLVED']) },
    moveIncident('DISPUTED', 'CUSTOMER'),
  ),
  'close-incident': rule(
    {
      by: 'operator',
      on: 'line',
      from: sent,
      to: 'INCIDENT_CLOSED',
      targets: (each) => linesInIncident(each, ['NEW', 'IN_PROGRESS', 'RESOLVED', 'DISPUTED']),
      takes: ['reason', 'by'],
    },
    closeIncident,
  ),
}

const refund = (from: string, to: string, by: Actor): Move => {
  return { by, on: 'refund', from: sent, to, targets: ({ order: owner }) => refundsIn(owner, [from]) }
}

export const refundRules = {
  'request-refund': orderRule(
    {
      by: 'seller',
      on: 'line',
      from: sent,
      to: 'WAITING_REFUND',
      targets: lines(isRefundable),
      takes: ['quantity', 'amount', 'shippingAmount', 'reason'],
    },
    requestRefund,
  ),
  'confirm-refund-taxes': orderRule(
    refund('WAITING_REFUND_TAX_CONFIRMATION', 'WAITING_REFUND', 'operator'),
    confirmRefundTaxes,
  ),
  'hand-over-refund': orderRule(refund('WAITING_REFUND', 'WAITING_REFUND_PAYMENT', 'Mirakl'), handOverRefund),
  'pay-refund': orderRule(refund('WAITING_REFUND_PAYMENT', 'REFUNDED', 'payment provider'), payRefund),
}

const returned = (from: readonly string[], to: string, by: Actor): Move => {
  return { by, on: 'return', from: arrived, to, targets: (each) => returnsIn(each, from) }
}

export const returnRules = {
  'open-return': rule(
    {
      by: 'customer',
      on: 'line',
      from: ['RECEIVED'],
      to: 'WAITING_ACCEPTANCE',
      targets: returnableLines,
      takes: ['quantity', 'reason'],
    },
    openReturn,
  ),
  'accept-return': rule(returned(['WAITING_ACCEPTANCE'], 'IN_PROGRESS', 'seller'), moveReturn('IN_PROGRESS', accepted)),
  'refuse-return': rule(
    { ...returned(['WAITING_ACCEPTANCE'], 'REFUSED', 'seller'), takes: ['reason'] },
    moveReturn('REFUSED', refused),
  ),
  'receive-return': rule(returned(['IN_PROGRESS'], 'RECEIVED', 'seller'), moveReturn('RECEIVED', received)),
  'miss-return': rule(returned(['IN_PROGRESS'], 'NO_RECEPTION', 'seller'), moveReturn('NO_RECEPTION')),
  'close-return': rule(returned(['RECEIVED', 'NO_RECEPTION'], 'CLOSED', 'seller'), moveReturn('CLOSED', closed)),
  'cancel-return': rule(
    returned(['WAITING_ACCEPTANCE', 'IN_PROGRESS'], 'CANCELED', 'operator'),
    moveReturn('CANCELED'),
  ),
}
