import { describe, expect, it } from 'vitest'
import { lineStates, see, seeds } from '../seen.js'

const orderStates = `STAGING WAITING_ACCEPTANCE WAITING_DEBIT WAITING_DEBIT_PAYMENT SHIPPING SHIPPED TO_COLLECT RECEIVED
  CLOSED REFUSED CANCELED PARKED_BY_OPERATOR WAITING_REFUND_PAYMENT`.split(/\s+/)

describe.each(seeds)('the states of world %i', (seed) => {
  const { everywhere, history } = see(seed)

  it('every state of an order, and one nobody documented', () => {
    expect(new Set(everywhere.map((order) => order.order_state))).toEqual(new Set(orderStates))
    expect(history.filter((order) => order.order_state === 'PARKED_BY_OPERATOR')).toHaveLength(1)
  })

  it('every state of a line', () => {
    const ofLines = [...orderStates, 'INCIDENT_OPEN', 'REFUNDED', 'WAITING_REFUND']
    expect(new Set(everywhere.flatMap(lineStates))).toEqual(new Set(ofLines))
  })

  it('a line in a state nobody documented, in an order that is fine', () => {
    const odd = history.filter((order) => lineStates(order).includes('PARKED_BY_OPERATOR'))
    expect(odd.map((order) => order.order_state).toSorted()).toEqual(['PARKED_BY_OPERATOR', 'RECEIVED'])
  })

  it.each(['REFUSED', 'CANCELED'])('a line %s in an order that goes on', (state) => {
    const mixed = history.filter((order) => order.order_state !== state && lineStates(order).includes(state))
    expect(mixed).not.toEqual([])
  })

  it('partial cancelations, and partial shipments', () => {
    const lines = history.flatMap((order) => order.order_lines)
    expect(lines.some(({ quantity, cancelations }) => quantity > 0 && cancelations.length > 0)).toBe(true)

    const partly = history.filter(
      (order) =>
        order.order_state === 'SHIPPING' && ['SHIPPED', 'SHIPPING'].every((each) => lineStates(order).includes(each)),
    )
    expect(partly).not.toEqual([])
  })
})
