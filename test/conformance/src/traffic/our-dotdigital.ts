import { createDotdigital, exactNumber } from '@concord/dotdigital'
import { waitFor } from '@concord/testing'
import { type Watched, watched } from '../watched.js'

type Dotdigital = ReturnType<typeof createDotdigital>

export interface Account {
  readonly url: string
  readonly user: string
  readonly password: string
}

/** Everything the client can ask, at least once as it is meant, and what an account refuses. */
export const exerciseDotdigital = async (account: Account): Promise<Watched<Dotdigital>> => {
  const seen = watched(createDotdigital({ ...account, timeoutMs: 10_000, retries: 0 }))
  const { client } = seen
  await exerciseAccount(client)
  const contactId = await exerciseContacts(client)
  await exerciseChanges(client, contactId)
  await exerciseLists(client, contactId)
  await exercisePreferences(client, contactId)
  await exerciseInsight(client, contactId)
  await exerciseRecords(client, contactId)
  await exerciseSends(client, contactId)
  await exerciseRemovals(client, contactId)
  await exerciseIdentifiers(client)
  await client.close()
  return seen
}

const exerciseAccount = async ({ account, dataFields, suppressions }: Dotdigital): Promise<void> => {
  await account.info()
  await account.serverTime()
  await dataFields.create({ name: 'MP_ORDERS', type: 'Numeric', visibility: 'Private', defaultValue: 0 })
  await dataFields.create({ name: 'MP_LAST_STATE', type: 'String', visibility: 'Private' })
  await refused(dataFields.create({ name: 'MP_ORDERS', type: 'Numeric', visibility: 'Private' }))
  await dataFields.list()
  await all(suppressions.since(longAgo))
  await all(suppressions.unsubscribedSince(longAgo))
}

const longAgo = new Date('2020-01-01T00:00:00Z')

const consent = {
  text: 'Yes, write to me',
  dateTimeConsented: '2026-01-05T08:00:00.000Z',
  url: 'https://shop.example.com/signup',
  ipAddress: '192.0.2.1',
  userAgent: 'Mozilla/5.0',
}

const exerciseChanges = async ({ contacts, suppressions }: Dotdigital, contactId: number): Promise<void> => {
  await contacts.update({ contactId, dataFields: { MP_ORDERS: exactNumber('2.50'), MP_LAST_STATE: null } })
  await contacts.update({ contactId, dataFields: { MP_ORDERS: 3 } }, 'overwriteIfEmpty')
  await refused(contacts.update({ contactId: 999_999, dataFields: {} }))
  await contacts.changeEmail(contactId, 'renamed@example.com')
  await contacts.addConsent(contactId, [consent])
  const agreed = { email: 'agreed@example.com', status: 'subscribed', consent: [consent] } as const
  await contacts.create(agreed)
  await refused(contacts.changeEmail(contactId, agreed.email))
  await suppressions.unsubscribe(agreed.email)
}

const exerciseLists = async ({ contacts, lists }: Dotdigital, contactId: number): Promise<void> => {
  const { id } = await lists.create({ name: 'Buyers', visibility: 'Private' })
  await refused(lists.create({ name: 'Buyers', visibility: 'Private' }))
  await lists.list()
  await lists.add(id, contactId)
  await lists.remove(id, contactId)
  await lists.remove(id, contactId)
  await all(lists.unsubscribedSince(id, longAgo))
  const importId = await contacts.import([{ contactId, dataFields: {}, lists: [id] }])
  await finished(async () => (await contacts.importStatus(importId)).state)
}

const exercisePreferences = async ({ preferences }: Dotdigital, contactId: number): Promise<void> => {
  const choices = (await preferences.list()).map(({ id, categoryId }) => ({ id, categoryId, isOptedIn: true }))
  await preferences.set(contactId, choices)
  await preferences.of(contactId)
}

const exerciseRecords = async ({ events, insight }: Dotdigital, contactId: number): Promise<void> => {
  const address = { collection: 'Orders', key: 'north/O3-A', contactId }
  await insight.putRecord(address, { ...order, orderTotal: exactNumber('24.50') })
  await insight.putRecord(address, order)
  await insight.putRecord({ ...address, contactId: 999_999 }, order)
  await insight.putRecord({ ...address, collection: 'Nothing' }, order)
  await insight.putRecord({ collection: 'Sellers', key: 'north-2001' }, { name: 'Another shop', grade: 4 })
  await all(insight.records('Orders', { owner: { contactId }, limit: 1, modifiedSince: longAgo }))
  await all(insight.records('Sellers', { owner: 'account', limit: 1 }))
  await insight.schema('Orders')
  await insight.schema('Nothing')
  await insight.collectionsOf(contactId)
  await insight.collectionsOf(999_999)
  await insight.deleteRecord({ collection: 'Sellers', key: 'north-2001' })
  await insight.deleteRecords('Orders', { contactId }, ['north/O3-A', 'nothing'])
  await insight.deleteRecords('Sellers', 'account', ['north-2000'])
  const occurredAt = '2026-01-05T08:00:00.000Z'
  const delivered = { contactId, type: 'Parcel delivered', id: 'north-O1-A', occurredAt, data: { parcels: 1 } }
  await events.import([delivered, { ...delivered, id: 'north-O2-A', summary: 'The parcel arrived' }])
}

