import { parseConcordConfig } from '@concord/runtime'
import { describe, expect, it } from 'vitest'
import { preview } from './preview.js'
import type { Recorded, RecordedOrder } from './preview-port.js'
import { fact, instantOf, line, noon, order, orderDecided, versionOf } from './testing/builders.js'

const texts = {
  marketplaces: `
marketplaces:
  north: { account: main, links: { order: 'https://north.example.org/{orderId}', product: 'https://north.example.org/p/{productSku}' } }
`,
  accounts: `
accounts:
  main:
    newContacts: unsubscribed
    triggers:
      shipped: { purpose: transactional, maxAgeHours: 72, channel: { campaigns: { default: 1001 } } }
      review-request: { purpose: marketing, maxAgeHours: 720, channel: { program: 77 } }
`,
}
const running = texts.marketplaces + texts.accounts
const ada = 'ada@example.org'

const recordedOrder = (about: Partial<RecordedOrder> = {}): RecordedOrder => {
  const { data, ...cause } = orderDecided()
  void data
  return {
    ...{ key: 'north:order:N-1', version: versionOf(1), account: 'main', marketplace: 'north', profileId: 'p-1' },
    ...{ order: order({ customer: { id: 'c-1', email: ada } }), isSettled: true, cause, returns: [], contact: '1001' },
    consent: fact('subscribed'),
    ...about,
  }
}

const recordedOf = (orders: readonly RecordedOrder[]): Recorded => ({
  newest: (limit) => Promise.resolve(orders.slice(0, limit)),
  async *histories() {
    yield [{ account: 'main', contact: '1001', orders, sellerOf: () => undefined }]
  },
  volumes: () => Promise.resolve([]),
})

const previewOf = (draft: string, ...orders: readonly RecordedOrder[]) =>
  preview({
    recorded: recordedOf(orders.length === 0 ? [recordedOrder()] : orders),
    ...{ last: 100, now: noon, running: parseConcordConfig(running), draft: parseConcordConfig(draft) },
  })

