import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, people, started, stopAll } from '../testing.js'

afterEach(stopAll)

const since = '2026-01-01'
const statusOf = async (ask: Ask, email: string): Promise<unknown> =>
  (await ask('GET', `/contacts/v3/email/${email}`)).body['channelProperties']?.['email']?.['status']

const challengesIn = async (ask: Ask): Promise<unknown> =>
  Object.values((await ask('GET', '/_sandbox/state')).body['outbox'] ?? {}).map((message) => [
    message?.['kind'],
    message?.['to'],
  ])

const resubscribe = (ask: Ask, email: string, path = 'resubscribe') =>
  ask('POST', `/v2/contacts/${path}`, { unsubscribedContact: { email, dataFields: [{ key: 'LASTNAME', value: 'X' }] } })

describe('suppressions since a date', () => {
  it('are all of them, or only those who unsubscribed, the oldest first', async () => {
    const ask = await started()
    const reasons = async (kind: string) =>
      Object.values((await ask('GET', `/v2/contacts/${kind}/${since}`)).body).map((row) => row?.['reason'])

    expect(await reasons('suppressed-since')).toEqual(['Unsubscribed', 'HardBounced'])
    expect(await reasons('unsubscribed-since')).toEqual(['Unsubscribed'])
    expect((await ask('GET', '/v2/contacts/unsubscribed-since/2026-11-02')).body).toEqual([])
    expect((await ask('GET', '/v2/contacts/unsubscribed-since/yesterday')).status).toBe(400)
  })
})

describe('suppressing contacts', () => {
  it('names each as it was asked for, and those that are not there', async () => {
    const ask = await started()

    const { body } = await ask('PUT', '/v2/contacts/suppress-contacts', [
      { id: 1001 },
      { email: 'joe@example.com' },
      { email: 'no@example.com' },
    ])

    expect(body).toEqual({
      suppressed: [
        { id: 1001, email: null },
        { id: 0, email: 'joe@example.com' },
      ],
      notFound: [{ id: 0, email: 'no@example.com' }],
    })
    expect(await statusOf(ask, 'jane@example.com')).toBe('suppressed')
  })

  it('leaves a bounce what it is', async () => {
    const ask = await started()

    await ask('PUT', '/v2/contacts/suppress-contacts', [{ email: 'bob@example.com' }])

    expect(await statusOf(ask, 'bob@example.com')).toBe('hardBounced')
  })
})

describe('resubscribing', () => {
  it('with a challenge keeps the contact out until the answer, and takes the data', async () => {
    const ask = await started()

    const { body } = await resubscribe(ask, 'joe@example.com')
    const meanwhile = await statusOf(ask, 'joe@example.com')
    await ask('POST', '/_sandbox/contacts/joe@example.com/answer-challenge')

    expect(body).toMatchObject({ contact: { id: 1002, status: 'Unsubscribed' }, status: 'ContactChallenged' })
    expect(await challengesIn(ask)).toEqual([['challenge', ['joe@example.com']]])
    expect([meanwhile, await statusOf(ask, 'joe@example.com')]).toEqual(['unsubscribed', 'subscribed'])
    expect((await ask('GET', '/contacts/v3/contactId/1002')).body['dataFields']).toEqual({ LASTNAME: 'X' })
    expect((await ask('GET', `/v2/contacts/suppressed-since/${since}`)).body).toMatchObject([{ reason: 'HardBounced' }])
  })

  it('can be answered once', async () => {
    const ask = await started()
    const answer = () => ask('POST', '/_sandbox/contacts/joe@example.com/answer-challenge')
    expect((await answer()).status).toBe(404)
    await resubscribe(ask, 'joe@example.com')

    expect([(await answer()).status, (await answer()).status]).toEqual([200, 404])
  })

  it('without one lets the contact in at once', async () => {
    const ask = await started()

    const { body } = await resubscribe(ask, 'joe@example.com', 'resubscribe-with-no-challenge')

    expect(body).toMatchObject({ contact: { status: 'Subscribed' }, status: 'ContactAdded' })
    expect(await challengesIn(ask)).toEqual([])
  })

  it.each(['hardBounced', 'ispComplained', 'directComplaint', 'domainSuppressed', 'blockedlocalpart'])(
    'never undoes %s, asked or not',
    async (status) => {
      const ask = await started({ world: { ...people, contacts: [{ email: 'eve@example.com', status }] } })

      for (const path of ['resubscribe', 'resubscribe-with-no-challenge']) {
        expect((await resubscribe(ask, 'eve@example.com', path)).body['status']).toBe('ContactCannotBeUnsuppressed')
      }

      expect(await statusOf(ask, 'eve@example.com')).toBe(status)
      expect(await challengesIn(ask)).toEqual([])
    },
  )

  it('asks nobody who is subscribed', async () => {
    const ask = await started()

    expect((await resubscribe(ask, 'jane@example.com')).body['status']).toBe('ContactAdded')
    expect(await challengesIn(ask)).toEqual([])
  })

  it('refuses whom it does not know, and what it does not understand', async () => {
    const ask = await started()

    expect((await resubscribe(ask, 'no@example.com')).body).toEqual({ message: 'Error: ERROR_CONTACT_NOT_FOUND' })
    expect((await ask('POST', '/v2/contacts/resubscribe', { email: 'joe@example.com' })).body).toEqual({
      message: 'Error: ERROR_CONTACT_RESUBSCRIPTION_INVALID',
    })
  })
})
