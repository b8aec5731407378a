import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDotdigital, type Dotdigital } from './client.js'
import type { Tier } from './rate-tiers.js'
import { openAccount, type TestAccount } from './testing/account.js'
import { collected } from './wire.js'

let account: TestAccount
let dotdigital: Dotdigital
let asked: Tier[] = []
let scopes: string[] = []

beforeAll(async () => {
  account = await openAccount({
    contacts: [{ email: 'jane@example.com', status: 'subscribed' }],
    lists: [{ id: 7, name: 'Buyers' }],
    programs: [{ id: 3, name: 'Reviews' }],
    campaigns: [{ id: 12, name: 'Shipped' }],
  })
  await account.dotdigital.insight.ensureCollection('Orders', 'contact', 'orders')
  dotdigital = createDotdigital({
    url: account.url,
    user: 'apiuser',
    password: 'secret',
    tiers: {
      take: (tier) => {
        asked.push(tier)
        return Promise.resolve(undefined)
      },
      told: (_, { tier }) => void scopes.push(tier),
      exhausted: () => undefined,
    },
  })
})

afterAll(async () => {
  await dotdigital.close()
  await account.close()
})

const now = new Date('2026-11-20T12:00:00Z')
const jane = 1001
const order = { collection: 'Orders', key: '1', contactId: jane }
const send = { to: 'jane@example.com', campaignId: 12, personalization: {} }
const consent = { text: 'Yes', dateTimeConsented: now.toISOString(), url: 'https://a.example', ipAddress: '192.0.2.1' }
const event = { contactId: jane, type: 'Delivered', id: '1', occurredAt: now.toISOString(), data: {} }

const calls: Readonly<Record<Tier, readonly ((of: Dotdigital) => Promise<unknown>)[]>> = {
  low: [
    (of) => of.contacts.list(),
    (of) => of.contacts.import([{ contactId: jane, dataFields: {} }]),
    (of) => of.contacts.deleteMany([99]),
    (of) => collected(of.suppressions.since(now)),
    (of) => collected(of.suppressions.unsubscribedSince(now)),
    (of) => collected(of.lists.unsubscribedSince(7, now)),
    (of) => of.insight.page('Orders'),
    (of) => of.insight.page('Orders', { owner: { contactId: jane } }),
    (of) => of.insight.page('Sellers', { owner: 'account' }),
    (of) =>
      of.insight.import({ collection: 'Sellers', scope: 'account', type: 'custom', records: [{ key: '1', json: {} }] }),
    (of) => of.insight.deleteRecords('Orders', { contactId: jane }, ['2']),
    (of) => of.insight.deleteRecords('Sellers', 'account', ['2']),
    (of) => of.events.import([event]),
  ],
  medium: [
    (of) => of.contacts.create({ email: 'new@example.com', status: 'unsubscribed' }),
    (of) => of.contacts.delete(99),
    (of) => of.suppressions.unsubscribe('new@example.com'),
    (of) => of.lists.create({ name: 'Reviewers', visibility: 'Private' }),
    (of) => of.lists.remove(7, jane),
    (of) => of.preferences.set(jane, []),
    (of) => of.dataFields.create({ name: 'MP_X', type: 'Date', visibility: 'Private' }),
    (of) => of.dataFields.delete('MP_X'),
    (of) => of.customIdentifiers.create('marketplace-id'),
    (of) => of.insight.ensureCollection('Orders', 'contact', 'orders'),
    (of) => of.insight.putRecord(order, { total: 1 }),
    (of) => of.insight.deleteRecord(order),
  ],
  high: [
    (of) => of.account.info(),
    (of) => of.account.serverTime(),
    (of) => of.contacts.byId(jane),
    (of) => of.contacts.findByEmail('jane@example.com'),
    (of) => of.lists.list(),
    (of) => of.preferences.list(),
    (of) => of.preferences.of(jane),
    (of) => of.dataFields.list(),
    (of) => of.customIdentifiers.list(),
    (of) => of.programs.list(),
    (of) => of.insight.collections(),
    (of) => of.insight.collectionsOf(jane),
    (of) => of.insight.schema('Orders'),
    (of) => of.insight.record(order),
  ],
  unlimited: [
    (of) => of.campaigns.trigger([send]),
    (of) => of.campaigns.triggerOne(send),
    (of) => of.programs.enrol(3, [jane]),
    (of) => of.programs.enrolment('b0ff06d6-af04-4af8-a299-51bcbad94c1c'),
    (of) => of.contacts.importStatus('b0ff06d6-af04-4af8-a299-51bcbad94c1c'),
    (of) => of.insight.importStatus('b0ff06d6-af04-4af8-a299-51bcbad94c1c'),
    (of) => of.contacts.deletionStatus('b0ff06d6-af04-4af8-a299-51bcbad94c1c'),
  ],
}

const changes: readonly ((of: Dotdigital) => Promise<unknown>)[] = [
  (of) => of.contacts.update({ contactId: jane, dataFields: {} }),
  (of) => of.contacts.changeEmail(jane, 'jane@example.com'),
  (of) => of.contacts.addConsent(jane, [{ ...consent, userAgent: 'Mozilla' }]),
  (of) => of.lists.add(7, jane),
]

const named = (call: (of: Dotdigital) => Promise<unknown>) => String(call).replace(/^.*?=> */, '')

/** The sandbox counts by the same page of Dotdigital's, read by somebody else; of what is unlimited it tells nothing. */
it.each(Object.entries(calls).flatMap(([tier, list]) => list.map((call) => [named(call), tier, call])))(
  '%s is of the tier %s',
  async (_name, tier, call) => {
    asked = []
    scopes = []

    await (call as (of: Dotdigital) => Promise<unknown>)(dotdigital)

    expect(new Set(asked)).toEqual(new Set([tier]))
    expect(new Set(scopes)).toEqual(new Set(tier === 'unlimited' ? [] : [`${String(tier)}CallRate`]))
  },
)

it.each(changes.map((call) => [named(call), call] as const))('%s is a look and a write', async (_name, call) => {
  asked = []
  scopes = []

  await call(dotdigital)

  expect(asked).toEqual(['high', 'medium'])
  expect(scopes).toEqual(['highCallRate', 'mediumCallRate'])
})
