import { describe, expect, it } from 'vitest'
import { perform } from '../acts/perform.js'
import { someOrder } from '../acts/some-order.js'
import { listOf } from '../wire.js'
import { type Change, tidingsOf, webhookOf } from './tidings.js'

const accepted = (minutes: number): Change => {
  const before = someOrder()
  const at = Date.parse('2026-03-02T00:00:00Z') + minutes * 60_000
  const after = perform(before, { act: 'accept' }, { at, addressesOf: () => ({}) })
  return { at, before: before.order, after: after.order }
}

describe('what is told of changes', () => {
  const changes = Array.from({ length: 400 }, (_, minutes) => accepted(minutes))
  const { webhooks, relayed } = tidingsOf(changes)
  const hints = webhooks.flatMap((body) => listOf(body, 'payload'))

  it('comes for five of eight by webhook, for one by relay, and for two not at all', () => {
    expect(hints.length / 400).toBeCloseTo(5 / 8, 1)
    expect(relayed.length / 400).toBeCloseTo(1 / 8, 1)
    expect(tidingsOf(changes)).toEqual({ webhooks, relayed })
  })

  it('is about one order or two', () => {
    expect(new Set(webhooks.map((body) => listOf(body, 'payload').length))).toEqual(new Set([1, 2]))
  })

  it('names the change of state, and none of a new order', () => {
    const change = accepted(0)
    const payload = (changed: readonly unknown[]) => [{ id: 'O1-A', type: 'UPDATE', details: { changes: changed } }]

    expect(webhookOf(change)).toEqual({
      event_type: 'ORDER',
      payload: payload([{ field: 'STATE', from: 'WAITING_ACCEPTANCE', to: 'WAITING_DEBIT' }]),
    })
    expect(webhookOf({ ...change, before: undefined })).toMatchObject({ payload: payload([]) })
  })

  it('names the line where only that moved, and the parcel', () => {
    const order = someOrder({
      state: 'SHIPPING',
      lines: Array(2).fill({ quantity: 1, unitCents: 500, shippingCents: 0 }),
    })
    const deed = { act: 'ship', lines: ['O1-A-2'], carrier: 'UPS', tracking: '1Z9' }
    const after = perform(order, deed, { at: Date.parse('2026-03-02T00:00:00Z'), addressesOf: () => ({}) })
    const tracking = { carrier_code: 'UPS', carrier_name: 'UPS', tracking_number: '1Z9' }

    expect(webhookOf({ at: 0, before: order.order, after: after.order })).toMatchObject({
      payload: [
        {
          details: {
            changes: [
              { field: 'ORDER_LINE_STATE', order_line_id: 'O1-A-2', from: 'SHIPPING', to: 'SHIPPED' },
              {
                field: 'SHIPMENTS',
                from: { status: 'SHIPPING', tracking: { tracking_number: null } },
                to: { status: 'SHIPPED', tracking, shipment_lines: [{ order_line_id: 'O1-A-2', quantity: 1 }] },
              },
            ],
          },
        },
      ],
    })
  })
})
