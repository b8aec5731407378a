import { noveltyOf } from '@concord/domain'
import { describe, expect, it } from 'vitest'
import { itemOf } from './items.js'
import { observation } from './testing/items.js'
import { rawOrder, rawReturn, rawSalesOrder, rawShop } from './testing/raw.js'

const item = (fields: Parameters<typeof observation>[0]) => itemOf(observation(fields))

describe('itemOf', () => {
  it('names an order by its marketplace and id, and versions it by its own date and content', () => {
    const { key, version, outcome, subject } = item({ raw: rawOrder() })

    expect(key).toBe('north:order:O1-A')
    expect(version).toMatch(/^2026-03-01T10:00:00\.000Z~2026-03-01T12:00:00\.000Z~[0-9a-f]{16}$/)
    expect(outcome).toBeUndefined()
    expect(subject).toBe('north/c-1')
  })

  it.each([
    [{ customer: { customer_id: 'c-9' } }, 'north/c-9'],
    [{ customer: { email: 'ada@example.org' } }, 'north/ada@example.org'],
    [{ customer: null }, 'north/O1-A'],
  ])('says whose data %j is', (fields, subject) => {
    expect(item({ raw: rawOrder(fields) }).subject).toBe(subject)
  })

  it('names returns and sellers', () => {
    expect(item({ kind: 'return', raw: rawReturn() })).toMatchObject({
      key: 'north:return:R1',
      subject: 'north/return/O1-A',
    })
    expect(item({ kind: 'seller', raw: rawShop() })).toMatchObject({ key: 'north:seller:7', subject: 'north/sellers' })
  })

  it('takes the same content for the same, whatever the order of its fields and whenever it was seen', () => {
    const reversed = Object.fromEntries(Object.entries(rawOrder()).toReversed())
    const [first, second] = [item({}), item({ raw: reversed, observedAt: '2026-03-05T00:00:00.000Z' })]

    expect(noveltyOf(second.version, [first.version])).toBe('duplicate')
  })

  it('quarantines what cannot be parsed under its own id, with every fault and no value', () => {
    const { key, outcome, content } = item({ raw: rawOrder({ total_price: 'ada@example.org', order_state: null }) })

    expect(key).toBe('north:order:O1-A')
    expect(outcome).toEqual({
      state: 'quarantined',
      reason: 'invalid',
      detail: 'order_state: expected a text, got null; total_price: expected a number, got a text',
    })
    expect(content).toMatchObject({ total_price: 'ada@example.org' })
  })

  it.each([[null], ['text'], [[]], [{}]])('quarantines %j, which has no id, under a name of its content', (raw) => {
    const [first, second] = [item({ raw }), item({ raw, observedAt: '2026-03-05T00:00:00.000Z' })]

    expect(first.key).toMatch(/^north:order:unnamed-[0-9a-f]{16}$/)
    expect(second.key).toBe(first.key)
  })

  it.each([
    ['its own date', rawOrder({ total_price: 'a lot' })],
    ['the date it was made', rawOrder({ total_price: 'a lot', last_updated_date: undefined })],
    ['no date', rawOrder({ total_price: 'a lot', last_updated_date: 'soon', created_date: null })],
  ])('knows an invalid object with %s again when it is seen again', (_what, raw) => {
    const [first, second] = [item({ raw }), item({ raw, observedAt: '2026-03-05T00:00:00.000Z' })]

    expect(second.key).toBe(first.key)
    expect(noveltyOf(second.version, [first.version])).toBe('duplicate')
  })

  it('lets a corrected object be newer than an invalid one without a date', () => {
    const invalid = item({ raw: rawOrder({ last_updated_date: null, created_date: null }) })
    const corrected = item({ observedAt: '2026-03-01T12:05:00.000Z' })

    expect(noveltyOf(corrected.version, [invalid.version])).toBe('new')
  })

  it("keeps nothing of an invalid seller's object, which may hold bank data, and knows it again all the same", () => {
    const raw = rawShop({ shop_state: null, payment_info: { iban: 'NL91ABNA0417164300' } })
    const [first, second] = [item({ kind: 'seller', raw }), item({ kind: 'seller', raw })]

    expect(first).toMatchObject({ key: 'north:seller:7', content: {}, outcome: { state: 'quarantined' } })
    expect(JSON.stringify(first)).not.toContain('NL91')
    expect(second).toEqual(first)
  })

  it('keeps nothing of a valid seller beyond what is public', () => {
    const raw = rawShop({ payment_info: { iban: 'NL91ABNA0417164300' }, contact_informations: { email: 'a@b.nl' } })

    expect(JSON.stringify(item({ kind: 'seller', raw }))).not.toMatch(/NL91|a@b\.nl/)
  })

  it('hands the trace of whoever posted it on', () => {
    expect(item({ traceparent: '00-1-2-01' }).traceparent).toBe('00-1-2-01')
  })

  it('quarantines what its way in could not unwrap, with the faults that were found there', () => {
    const { key, outcome, content } = item({ raw: { message: 1 }, faults: ['message.data: expected JSON as base64'] })

    expect(key).toMatch(/^north:order:unnamed-[0-9a-f]{16}$/)
    expect(outcome).toMatchObject({ state: 'quarantined', detail: 'message.data: expected JSON as base64' })
    expect(content).toEqual({ message: 1 })
  })

  it.each<[string, Parameters<typeof observation>[0], string]>([
    ['the id of an order', { raw: rawOrder({ order_id: 'O\0' }) }, 'id: holds a NUL or half a character'],
    [
      'the id of a bad order',
      { raw: rawOrder({ order_id: 'O\ud800', price: 'x' }) },
      'price: expected a number, got a text',
    ],
    ['an id that is too long', { raw: rawOrder({ order_id: 'x'.repeat(3_000) }) }, 'id: is longer than 250 characters'],
    [
      'the id of a customer',
      { raw: rawOrder({ customer: { customer_id: 'c\0' } }) },
      'customer.id: holds a NUL or half a character',
    ],
    [
      'the id of a shop',
      { kind: 'seller', raw: rawShop({ shop_id: '\udc00' }) },
      'id: holds a NUL or half a character',
    ],
    [
      'a checkout',
      { kind: 'sales-order', raw: rawSalesOrder({ commercial_id: 'C\0' }) },
      'commercialId: holds a NUL or half a character',
    ],
  ])('lets no database meet what it cannot hold in %s', (_what, fields, fault) => {
    const { key, outcome, version, detail = outcome?.detail } = { ...item(fields), detail: undefined }

    expect(`${key}${version}${String(detail)}`).not.toMatch(/\0|\p{Cs}/u)
    expect(key.length).toBeLessThan(300)
    expect(detail?.split('; ')).toContain(fault)
  })

  it('says of an object that is wrong a thousand times enough, and how much it left out', () => {
    const lines = Array.from({ length: 1_000 }, () => ({}))
    const detail = item({ raw: rawOrder({ order_lines: lines }) }).outcome?.detail ?? ''

    expect(detail).toMatch(/; and \d+ more$/)
    expect(detail.split('; ')).toHaveLength(101)
  })

  it('gives no date of more than four digits to an invalid object', () => {
    for (const last_updated_date of ['+275760-09-13T00:00:00Z', '-000001-01-01T00:00:00Z'])
      expect(item({ raw: rawOrder({ last_updated_date }) }).version).toMatch(/^1970-01-01T/)
  })

  it.each([
    ['an order', { raw: rawOrder({ last_updated_date: '2062-03-01T10:00:00Z' }) }],
    ['a return', { kind: 'return', raw: rawReturn({ last_updated: '2062-03-01T10:00:00Z' }) }],
    ['an invalid order', { raw: rawOrder({ last_updated_date: '2062-03-01T10:00:00Z', order_lines: 'none' }) }],
  ] as const)('lets %s that is dated far ahead bury nothing that comes after it', (_what, fields) => {
    const ahead = item(fields)

    expect(ahead.outcome).toMatchObject({ state: 'quarantined', reason: 'invalid' })
    expect(noveltyOf(item({ ...fields, raw: rawOrder() }).version, [ahead.version])).toBe('new')
  })

  it('bears with a marketplace whose clock is some days ahead', () => {
    const { outcome } = item({ raw: rawOrder({ last_updated_date: '2026-03-30T10:00:00Z' }) })

    expect(outcome).toBeUndefined()
  })

  describe('of a sales order', () => {
    const sight = (raw: object, observedAt = '2026-03-01T12:00:00.000Z') =>
      item({ kind: 'sales-order', raw, observedAt })

    it('lets no older version win that was sent late, where it says when it was changed', () => {
      const version = (updated_at: string | null, phone: string, observedAt?: string) =>
        sight(rawSalesOrder({ updated_at, phone }), observedAt).version
      const newer = version('2026-03-01T11:00:00Z', '0123456789')
      const late = version('2026-03-01T10:30:00Z', '0987654321', '2026-03-02T12:00:00.000Z')

      expect(noveltyOf(late, [newer])).toBe('outdated')
      expect(noveltyOf(version(null, '0987654321', '2026-03-02T12:00:00.000Z'), [newer])).toBe('outdated')
      expect(noveltyOf(newer, [version(null, '0987654321', '2026-03-02T12:00:00.000Z')])).toBe('new')
    })

    it('is quarantined where it is dated far ahead, by the name of its own field', () => {
      expect(sight(rawSalesOrder({ updated_at: '2062-03-01T10:00:00Z' })).outcome).toMatchObject({
        state: 'quarantined',
        detail: expect.stringMatching(/^updated_at: lies more than 30 days ahead/),
      })
    })

    it('names it by its checkout, and says whose data it is', () => {
      expect(sight(rawSalesOrder())).toMatchObject({ key: 'north:sales-order:C1', subject: 'north/ada@example.org' })
      expect(sight(rawSalesOrder({ email: null })).subject).toBe('north/storefront/s-1')
      expect(sight(rawSalesOrder({ email: null, customer_id: null })).subject).toBe('north/checkout/C1')
    })

    it.each([{}, { placed_at: null }])('knows the same content again whatever the clock says: %j', (fields) => {
      const [first, second] = [sight(rawSalesOrder(fields)), sight(rawSalesOrder(fields), '2026-04-01T12:00:00.000Z')]

      expect(noveltyOf(second.version, [first.version])).toBe('duplicate')
    })

    it.each([{ email: 'eve@example.org' }, { email: 'eve@example.org', placed_at: null }, { placed_at: null }])(
      'lets what was posted last be the newest: %j',
      (change) => {
        const [first, later] = [sight(rawSalesOrder()), sight(rawSalesOrder(change), '2026-03-01T12:05:00.000Z')]

        expect(noveltyOf(later.version, [first.version])).toBe('new')
        expect(noveltyOf(first.version, [later.version])).toBe('outdated')
      },
    )

    it('quarantines an invalid one under its name, and lets its correction be newer', () => {
      const wrong = sight({ commercial_id: 'C1', created_date: '2099-01-01T00:00:00Z' })
      const right = sight(rawSalesOrder(), '2026-03-01T12:05:00.000Z')

      expect(wrong).toMatchObject({
        key: 'north:sales-order:C1',
        outcome: { state: 'quarantined', detail: 'email, customer_id, phone: expected at least one of them' },
      })
      expect(noveltyOf(right.version, [wrong.version])).toBe('new')
    })
  })

  describe('of a notice', () => {
    const notice = { is: 'opt-out', name: 'unsubscribed', email: 'ada@example.org' } as const
    const sight = (observedAt: string) =>
      item({ marketplace: 'main', kind: 'contact', raw: { id: 'abc', notice }, observedAt })

    it('names it as it was named, and takes every further delivery for a duplicate', () => {
      const [first, second] = [sight('2026-03-01T12:00:00.000Z'), sight('2026-03-05T12:00:00.000Z')]

      expect(first).toMatchObject({ key: 'main:contact:abc', content: notice, subject: 'main/ada@example.org' })
      expect(noveltyOf(second.version, [first.version])).toBe('duplicate')
    })
  })

  it('tells a seller view from an operator view by the order itself, whoever hands it over', () => {
    const sellers = rawOrder({
      customer: { customer_id: 'c-1' },
      customer_notification_email: 'abcdefghijk.lmnopqrst@notification.mirakl.net',
    })

    expect(item({ raw: sellers }).content).toMatchObject({ view: 'seller' })
    expect(item({ raw: rawOrder() }).content).toMatchObject({ view: 'operator' })
  })
})