const exerciseIdentifiers = async ({ customIdentifiers }: Dotdigital): Promise<void> => {
  await customIdentifiers.create('marketplace-id')
  await refused(customIdentifiers.create('marketplace-id'))
  await customIdentifiers.list()
}

const exerciseRemovals = async ({ contacts, dataFields }: Dotdigital, contactId: number): Promise<void> => {
  const { contactId: other } = await contacts.create({ email: 'short-lived@example.com', status: 'unsubscribed' })
  await contacts.delete(other)
  await contacts.delete(other)
  const deleteId = await contacts.deleteMany([contactId, 999_999])
  await finished(async () => (await contacts.deletionStatus(deleteId)).state)
  await contacts.deletionStatus('00000000-0000-0000-0000-000000000000')
  await dataFields.delete('MP_LAST_STATE')
  await dataFields.delete('MP_LAST_STATE')
}

const exerciseContacts = async ({ contacts }: Dotdigital): Promise<number> => {
  const email = 'new+person/one@example.com'
  const { contactId } = await contacts.create({ email, status: 'unsubscribed', dataFields: { MP_ORDERS: 1 } })
  await refused(contacts.create({ email, status: 'unsubscribed' }))
  await contacts.findByEmail(email)
  await contacts.findByEmail('nobody@example.com')
  await contacts.byId(contactId)
  await contacts.list({ limit: 5, modifiedSince: longAgo })
  await contacts.list({ limit: 5, withStandings: true })
  await all(contacts.all({ limit: 20 }))
  const updates = [contactId, 999_999].map((id) => ({ contactId: id, dataFields: { MP_LAST_STATE: 'SHIPPED' } }))
  const importId = await contacts.import(updates)
  await finished(async () => (await contacts.importStatus(importId)).state)
  await contacts.importStatus('00000000-0000-0000-0000-000000000000')
  return contactId
}

const exerciseInsight = async ({ insight }: Dotdigital, contactId: number): Promise<void> => {
  await insight.ensureCollection('Orders', 'contact', 'orders')
  await insight.ensureCollection('Orders', 'contact', 'orders')
  const records = [{ key: 'north-O1-A', json: order, contactId }]
  const orders = await insight.import({ collection: 'Orders', type: 'orders', scope: 'contact', records })
  await finished(async () => (await insight.importStatus(orders)).state)
  const sellers = { collection: 'Sellers', type: 'custom', scope: 'account' } as const
  const shops = await insight.import({
    ...sellers,
    records: [{ key: 'north-2000', json: { name: 'A shop', grade: 4.5 } }],
  })
  await finished(async () => (await insight.importStatus(shops)).state)
  const stranger = { key: 'north-O2-A', json: order, contactId: 999_999 }
  const faulty = await insight.import({ collection: 'Orders', type: 'orders', scope: 'contact', records: [stranger] })
  await finished(async () => (await insight.importStatus(faulty)).state)
  await insight.importStatus('00000000-0000-0000-0000-000000000000')
  await insight.collections()
  await insight.record({ collection: 'Orders', key: 'north-O1-A', contactId })
  await insight.record({ collection: 'Sellers', key: 'north-2000' })
  await insight.record({ collection: 'Sellers', key: 'nothing' })
  await insight.page('Orders', { limit: 1 })
  await all(insight.records('Orders', { modifiedSince: longAgo }))
  await insight.deleteRecord({ collection: 'Orders', key: 'north-O1-A', contactId })
  await insight.deleteRecord({ collection: 'Orders', key: 'north-O1-A', contactId })
}

const order = { id: 'O1-A', orderTotal: 24.5, currency: 'EUR', products: [{ sku: 'S', qty: 1, price: 20 }] }

const exerciseSends = async ({ campaigns, programs }: Dotdigital, contactId: number): Promise<void> => {
  const send = { to: 'new@example.com', campaignId: 1001, personalization: { ORDER: 'O1-A' }, metadata: { key: 'k' } }
  await campaigns.trigger([send, { ...send, campaignId: 4 }])
  await campaigns.triggerOne(send)
  await refused(campaigns.triggerOne({ ...send, campaignId: 4 }))
  const [program] = await programs.list()
  const { id } = await programs.enrol(program?.id ?? 0, [contactId])
  await refused(programs.enrol(4, [contactId]))
  await programs.enrolmentFaults(id)
  await finished(async () => ((await programs.enrolment(id))?.status === 'finished' ? 'finished' : 'running'))
  await programs.enrolmentFaults(id)
}

const finished = async (state: () => Promise<string>): Promise<void> => {
  await waitFor(async () => (await state()) !== 'running', { limitMs: 10_000, everyMs: 20, what: 'a job to end' })
}

const refused = async (asked: Promise<unknown>): Promise<void> => {
  await asked.then(
    () => {
      throw new Error('A refusal was expected')
    },
    () => undefined,
  )
}

const all = async (items: AsyncIterable<unknown>): Promise<void> => {
  for await (const item of items) void item
}
