import { describe, expect, it } from 'vitest'
import { parseOrder } from './parse-order.js'
import { parseReturn } from './parse-return.js'
import { parseSeller } from './parse-seller.js'
import { absence, readSample } from './testing/samples.js'

const read = (name: string): Readonly<Record<string, unknown[]>> =>
  readSample(name) as Readonly<Record<string, unknown[]>>

const order = (name: string) => parseOrder(read(name)['orders']?.[0])

describe.skipIf(absence !== '')(`the reference samples in detail${absence}`, () => {
  it('reads the documented operator order, taxes and refund included', () => {
    const parsed = order('or11-operator-doc-example.json')

    expect(parsed).toMatchObject({
      ok: true,
      order: {
        id: 'Order_00010-A',
        view: 'operator',
        state: 'RECEIVED',
        createdAt: '2019-04-02T14:18:43.000Z',
        debitedAt: '2019-04-02T14:58:22.460Z',
        taxMode: 'TAX_EXCLUDED',
        totalPrice: '173',
        hasIncident: false,
        shop: { id: '2000', name: 'ACME SHOP' },
        customer: { id: 'Customer_id_001', email: 'customer@mail.com', firstName: 'Smith', locale: 'en_US' },
        lines: [
          {
            quantity: 3,
            price: '165',
            taxes: '40',
            mediaUrl: '/media/product/image/8bc8241d-0747-4891-bb2e-881202f5465a',
            cancelations: [{ id: '1122', total: '18.15' }],
          },
        ],
      },
    })
  })

  it('never takes the accounting or the delivery contact for the buyer', () => {
    const text = JSON.stringify(order('or11-operator-doc-example.json'))

    expect(text).not.toContain('thomasanderson')
    expect(text).not.toContain('stella.lettiere')
  })

  it('reads the automatic operator example with all fields', () => {
    expect(order('or11-operator-doc-auto-allfields.json')).toMatchObject({ ok: true, order: { view: 'operator' } })
  })

  it('reads the documented seller order: no e-mail, no shop, the old name of the refund state', () => {
    const parsed = order('or11-seller-doc-example.json')

    expect(parsed).toMatchObject({
      ok: true,
      order: { view: 'seller', lines: [{ refunds: [{ state: 'WAITING_REFUND_PAYMENT' }] }] },
    })
    expect(parsed.ok && [parsed.order.customer.email, parsed.order.shop]).toEqual([undefined, undefined])
    expect(JSON.stringify(parsed)).not.toContain('notification.mirakl.net')
  })

  it('refuses the partial Leroy Merlin order and names every field that is missing', () => {
    expect(order('or11-seller-leroymerlin-2023-auto-received.normalized-redacted.partial.json')).toEqual({
      ok: false,
      id: undefined,
      faults: [
        'order_id: expected an id, got nothing',
        'order_state: expected a text, got nothing',
        'created_date: expected a date, got nothing',
        'last_updated_date: expected a date, got nothing',
        'currency_iso_code: expected a text, got nothing',
        'shipping_price: expected a number, got nothing',
        'total_price: expected a number, got nothing',
        'order_lines[0].quantity: expected a whole number, got nothing',
      ],
    })
  })

  it('reads the documented returns', () => {
    const parsed = read('rt11-returns-doc-example.json')['data']?.map(parseReturn)

    expect(parsed).toMatchObject([
      {
        ok: true,
        return: { orderId: 'ORDER-1-A', state: 'WAITING_ACCEPTANCE', lines: [{ quantity: 2 }, { quantity: 3 }] },
      },
      { ok: true, return: { orderId: 'ORDER-2-A', state: 'REFUSED', lines: [{ orderLineId: 'ORDER-2-A-1' }] } },
    ])
  })

  it('reads shops with metrics', () => {
    expect(read('s20-shops.constructed-with-metrics.json')['shops']?.map(parseSeller)).toMatchObject([
      {
        ok: true,
        seller: { id: '2000', grade: '4', approvalRate: '1', approvalDelaySeconds: 33, orders: 7, offers: 234 },
      },
    ])
  })

  it('reads new shops, whose metrics are null, and drops bank, tax, contact and KYC data', () => {
    const parsed = read('s20-shops.paypal-hyperwallet-2022.redacted.json')['shops']?.map(parseSeller)

    expect(parsed).toMatchObject([
      { ok: true, seller: { id: '1', grade: undefined, orders: 0 } },
      { ok: true, seller: { id: '2' } },
    ])
    expect(JSON.stringify(parsed)).not.toMatch(/REDACTED|iban|example\.com|PENDING_SUBMISSION|usr-/i)
  })
})
