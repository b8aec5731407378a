import { afterEach, describe, expect, it } from 'vitest'
import { people, started, stopAll } from '../testing.js'

afterEach(stopAll)

const consent = {
  text: 'Yes, write to me',
  dateTimeConsented: '2026-01-26T21:29:00Z',
  url: 'https://example.com/signup',
  ipAddress: '192.0.2.1',
  userAgent: 'Mozilla/5.0',
}

const world = {
  ...people,
  preferences: [
    { id: 1, publicName: 'Fashion', privateName: 'fashion01' },
    { id: 3, publicName: 'Sorts', isPreference: false },
  ],
  customIdentifiers: ['crm-id'],
}

const jane = '/contacts/v3/email/jane@example.com'

describe('a contact', () => {
  it('is created with all that belongs to it', async () => {
    const ask = await started({ world, settings: { mobileStatus: 'subscribed' } })

    const { status, body } = await ask('POST', '/contacts/v3', {
      identifiers: { email: 'new@example.com', mobileNumber: '+447123123123', 'crm-id': 'C-1' },
      channelProperties: { sms: { status: 'unsubscribed' } },
      lists: [8],
      preferences: [{ id: 1, isOptedIn: true }],
      consentRecords: [consent],
    })

    expect([status, body]).toMatchObject([
      201,
      {
        status: 'subscribed',
        identifiers: { email: 'new@example.com', mobileNumber: '447123123123', 'crm-id': 'C-1' },
        channelProperties: {
          email: { status: 'subscribed' },
          sms: { countryCode: 'GB', status: 'unsubscribed' },
          whatsApp: { status: 'subscribed' },
        },
        lists: [{ id: 8, name: 'Buyers' }],
        preferences: [{ id: 1, isOptedIn: true, publicName: 'Fashion', privateName: 'fashion01' }],
        consentRecords: [{ ...consent, dateTimeCreated: '2026-11-20T12:00:00.000Z' }],
      },
    ])
    expect((await ask('GET', '/contacts/v3/crm-id/C-1')).body['contactId']).toBe(body['contactId'])
    expect((await ask('GET', '/contacts/v3/mobileNumber/447123123123')).status).toBe(200)
  })

  it.each([
    ['an identifier that was not configured', { identifiers: { email: 'a@example.com', other: '1' } }, 'badRequest'],
    ['a custom identifier alone', { identifiers: { 'crm-id': '1' } }, 'badRequest'],
    ['a telephone number that can be none', { identifiers: { mobileNumber: '12' } }, 'invalidId'],
    [
      'an identifier that is too long',
      { identifiers: { email: 'a@example.com', 'crm-id': 'x'.repeat(257) } },
      'invalidId',
    ],
    ['a list that does not exist', { identifiers: { email: 'a@example.com' }, lists: [99] }, 'badRequest'],
    [
      'a category for a preference',
      { identifiers: { email: 'a@example.com' }, preferences: [{ id: 3, isOptedIn: true }] },
      'badRequest',
    ],
    [
      'consent without an address',
      { identifiers: { email: 'a@example.com' }, consentRecords: [{ ...consent, ipAddress: undefined }] },
      'badRequest',
    ],
    [
      'an opt-in type for text messages',
      { identifiers: { email: 'a@example.com' }, channelProperties: { sms: { optInType: 'single' } } },
      'badRequest',
    ],
  ])('is refused with %s', async (_what, request, code) => {
    const ask = await started({ world })

    expect(await ask('POST', '/contacts/v3', request)).toMatchObject({
      status: 400,
      body: { errorCode: `contacts:${code}` },
    })
  })

  it('keeps what a PATCH leaves out, and adds consent to what it has', async () => {
    const ask = await started({ world })
    await ask('PATCH', jane, { preferences: [{ id: 1, isOptedIn: true }], consentRecords: [consent] })

    const { body } = await ask('PATCH', jane, { lists: [8], consentRecords: [{ ...consent, text: 'Still yes' }] })

    expect(body).toMatchObject({
      dataFields: { FIRSTNAME: 'Jane' },
      lists: [{ id: 7 }, { id: 8 }],
      preferences: [{ id: 1 }],
      consentRecords: [{ text: consent.text }, { text: 'Still yes' }],
    })
  })

  it('loses what a PUT leaves out, but neither its status nor its consent', async () => {
    const ask = await started({ world })
    const joe = '/contacts/v3/email/joe@example.com'
    await ask('PATCH', joe, {
      identifiers: { mobileNumber: '447123123123' },
      dataFields: { FIRSTNAME: 'Joe' },
      preferences: [{ id: 1, isOptedIn: true }],
      consentRecords: [consent],
    })

    const { status, body } = await ask('PUT', joe, { identifiers: { email: 'joe@example.com' }, lists: [7] })

    expect([status, body]).toMatchObject([
      200,
      { status: 'unsubscribed', dataFields: {}, lists: [{ id: 7 }], consentRecords: [{ text: consent.text }] },
    ])
    expect(body['identifiers']).toEqual({ email: 'joe@example.com' })
    expect(body).not.toHaveProperty('preferences')
    expect((await ask('GET', '/contacts/v3/mobileNumber/447123123123')).status).toBe(404)
    expect((await ask('PUT', '/contacts/v3/email/no@example.com', { identifiers: {} })).status).toBe(404)
    expect((await ask('PUT', joe, { lists: [7] })).status).toBe(400)
  })

  it.each([
    ['overwrite', 'Janet', null],
    ['overwrite-if-not-empty', 'Janet', 'Doe'],
    ['overwrite-if-empty', 'Jane', 'Doe'],
  ])('is merged with %s', async (option, FIRSTNAME, LASTNAME) => {
    const ask = await started()
    await ask('PATCH', '/contacts/v3/contactId/1001', { dataFields: { LASTNAME: 'Doe' } })

    await ask('PATCH', `/contacts/v3/contactId/1001?merge-option=${option}`, {
      dataFields: { firstName: 'Janet', LASTNAME: null },
    })

    expect((await ask('GET', '/contacts/v3/contactId/1001')).body['dataFields']).toEqual({ FIRSTNAME, LASTNAME })
  })

  it('is refused as Dotdigital refuses it', async () => {
    const ask = await started()
    const create = async (body: unknown) => {
      const answer = await ask('POST', '/contacts/v3', body)
      return [answer.status, answer.body['errorCode']]
    }

    expect(await create({ identifiers: { email: 'Jane@example.com' } })).toEqual([409, 'contacts:identifierConflict'])
    expect(await create({ identifiers: { email: 'jane' } })).toEqual([400, 'contacts:invalidId'])
    expect(await create({})).toEqual([400, 'contacts:badRequest'])
    expect(await create({ identifiers: { email: 'a@example.com' }, dataFields: { NOPE: 1 } })).toEqual([
      400,
      'contacts:badRequest',
    ])
    const channelProperties = { email: { status: 'noSubscription' } }
    expect(await create({ identifiers: { email: 'a@example.com' }, channelProperties })).toEqual([
      400,
      'contacts:badRequest',
    ])
    expect((await ask('GET', '/contacts/v3?~modified=gte::2026-11-20T00:00:00%2B00:00')).body['errorCode']).toBe(
      'contacts:invalidFilter',
    )
    expect((await ask('GET', '/contacts/v3/email/no@example.com')).body).toMatchObject({
      errorCode: 'contacts:contactNotFound',
      details: [{ item: 'no@example.com', description: "Not found using the identifier 'email'" }],
    })
  })
})
