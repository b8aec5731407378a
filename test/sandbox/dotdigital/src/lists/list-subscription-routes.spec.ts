import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, later, started, stopAll } from '../testing.js'

afterEach(stopAll)

const since = '2026-01-01'

const emails = async (ask: Ask, path: string): Promise<unknown> => {
  const { body } = await ask('GET', path)
  return Object.values(body).map((row) => row?.['email'])
}

describe('leaving a list', () => {
  const leave = (ask: Ask) => ask('POST', '/v2/address-books/7/contacts/unsubscribe', { email: 'jane@example.com' })

  it('leaves the account as it is', async () => {
    const ask = await started()

    const left = await leave(ask)

    expect(left.body).toMatchObject({ suppressedContact: { id: 1001, status: 'Subscribed' }, reason: 'Unsubscribed' })
    expect(await emails(ask, '/v2/address-books/7/contacts')).toEqual([])
    const gone = await ask('GET', `/v2/address-books/7/contacts/unsubscribed-since/${since}`)
    expect(gone.body).toEqual([left.body])
    expect((await ask('GET', `/v2/contacts/unsubscribed-since/${since}`)).body).toMatchObject([
      { suppressedContact: { email: 'joe@example.com' } },
    ])
  })

  it('is told as of the first time', async () => {
    const ask = await started()
    const first = await leave(ask)
    await later(ask, 60)

    expect((await leave(ask)).body).toEqual(first.body)
  })

  it('cannot be undone by adding the contact again', async () => {
    const ask = await started()
    await leave(ask)

    const added = await ask('POST', '/v2/address-books/7/contacts', { email: 'jane@example.com' })

    expect(added.body).toEqual({ message: 'Error: ERROR_CONTACT_SUPPRESSEDFORADDRESSBOOK' })
  })

  it('is undone without a question, or once the person has answered', async () => {
    const ask = await started()
    const unsubscribedContact = { email: 'jane@example.com' }
    await leave(ask)

    const asked = await ask('POST', '/v2/address-books/7/contacts/resubscribe', { unsubscribedContact })
    const meanwhile = await emails(ask, '/v2/address-books/7/contacts')
    await ask('POST', '/_sandbox/contacts/jane@example.com/answer-challenge')

    expect(asked.body['status']).toBe('ContactChallenged')
    expect(meanwhile).toEqual([])
    expect(await emails(ask, '/v2/address-books/7/contacts')).toEqual(['jane@example.com'])

    await leave(ask)
    const back = await ask('POST', '/v2/address-books/7/contacts/resubscribe-with-no-challenge', {
      unsubscribedContact,
    })
    expect(back.body).toMatchObject({ contact: { status: 'Subscribed' }, status: 'ContactAdded' })
    expect(await emails(ask, '/v2/address-books/7/contacts')).toEqual(['jane@example.com'])
  })

  it('is only for whom is on it', async () => {
    const ask = await started()

    const answer = await ask('POST', '/v2/address-books/8/contacts/unsubscribe', { email: 'jane@example.com' })

    expect(answer).toMatchObject({ status: 404, body: { message: 'Error: ERROR_CONTACT_NOT_FOUND' } })
  })
})
