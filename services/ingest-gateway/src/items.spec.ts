import { noveltyOf } from '@concord/domain'
import { describe, expect, it } from 'vitest'
import { itemOf } from './items.js'
import { observation } from './testing/items.js'
import { rawOrder, rawReturn, rawShop } from './testing/raw.js'

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

  it('tells a seller view from an operator view by the order itself, whoever hands it over', () => {
    const sellers = rawOrder({
      customer: { customer_id: 'c-1' },
      customer_notification_email: 'abcdefghijk.lmnopqrst@notification.mirakl.net',
    })

    expect(item({ raw: sellers }).content).toMatchObject({ view: 'seller' })
    expect(item({ raw: rawOrder() }).content).toMatchObject({ view: 'operator' })
  })
})
