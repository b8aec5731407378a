import { describe, expect, it } from 'vitest'
import { parseSalesOrder } from './sales-order.js'
import { rawSalesOrder } from './testing/raw.js'

const faultsOf = (raw: unknown) => {
  const parsed = parseSalesOrder(raw)
  return parsed.ok ? [] : parsed.faults
}

describe('a sales order', () => {
  it('is read with everything a storefront knows', () => {
    expect(parseSalesOrder(rawSalesOrder({ email: ' Ada@Example.org ' }))).toEqual({
      ok: true,
      salesOrder: {
        commercialId: 'C1',
        email: 'ada@example.org',
        customerId: 's-1',
        phone: '+33 1 23 45 67 89',
        locale: 'fr_FR',
        placedAt: '2026-03-01T10:00:00.000Z',
        consent: {
          isGranted: true,
          text: 'Tell me about offers',
          at: '2026-03-01T10:00:00.000Z',
          url: 'https://shop.example.com/checkout',
          ip: '192.0.2.1',
          userAgent: 'Mozilla/5.0',
        },
      },
    })
  })

  it.each([{ email: 'ada@example.org' }, { customer_id: 7 }, { phone: '0123456789' }])(
    'needs no more than its id and %j',
    (person) => {
      expect(parseSalesOrder({ commercial_id: 'C1', ...person })).toMatchObject({ ok: true })
    },
  )

  it('may say when it was last changed, which is no part of its content', () => {
    const dated = parseSalesOrder(rawSalesOrder({ updated_at: '2026-03-01T12:30:00+02:00' }))

    expect(dated).toEqual({ ...parseSalesOrder(rawSalesOrder()), updatedAt: '2026-03-01T10:30:00.000Z' })
    expect(faultsOf(rawSalesOrder({ updated_at: 'today' }))).toEqual([
      'updated_at: expected a date like 2026-01-31T12:00:00Z',
    ])
  })

  it('takes null for nothing, and a proxy address for an address like another', () => {
    const sparse = { phone: null, locale: null, placed_at: null, consent: null, customer_id: null }

    expect(parseSalesOrder(rawSalesOrder({ ...sparse, email: 'x.y@notification.mirakl.net' }))).toMatchObject({
      ok: true,
      salesOrder: { email: 'x.y@notification.mirakl.net', consent: undefined },
    })
  })

  it('says of whom it must speak', () => {
    expect(faultsOf({ commercial_id: 'C1', email: '', phone: null })).toContain(
      'email, customer_id, phone: expected at least one of them',
    )
  })

  it('names every fault with its remedy, and no value', () => {
    const secret = 'hunter2 '
    const raw = {
      commercial_id: {},
      email: secret,
      customer_id: [],
      phone: secret,
      locale: secret,
      placed_at: '2026-02-30',
      consent: { is_granted: 'yes', text: '', at: secret, url: secret, ip: secret, user_agent: 7 },
    }

    expect(faultsOf(raw)).toEqual([
      'commercial_id: expected an id',
      'email: expected an e-mail address',
      'customer_id: expected an id',
      'phone: expected a phone number like +33123456789',
      'locale: expected a locale like fr_FR',
      'placed_at: expected a date like 2026-01-31T12:00:00Z',
      'consent.is_granted: expected true or false',
      'consent.text: expected a text',
      'consent.at: expected a date like 2026-01-31T12:00:00Z',
      'consent.url: expected an address like https://shop.example.com/checkout',
      'consent.ip: expected an IP address',
      'consent.user_agent: expected a text',
    ])
    expect(faultsOf(raw).join()).not.toContain('hunter2')
  })

  it('keeps its name, however bad the rest is', () => {
    expect(parseSalesOrder({ commercial_id: 'C1' })).toMatchObject({ ok: false, id: 'C1' })
  })

  it.each([[null], ['text'], [7], [[]], [undefined]])('is not %j', (raw) => {
    expect(parseSalesOrder(raw)).toMatchObject({ ok: false, faults: ['expected an object'], id: undefined })
  })
})