describe('a preview', () => {
  it('finds no difference between a configuration and itself', async () => {
    expect(await previewOf(running)).toMatchObject({
      ...{ orders: 1, contacts: 1, fields: [], records: [], triggers: [], identity: [] },
      links: [
        { kind: 'order', before: 'https://north.example.org/N-1', after: 'https://north.example.org/N-1' },
        { kind: 'product', before: 'https://north.example.org/p/sku-1', after: 'https://north.example.org/p/sku-1' },
      ],
    })
  })

  it('tells which part of a record a new template changes, and which links', async () => {
    const { records, links } = await previewOf(running.replace('/p/', '/products/'))

    expect(records).toEqual([
      {
        order: 'north:order:N-1',
        path: 'record.products[0].url',
        before: 'https://north.example.org/p/sku-1',
        after: 'https://north.example.org/products/sku-1',
      },
    ])
    expect(links[1]).toMatchObject({ channel: 'UK', line: 'L1', after: 'https://north.example.org/products/sku-1' })
  })

  it('tells of a link that does not resolve any more, and holds the trigger that would show it', async () => {
    const { records, links, triggers } = await previewOf(running.replace('{orderId}', '{locale}'))

    expect(records).toEqual([
      { order: 'north:order:N-1', path: 'record.orderUrl', before: 'https://north.example.org/N-1', after: undefined },
    ])
    expect(links[0]).toMatchObject({ kind: 'order', after: undefined, unresolved: expect.stringContaining('locale') })
    expect(triggers).toMatchObject([{ before: 'sent by campaign 1001', after: 'waiting: links-unresolved' }])
  })

  it('tells of a picture that needs to know what it is relative to', async () => {
    const shown = order({ lines: [line({ mediaUrl: '/lamp.jpg' })] })
    const draft = running.replace("{ order: 'https", "{ media: 'https://media.example.org', order: 'https")

    const { links } = await previewOf(draft, recordedOrder({ order: shown }))

    expect(links).toContainEqual(
      expect.objectContaining({ kind: 'image', before: undefined, after: 'https://media.example.org/lamp.jpg' }),
    )
  })

  it('tells of another campaign, and why the gate lets the trigger through', async () => {
    const { triggers } = await previewOf(running.replace('1001', '2002'))

    expect(triggers).toMatchObject([
      { order: 'north:order:N-1', trigger: 'shipped', subject: 'north:N-1', after: 'sent by campaign 2002' },
    ])
    expect(triggers[0]?.why).toContain('rule nothing stands against it')
  })

  it('tells of a rule that is new, gone, or too short, by what was last heard of the customer', async () => {
    const received = recordedOrder({ order: order({ state: 'RECEIVED', lines: [line({ receivedAt: instantOf(1) })] }) })
    const withRule = running.replace(
      'triggers:',
      'triggers:\n      received: { purpose: transactional, maxAgeHours: 1, channel: { listEntry: 5 } }',
    )
    const withoutReview = running.replace(/ +review-request.*\n/, '')

    expect((await previewOf(withRule, received)).triggers).toMatchObject([
      { trigger: 'received', before: 'no rule', after: 'sent by list 5' },
    ])
    expect((await previewOf(withoutReview, received)).triggers).toMatchObject([
      { trigger: 'review-request', before: 'sent by program 77', after: 'no rule' },
    ])
    expect((await previewOf(withoutReview, { ...received, consent: fact('unsubscribed') })).triggers).toMatchObject([
      { before: 'withheld: unsubscribed' },
    ])
  })

  it('tells what else would be evidence of who bought, and never shows it', async () => {
    const draft = running.replace('account: main,', 'account: main, proxyDomains: [example.org], guestIds: [c-1],')

    const seen = await previewOf(draft)

    expect(seen.identity).toEqual([
      { order: 'north:order:N-1', kind: 'customer', from: 'order', change: 'lost' },
      { order: 'north:order:N-1', kind: 'email', from: 'order', change: 'lost' },
    ])
    expect(JSON.stringify(seen)).not.toContain('@')
  })

  it('tells which data fields a marketplace takes along that feeds another account', async () => {
    const draft = `${running.replace('account: main', 'account: other')}${running.split('accounts:')[1]?.replace('main:', 'other:')}`

    const { fields, records, unknown } = await previewOf(draft)

    expect(fields).toContainEqual({ account: 'main', contact: '1001', path: 'MP_ORDERS', before: 1, after: 0 })
    expect(records).toContainEqual({ order: 'north:order:N-1', path: 'account', before: 'main', after: 'other' })
    expect(unknown.join()).toContain('feeds another account')
  })

  it('tells of orders whose marketplace the draft does not have', async () => {
    const { records, triggers, links } = await previewOf(running.replace('north:', 'south:'))

    expect(records).toContainEqual({ order: 'north:order:N-1', path: 'key', before: 'north-N-1', after: undefined })
    expect(triggers).toMatchObject([{ after: 'no rule' }])
    expect(links[0]).toMatchObject({ before: 'https://north.example.org/N-1', after: undefined, unresolved: undefined })
  })

  it('takes nobody for out of a list that was never asked for, and says so', async () => {
    const received = recordedOrder({ order: order({ state: 'RECEIVED', lines: [line({ receivedAt: instantOf(1) })] }) })

    const { triggers, unknown } = await previewOf(
      running.replace('{ purpose: marketing', '{ list: 12, purpose: marketing'),
      received,
    )

    expect(triggers).toEqual([])
    expect(unknown.join()).toContain('another list')
    const left = { ...received, consent: { ...fact('subscribed'), optedOutOf: ['list:12'] } }
    expect(
      (await previewOf(running.replace('{ purpose: marketing', '{ list: 12, purpose: marketing'), left)).triggers,
    ).toMatchObject([{ before: 'sent by program 77', after: 'withheld: opted-out-of-list' }])
  })

  it('says what it cannot know, and more of it where the draft touches that', async () => {
    const { unknown } = await previewOf(running)
    const touched = await previewOf(running.replace('account: main,', 'account: main, sharedIdLimit: 9,'))

    expect(unknown).toHaveLength(3)
    expect(touched.unknown.filter((sentence) => !unknown.includes(sentence))).toEqual([
      expect.stringContaining('sharedIdLimit'),
    ])
  })
})
