import { afterEach, expect, it } from 'vitest'
import { later, started, stopAll } from '../testing.js'

afterEach(stopAll)

const jane = { identifier: 'email', value: 'jane@example.com' }
const event = {
  contactIdentity: jane,
  type: 'Search destination',
  id: '27e298b2',
  eventTimestamp: '2026-05-14T13:01:04.000Z',
  timelineDetails: { summary: 'Looked for Bali' },
  eventData: { query: 'Bali', flightsRequired: true },
}

it('keeps events as insight data of their contacts, in a collection named after the type', async () => {
  const ask = await started()

  const { status, body } = await ask('POST', '/events/v3/import', [event])
  const before = await ask('GET', '/insightData/v3/contacts/Search_destination')
  await later(ask)

  expect([status, body, before.status]).toEqual([202, {}, 404])
  const { id, eventTimestamp, timelineDetails, eventData } = event
  const record = await ask('GET', `/insightData/v3/contacts/contactId/1001/Search_destination/${id}`)
  expect(record.body).toMatchObject({
    key: id,
    json: { eventTimestamp, timelineDetails, eventData },
    ownerContactId: 1001,
  })
})

it('drops events of nobody it knows, and keeps the others', async () => {
  const ask = await started()

  const stranger = { contactIdentity: { ...jane, value: 'no@example.com' }, type: '2nd visit' }
  await ask('POST', '/events/v3/import', [stranger, { contactIdentity: jane, type: '2nd visit' }])
  await later(ask)

  expect((await ask('GET', '/insightData/v3/contacts/_2nd_visit')).body['_items']).toMatchObject([
    { ownerContactId: 1001, json: { eventTimestamp: expect.any(String) as unknown } },
  ])
})

it.each([
  ['none', []],
  ['too many', Array.from({ length: 5001 }, () => event)],
  ['one without a type', [{ contactIdentity: jane }]],
  ['one without a contact', [{ type: 'a' }]],
  ['a type that is too long', [{ ...event, type: 'x'.repeat(81) }]],
  ['a summary that is too long', [{ ...event, timelineDetails: { summary: 'x'.repeat(161) } }]],
  ['a time that is none', [{ ...event, eventTimestamp: 'soon' }]],
  ['no list', event],
])('refuses %s', async (_what, body) => {
  const ask = await started()

  const answer = await ask('POST', '/events/v3/import', body)

  expect([answer.status, answer.body['errorCode']]).toEqual([400, 'events:badJson'])
})
