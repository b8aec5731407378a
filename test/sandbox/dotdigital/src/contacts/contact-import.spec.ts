import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, later, people, started, stopAll, textOf } from '../testing.js'

afterEach(stopAll)

const world = { ...people, dataFields: [{ name: 'POINTS', type: 'Numeric' as const }] }

const item = (email: string, more: object = {}) => ({ matchIdentifier: 'email', identifiers: { email }, ...more })

const imported = async (ask: Ask, request: object, seconds = 1) => {
  const { body } = await ask('PUT', '/contacts/v3/import', request)
  await later(ask, seconds)
  return (await ask('GET', `/contacts/v3/import/${textOf(body['importId'])}`)).body
}

describe('an import of contacts', () => {
  it('tells of each item what became of it', async () => {
    const ask = await started({ world })

    const report = await imported(ask, {
      contacts: [
        item('new@example.com'),
        item('jane@example.com', { dataFields: { POINTS: 3 } }),
        item('no address'),
        item('a@example.com', { identifiers: { email: 'a@example.com', mobileNumber: '1' } }),
        item('b@example.com', { lists: [99] }),
        item('c@example.com', { channelProperties: { email: { status: 'noSubscription' } } }),
        { matchIdentifier: 'shop', identifiers: { shop: '1', email: 'd@example.com' } },
        { matchIdentifier: 'contactId', identifiers: { contactId: 99 } },
        item('NEW@example.com'),
      ],
    })

    expect(report).toMatchObject({
      status: 'Finished',
      summary: { newContacts: 1, updatedContacts: 1, invalidEntries: 7, duplicateIdentifiers: 1 },
      created: [{ contactId: 1004, identifiers: { email: 'new@example.com' } }],
      updated: [{ contactId: 1001 }],
    })
    const codes = Object.values(report['failures'] ?? {}).map((one) => one?.['failures']?.[0]?.['failureCode'])
    expect(codes).toEqual([
      'invalidEmail',
      'invalidPhoneNumber',
      'invalidAddressBookIds',
      'invalidContactStatus',
      'invalidMatchIdentifier',
      'invalidContactId',
      'duplicateIdentifier',
    ])
  })

  it('updates a contact whose consent it cannot apply, and says so', async () => {
    const ask = await started({ world })

    const report = await imported(ask, {
      contacts: [item('jane@example.com', { dataFields: { POINTS: 3 }, consentRecords: [{ text: 'Yes' }] })],
    })

    expect(report).toMatchObject({
      updated: [{ contactId: 1001 }],
      failures: [{ contactId: 1001, failures: [{ failureCode: 'consentRecordsNotApplied' }] }],
    })
    expect((await ask('GET', '/contacts/v3/contactId/1001')).body).toMatchObject({
      dataFields: { POINTS: 3 },
      consentRecords: [],
    })
  })

  it.each([
    ['overwrite', '', 5],
    ['overwriteIfNotEmpty', 'Jane', 5],
    ['overwriteIfEmpty', 'Jane', 5],
  ])('merges by %s', async (mergeOption, FIRSTNAME, POINTS) => {
    const ask = await started({ world })
    const dataFields = { FIRSTNAME: '', POINTS: 5 }

    await imported(ask, { mergeOption, contacts: [item('jane@example.com', { dataFields })] })

    expect((await ask('GET', '/contacts/v3/contactId/1001')).body['dataFields']).toEqual({ FIRSTNAME, POINTS })
  })

  it('waits for a slot with a 429 that has nothing to do with its tier', async () => {
    const ask = await started({ world, settings: { contactSlots: 1 } })
    await ask('PUT', '/contacts/v3/import', { contacts: [item('a@example.com')] })

    const second = await ask('PUT', '/contacts/v3/import', { contacts: [item('b@example.com')] })
    await later(ask)
    const third = await ask('PUT', '/contacts/v3/import', { contacts: [item('b@example.com')] })

    expect([second.status, second.body['errorCode'], third.status]).toEqual([429, 'contacts:tooManyActiveImports', 202])
    expect(second.headers.get('x-ratelimit-remaining')).not.toBe('0')
  })

  it('has an id that looks like one', async () => {
    const ask = await started({ world })

    expect((await ask('GET', '/contacts/v3/import/123646')).body['errorCode']).toBe('contacts:invalidId')
    expect((await ask('GET', '/contacts/v3/delete/123646')).body['errorCode']).toBe('contacts:invalidDeleteId')
  })
})
