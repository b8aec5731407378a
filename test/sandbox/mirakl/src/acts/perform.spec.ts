import { describe, expect, it } from 'vitest'
import { possibleActs } from './perform.js'
import { addresses, after, two, received, lineStates, someOrder } from './some-order.js'

describe('the way of an order', () => {
  it('leads from the storefront to the customer, each act with its date', () => {
    const { order } = after(someOrder({ state: 'STAGING' }), 'validate', ...received, 'close')

    expect(order).toMatchObject({
      order_state: 'CLOSED',
      order_state_reason_code: 'AUTO_CLOSED',
      last_updated_date: '2026-03-02T06:00:00Z',
      acceptance_decision_date: '2026-03-02T01:00:00Z',
      customer_debited_date: '2026-03-02T03:00:00Z',
      order_lines: [
        { order_line_state: 'CLOSED', shipped_date: '2026-03-02T04:00:00Z', received_date: '2026-03-02T05:00:00Z' },
      ],
    })
  })

  it('shows addresses once it is accepted, and no decision where nobody decided', () => {
    expect(after(someOrder(), 'accept').order['customer']).toMatchObject(addresses)
    expect(after(someOrder(), 'refuse').order['customer']).toMatchObject({ shipping_address: null })
    expect(after(someOrder(), 'auto-accept').order).not.toHaveProperty('acceptance_decision_date')
    expect(after(someOrder(), 'time-out-acceptance').order).toMatchObject({
      order_state: 'REFUSED',
      order_state_reason_code: 'ACCEPTANCE_TIMEOUT',
    })
  })

  it('goes past the debit where the customer pays later', () => {
    const accepted = after(someOrder({ workflow: 'PAY_ON_DUE_DATE' }), 'accept')
    const paid = after(accepted, 'ship', 'receive', 'pay-debit').order

    expect(accepted.order).toMatchObject({ order_state: 'SHIPPING' })
    expect(paid).toMatchObject({ order_state: 'RECEIVED', customer_debited_date: '2026-03-02T02:00:00Z' })
  })

  it('waits for its slowest line, and for none that ended', () => {
    const shared = someOrder({ lines: [two, two, two] })
    const accepted = after(shared, { act: 'accept', lines: ['O1-A-1', 'O1-A-2'] }, 'begin-debit', 'pay-debit')
    const partly = after(accepted, { act: 'ship', lines: ['O1-A-1'] })

    expect([partly.order.order_state, ...lineStates(partly)]).toEqual(['SHIPPING', 'SHIPPED', 'SHIPPING', 'REFUSED'])
    expect(after(partly, 'ship').order.order_state).toBe('SHIPPED')
    expect(after(partly, { act: 'cancel', line: 'O1-A-2' }).order.order_state).toBe('SHIPPED')
  })

  it('keeps refused lines in its price, and takes canceled ones out', () => {
    const both = someOrder({ lines: [two, two] })
    const refused = after(both, { act: 'accept', lines: ['O1-A-1'] })
    const canceled = after(both, 'accept', { act: 'cancel', line: 'O1-A-2', quantity: 1 })

    expect(refused.order['total_price']).toBe(49)
    expect(canceled.order['total_price']).toBe(39)
    expect(after(canceled, 'cancel').order).toMatchObject({ order_state: 'CANCELED', total_price: 0 })
  })

  it('is canceled by amount too, but of one line only', () => {
    const both = someOrder({ lines: [two, two] })
    const part = { act: 'cancel', amount: 4.5, shippingAmount: 0.45 }

    expect(after(both, { ...part, line: 'O1-A-1' }).order).toMatchObject({
      total_price: 44.05,
      order_lines: [{ quantity: 2, price: 15.5, shipping_price: 4.05 }, { price: 20 }],
    })
    expect(() => after(both, part)).toThrow('Say which line of O1-A-1, O1-A-2')
    expect(() => after(both, { act: 'cancel', line: 'O1-A-1', amount: 20.01 })).toThrow('does not have that much left')
  })

  it('is refused in the words of Mirakl where the state is another', () => {
    expect(() => after(someOrder(), 'ship')).toThrow(
      "Cannot update the order with id 'O1-A' to status 'SHIPPED'. The order does not have the expected status 'SHIPPING'.",
    )
    expect(() => after(someOrder(), 'teleport')).toThrow("There is no act 'teleport'")
    expect(() => after(someOrder(), { act: 'refuse', amount: 3 })).toThrow("does not take 'amount'")
    expect(() => after(someOrder(), { act: 'accept', line: 'other' })).toThrow("the order line with id 'other'")
  })
})

it('tells which acts are possible, by whom and to what', () => {
  expect(possibleActs(someOrder())).toEqual([
    { act: 'accept', by: 'seller', lines: ['O1-A-1'] },
    { act: 'auto-accept', by: 'Mirakl', lines: ['O1-A-1'] },
    { act: 'refuse', by: 'seller' },
    { act: 'time-out-acceptance', by: 'Mirakl' },
    {
      act: 'cancel',
      by: 'operator',
      lines: ['O1-A-1'],
      takes: ['quantity', 'amount', 'shippingAmount', 'reason'],
    },
  ])
})
