import { describe, expect, it } from 'vitest'
import { line, marketplaceRules, minutesAgo, order, refund, returned, seller } from '../testing/builders.js'
import { contactFieldsOf } from './contact-fields.js'
import { orderRecordOf } from './order-record.js'
import { noOrders } from './seller-rates.js'
import { sellerRecordOf } from './seller-record.js'
import { contactWrite, impliedBy, orderWrite, sellerWrite } from './writes.js'

const rules = marketplaceRules()

describe('the mapping', () => {
  it('gives a contact the fields of its history', () => {
    const history = { orders: [{ marketplace: 'north', order: order(), returns: [] }], sellerOf: () => undefined }

    expect(contactWrite(history)).toEqual({ fields: contactFieldsOf(history) })
  })

  it('gives an order a record under the rules of its marketplace', () => {
    const incidents = [{ lineId: 'L1', number: 1, openedAt: minutesAgo(9) }]
    const projected = { order: order(), returns: [returned()], incidents, inDisputeSince: minutesAgo(9) }

    expect(orderWrite(projected, rules)).toEqual({ key: 'north-C1-A', json: orderRecordOf(projected, rules) })
  })

  it('gives a seller a record, with rates from the tally of its orders', () => {
    const tally = { ...noOrders, orders: 4, accepted: 2, rejected: 2, refunded: 1 }

    expect(sellerWrite({ marketplace: 'north', seller: seller() }, tally)).toEqual({
      key: 'north-shop-1',
      json: sellerRecordOf('north', seller(), {
        ...{ recentApprovalRate: '0.5', incidentRate: '0', refundRate: '0.5' },
        ...{ cancelationRate: '0', lateShipmentRate: '0' },
      }),
    })
  })

  it('says what has happened, each with the marketplace it happened in', () => {
    const refunded = order({ id: 'A', commercialId: 'C', lines: [line({ refunds: [refund({ groupId: 'G' })] })] })

    expect(
      impliedBy(refunded, 'north', { returns: [returned()] }).map(({ trigger, subject }) => [trigger, subject]),
    ).toEqual([
      ['confirmed', 'north:C'],
      ['refund-requested', 'north:A/G'],
      ['refunded', 'north:A/G'],
      ['return-opened', 'north:A/R1'],
    ])
    expect(impliedBy(order(), 'south')).toHaveLength(1)
  })
})
