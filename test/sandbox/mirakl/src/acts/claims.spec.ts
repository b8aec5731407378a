import { describe, expect, it } from 'vitest'
import type { Dossier, Order } from './order.js'
import { after, shipping, received, lineStates, type SomeOrder, someOrder } from './some-order.js'

const inIncident = (more: SomeOrder = {}) => after(someOrder(more), ...received, 'open-incident')

describe('an incident', () => {
  it('hides the state of its line, and leaves that of the order', () => {
    expect(inIncident().order).toMatchObject({
      order_state: 'RECEIVED',
      has_incident: true,
      order_lines: [{ order_line_state: 'INCIDENT_OPEN', order_line_state_reason_label: 'Item not received' }],
    })
    expect(inIncident().incidents).toMatchObject([
      { status: 'NEW', opening_information: { opening_reason_code: '1', user_type: 'CUSTOMER' } },
    ])
  })

  it('leaves no trace in the order once it is closed', () => {
    const before = after(someOrder(), ...shipping, 'ship')
    const closed = after(before, 'open-incident', 'resolve-incident', 'close-incident')
    const undated = ({ order }: Dossier): Order => ({
      ...order,
      last_updated_date: '',
      order_lines: order.order_lines.map((line) => ({ ...line, last_updated_date: '' })),
    })
    const [line] = undated(before).order_lines

    expect(undated(closed)).toEqual({
      ...undated(before),
      order_lines: [{ ...line, order_line_state_reason_code: null, order_line_state_reason_label: null }],
    })
    expect(closed.incidents).toMatchObject([{ status: 'CLOSED', closing_information: { user_type: 'OPERATOR' } }])
  })

  it('closes with a reason, unless the shop has resolved it', () => {
    expect(() => after(inIncident(), 'close-incident')).toThrow('A reason is required')
    expect(after(inIncident(), { act: 'close-incident', reason: '16' }).order['has_incident']).toBe(false)
    expect(() => after(inIncident(), { act: 'close-incident', reason: '1' })).toThrow("no reason '1'")
  })

  it('lets the order be received under it, which shows when it closes', () => {
    const sent = after(someOrder(), ...shipping, 'ship', 'open-incident', 'receive')

    expect(lineStates(sent)).toEqual(['INCIDENT_OPEN'])
    expect(lineStates(after(sent, { act: 'close-incident', reason: '15' }))).toEqual(['RECEIVED'])
  })

  it('is found even where nobody has a record of it', () => {
    const untold = { ...inIncident(), incidents: [] }

    expect(after(untold, 'resolve-incident').incidents).toMatchObject([{ status: 'RESOLVED' }])
  })
})

describe('a refund', () => {
  it('is asked for, handed over and paid, and only then is the line refunded', () => {
    const asked = after(someOrder(), ...received, 'request-refund')
    const paid = after(asked, 'hand-over-refund', 'pay-refund')

    expect(asked.order).toMatchObject({
      fully_refunded: true,
      total_price: 24.5,
      order_lines: [{ order_line_state: 'RECEIVED', refunds: [{ refund_state: 'WAITING_REFUND', amount: 20 }] }],
    })
    expect(asked.order['order_refunds']).toHaveLength(1)
    expect(lineStates(paid)).toEqual(['REFUNDED'])
    expect(paid.order).toMatchObject({ order_state: 'RECEIVED', total_price: 24.5 })
    expect(after(paid, 'close').order.order_state).toBe('CLOSED')
  })

  it('of a part leaves the line where it is, and never exceeds what is left', () => {
    const paid = after(someOrder(), ...received, { act: 'request-refund', amount: 5 }, 'hand-over-refund', 'pay-refund')

    expect(lineStates(paid)).toEqual(['RECEIVED'])
    expect(() => after(paid, { act: 'request-refund', amount: 15.01 })).toThrow('does not have that much left')
    expect(after(paid, 'request-refund').order.order_lines[0]?.refunds[1]).toMatchObject({
      amount: 15,
      shipping_amount: 4.5,
    })
  })

  it('cannot be had from an order that is closed, and keeps one open', () => {
    const all = after(someOrder(), ...received)

    expect(() => after(all, 'close', 'request-refund')).toThrow("does not have the expected status 'SHIPPING'")
    expect(() => after(all, 'request-refund', 'close')).toThrow('It is not possible now')
  })
})

describe('a return', () => {
  it('goes its own way beside the order', () => {
    const before = after(someOrder(), ...received)
    const returned = after(before, 'open-return', 'accept-return', 'receive-return', 'close-return')

    expect(returned.order).toBe(before.order)
    expect(returned.returns).toMatchObject([
      { state: 'CLOSED', rma: 'RMA-O1-A', return_lines: [{ order_line_id: 'O1-A-1', compliance: [{}] }] },
    ])
  })
  it('is of no more than was bought', () => {
    const before = after(someOrder(), ...received)

    expect(() => after(before, { act: 'open-return', quantity: 3 })).toThrow('No more than 2')
    expect(after(before, { act: 'open-return', quantity: 2 }).returns).toHaveLength(1)
  })
})
