import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Order, OrderLine } from '../order.js'
import { cancelation, line, minutesAgo, order, refund } from '../testing/builders.js'
import { addTallies, noOrders, ratedSince, ratesOf, tallyOf } from './seller-rates.js'

const deadline = minutesAgo(60)
const shipped = (about: Partial<Order>, ...lines: readonly Partial<OrderLine>[]) =>
  order({ state: 'SHIPPED', shippingDeadlineAt: deadline, ...about, lines: lines.map(line) })

describe('what an order counts for in the rates of its seller', () => {
  it('is each line that was accepted or rejected, and what befell the accepted ones', () => {
    const lines = [
      line({ id: 'L1' }),
      line({ id: 'L2', state: 'REFUSED', refunds: [refund()], cancelations: [cancelation()] }),
      line({ id: 'L3', refunds: [refund(), refund({ id: 'F2' })] }),
      line({ id: 'L4', cancelations: [cancelation()] }),
      line({ id: 'L5', state: 'CANCELED' }),
      line({ id: 'L6', state: 'INCIDENT_OPEN' }),
      line({ id: 'L7' }),
    ]
    const incidents = [
      { lineId: 'L6', number: 1, openedAt: minutesAgo(5) },
      { lineId: 'L7', number: 1, openedAt: minutesAgo(9), closedAt: minutesAgo(5) },
      { lineId: 'L2', number: 1, openedAt: minutesAgo(9) },
    ]

    expect(tallyOf(order({ lines }), incidents)).toEqual({
      ...{ orders: 1, late: 0, accepted: 6, rejected: 1, canceled: 2, refunded: 1, disputed: 2 },
    })
    expect(tallyOf(order({ lines })).disputed).toBe(1)
  })

  it.each(['WAITING_DEBIT', 'WAITING_DEBIT_PAYMENT', 'SHIPPING', 'SHIPPED', 'TO_COLLECT', 'RECEIVED', 'CLOSED'])(
    'is an accepted line in state %s',
    (state) => {
      expect(tallyOf(order({ state }))).toMatchObject({ accepted: 1, rejected: 0 })
    },
  )

  it.each(['STAGING', 'WAITING_ACCEPTANCE', 'CANCELED', 'NEW_STATE'])('is no decision in state %s', (state) => {
    expect(tallyOf(order({ state }))).toMatchObject({ orders: 1, accepted: 0, rejected: 0, canceled: 0 })
  })

  it('is a rejected line where the order was refused as a whole, whatever else it says', () => {
    const refused = order({
      state: 'REFUSED',
      acceptedAt: minutesAgo(1),
      lines: [line({ state: 'WAITING_ACCEPTANCE' })],
    })

    expect(tallyOf(refused)).toMatchObject({ accepted: 0, rejected: 1 })
  })

  it.each<[string, Partial<Order>]>([
    ['its acceptance', { acceptedAt: minutesAgo(9) }],
    ['its payment', { debitedAt: minutesAgo(9) }],
    ['a line that left', { lines: [line({ state: 'CANCELED', shippedAt: minutesAgo(9) })] }],
  ])('is an accepted and canceled line where %s shows that it was accepted first', (_what, about) => {
    expect(tallyOf(order({ state: 'CANCELED', ...about }))).toMatchObject({ accepted: 1, canceled: 1 })
  })

  it.each<[string, Order, number]>([
    ['left in time', shipped({}, { shippedAt: deadline }), 0],
    ['left late', shipped({}, { shippedAt: minutesAgo(59) }), 1],
    ['left late in part', shipped({}, { shippedAt: minutesAgo(70) }, { shippedAt: minutesAgo(59) }), 1],
    ['is not wholly gone yet', shipped({}, { shippedAt: minutesAgo(59) }, {}), 0],
    ['has no deadline', shipped({ shippingDeadlineAt: undefined }, { shippedAt: minutesAgo(1) }), 0],
    ['is late with what was canceled', shipped({}, { shippedAt: minutesAgo(1), state: 'CANCELED' }), 0],
    ['left late but for a canceled line', shipped({}, { shippedAt: minutesAgo(1) }, { state: 'REFUSED' }), 1],
  ])('one that %s counts as late so often: %#', (_what, one, late) => {
    expect(tallyOf(one).late).toBe(late)
  })
})

describe('the rates', () => {
  it('are shares by Mirakl’s definitions, with four decimals', () => {
    const tally = { orders: 7, late: 1, accepted: 6, rejected: 2, canceled: 3, refunded: 2, disputed: 1 }

    expect(ratesOf(tally)).toEqual({
      recentApprovalRate: '0.75',
      incidentRate: '0.1667',
      refundRate: '0.3333',
      cancelationRate: '0.5',
      lateShipmentRate: '0.1429',
    })
  })

  it('are none where nothing happened', () => {
    expect(Object.values(ratesOf(noOrders))).toEqual([undefined, undefined, undefined, undefined, undefined])
    expect(ratesOf({ ...noOrders, orders: 1, rejected: 1 })).toMatchObject({
      recentApprovalRate: '0',
      incidentRate: undefined,
      lateShipmentRate: '0',
    })
  })

  it('lie between 0 and 1, and are the same however orders are put together', () => {
    const states = fc.constantFrom('WAITING_ACCEPTANCE', 'SHIPPED', 'REFUSED', 'CANCELED', 'INCIDENT_OPEN')
    const lines = fc.array(fc.record({ state: states, shippedAt: fc.constantFrom(undefined, minutesAgo(1)) }), {
      maxLength: 4,
    })
    const orders = fc.record({ state: states, shippingDeadlineAt: fc.constantFrom(undefined, deadline), lines })
    const tallies = fc.array(
      orders.map((one) => tallyOf(order({ ...one, lines: one.lines.map(line) }))),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(tallies, (each) => {
        const all = each.reduce(addTallies, noOrders)

        expect(each.toReversed().reduce(addTallies, noOrders)).toEqual(all)
        expect(all.orders).toBe(each.length)
        for (const rate of Object.values<string | undefined>(ratesOf(all)).filter((one) => one !== undefined)) {
          expect(Number(rate)).toBeGreaterThanOrEqual(0)
          expect(Number(rate)).toBeLessThanOrEqual(1)
        }
      }),
    )
    expect(
      addTallies(
        { orders: 1, late: 2, accepted: 3, rejected: 4, canceled: 5, refunded: 6, disputed: 7 },
        { orders: 10, late: 20, accepted: 30, rejected: 40, canceled: 50, refunded: 60, disputed: 70 },
      ),
    ).toEqual({ orders: 11, late: 22, accepted: 33, rejected: 44, canceled: 55, refunded: 66, disputed: 77 })
  })
})

describe('the three months before an instant', () => {
  it.each([
    ['2026-11-26T12:00:00.000Z', '2026-08-26T12:00:00.000Z'],
    ['2026-01-15T00:00:00.000Z', '2025-10-15T00:00:00.000Z'],
    ['2026-05-31T08:00:00.000Z', '2026-02-28T08:00:00.000Z'],
    ['2024-05-29T08:00:00.000Z', '2024-02-29T08:00:00.000Z'],
  ])('of %s begin at %s', (at, since) => {
    expect(ratedSince(at)).toBe(since)
  })
})
