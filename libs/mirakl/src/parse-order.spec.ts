import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseOrder } from './parse-order.js'

const line = (fields: object = {}) => ({
  order_line_id: 'L1',
  order_line_state: 'SHIPPING',
  quantity: 1,
  price: 10,
  shipping_price: 0,
  total_price: 10,
  ...fields,
})

const order = (fields: object = {}) => ({
  order_id: 'O1-A',
  commercial_id: 'O1',
  order_state: 'SHIPPING',
  created_date: '2026-03-01T10:00:00Z',
  last_updated_date: '2026-03-01T10:00:00Z',
  currency_iso_code: 'EUR',
  order_tax_mode: 'TAX_INCLUDED',
  price: 10,
  shipping_price: 0,
  total_price: 10,
  order_lines: [line()],
  ...fields,
})

const accepted = (raw: unknown) => {
  const parsed = parseOrder(raw)
  if (!parsed.ok) throw new Error(parsed.faults.join('; '))
  return parsed.order
}

describe('parseOrder', () => {
  it('names every fault with its path, and says what came instead without saying the value', () => {
    const raw = order({
      order_state: '',
      total_price: 'a lot',
      order_lines: [line({ price: null, quantity: '2.5', refunds: [{ id: 'R1', created_date: 'yesterday' }] }), 'x'],
    })

    expect(parseOrder(raw)).toEqual({
      ok: false,
      id: 'O1-A',
      faults: [
        'order_state: expected a text, got an empty text',
        'total_price: expected a number, got a text',
        'order_lines[0].quantity: expected a whole number, got a text',
        'order_lines[0].price: expected a number, got null',
        'order_lines[0].refunds[0].created_date: expected a date, got a text',
        'order_lines[1]: expected an object, got a text',
      ],
    })
  })

  it.each([[null], [undefined], [[]], ['text'], [7]])('refuses %j, which is no order', (raw) => {
    expect(parseOrder(raw)).toMatchObject({ ok: false, faults: [expect.stringMatching(/^expected an object, got /)] })
  })

  it('takes what the traps of the data hold: nulls, texts for booleans and numbers, unknown states and fields', () => {
    const raw = order({
      order_state: 'TELEPORTED',
      channel: null,
      customer: { customer_id: 77, email: null, locale: null },
      has_incident: 'true',
      fully_refunded: 'false',
      price: '15.60',
      brand_new: { deep: [1] },
      order_additional_fields: null,
      order_lines: [line({ order_line_state: 'INCIDENT_OPEN', refunds: null, cancelations: null, taxes: null })],
    })

    expect(accepted(raw)).toMatchObject({
      state: 'TELEPORTED',
      channel: undefined,
      customer: { id: '77', email: undefined },
      hasIncident: true,
      isFullyRefunded: false,
      price: '15.6',
      additionalFields: {},
      lines: [{ state: 'INCIDENT_OPEN', refunds: [], cancelations: [], taxes: '0' }],
    })
  })

  it.each([
    ['2019-04-02T14:18:43Z', '2019-04-02T14:18:43.000Z'],
    ['2019-04-02T14:18:43.4Z', '2019-04-02T14:18:43.400Z'],
    ['2019-04-02T14:18:43.123456Z', '2019-04-02T14:18:43.123Z'],
    ['2019-04-02T16:18:43+02:00', '2019-04-02T14:18:43.000Z'],
    ['2019-04-02T16:18:43+0200', '2019-04-02T14:18:43.000Z'],
    ['2019-04-02T14:18:43', '2019-04-02T14:18:43.000Z'],
  ])('writes the date %s as %s', (written, normal) => {
    expect(accepted(order({ last_updated_date: written })).updatedAt).toBe(normal)
  })

  it.each(['2019-02-31T10:00:00Z', '2019-04-02', '1554214723', 'now', 1554214723])(
    'takes %s for no date',
    (written) => {
      expect(parseOrder(order({ created_date: written })).ok).toBe(false)
    },
  )

  it.each([
    [0.1, '0.1'],
    [1e-7, '0.0000001'],
    [-3, '-3'],
    ['129.990', '129.99'],
  ])('reads the amount %s exactly', (written, exact) => {
    expect(accepted(order({ price: written })).price).toBe(exact)
  })

  it.each([['1,5'], ['NaN'], [''], [true], ['1e3']])('takes %j for no amount', (written) => {
    expect(parseOrder(order({ price: written }))).toMatchObject({ faults: [expect.stringMatching(/^price: /)] })
  })

  const refund = {
    id: 'R1',
    order_refund_id: 'G1',
    refund_state: 'REFUNDED',
    created_date: '2026-03-02T10:00:00Z',
    amount: 6.82,
    shipping_amount: 1.79,
    taxes: [{ amount: 2.5, code: 'a' }],
    shipping_taxes: [{ amount: 2.8, code: 'a' }],
  }

  it.each([
    ['TAX_INCLUDED', '8.61'],
    ['TAX_EXCLUDED', '13.91'],
  ])('totals a refund under %s', (mode, total) => {
    const raw = order({ order_tax_mode: mode, order_lines: [line({ refunds: [refund] })] })

    expect(accepted(raw).lines[0]?.refunds).toEqual([
      { id: 'R1', groupId: 'G1', state: 'REFUNDED', createdAt: '2026-03-02T10:00:00.000Z', total },
    ])
  })

  it('refuses a refund whose state or amount cannot be read: money is never guessed', () => {
    const bad = { id: 'R1', created_date: '2026-03-02T10:00:00Z', amount: 'six' }

    expect(parseOrder(order({ order_lines: [line({ refunds: [bad] })] }))).toMatchObject({
      faults: ['order_lines[0].refunds[0].amount: expected a number, got a text'],
    })
    expect(parseOrder(order({ order_lines: [line({ refunds: [{ ...bad, amount: 6 }] })] }))).toMatchObject({
      faults: ['order_lines[0].refunds[0].refund_state: expected a text, got nothing'],
    })
  })

  it.each([
    [{ shop_id: 1 }, 'operator'],
    [{ customer: { email: 'a@example.com' } }, 'operator'],
    [{ customer_notification_email: 'x.y@notification.mirakl.net' }, 'seller'],
    [{}, 'seller'],
  ])('sees by %j that this is the %s view', (fields, view) => {
    expect(accepted(order(fields)).view).toBe(view)
  })

  it('never throws, and never quotes, whatever stands in whatever field', () => {
    const quoted = fc.string({ minLength: 12, maxLength: 40 })
    const anything = fc.oneof(fc.jsonValue(), quoted)
    const field = fc.constantFrom(...Object.keys(order({ customer: {}, channel: {}, order_additional_fields: [] })))
    const inLine = fc.constantFrom(...Object.keys(line({ refunds: [], taxes: [], product_medias: [] })))

    fc.assert(
      fc.property(field, inLine, anything, (name, lineName, value) => {
        const damaged = [order({ [name]: value }), order({ order_lines: [line({ [lineName]: value })] }), value]
        const faults = damaged.flatMap((raw) => (parseOrder(raw) as { faults?: string[] }).faults ?? []).join()

        expect(typeof value === 'string' && value.length >= 12 && faults.includes(value)).toBe(false)
      }),
    )
  })

  it('keeps additional fields by code and passes over those that say nothing', () => {
    const fields = [
      { code: 'vip', type: 'BOOLEAN', value: 'true' },
      { code: 'tags', type: 'MULTIPLE_VALUES_LIST', value: ['a', 'b'] },
      { code: 'count', value: 3 },
      { code: '__proto__', value: 'harmless' },
      { code: 'empty', value: null },
      { value: 'nameless' },
      null,
    ]

    expect(Object.entries(accepted(order({ order_additional_fields: fields })).additionalFields)).toEqual([
      ['vip', 'true'],
      ['tags', ['a', 'b']],
      ['count', '3'],
      ['__proto__', 'harmless'],
    ])
  })
})
