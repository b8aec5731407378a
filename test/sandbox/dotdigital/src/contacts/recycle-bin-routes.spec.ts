import { afterEach, describe, expect, it } from 'vitest'
import { started, stopAll } from '../testing.js'

afterEach(stopAll)

const jane = '/contacts/v3/email/jane@example.com'

describe('a deleted contact', () => {
  it('comes back from the recycle bin as it was, until that is emptied', async () => {
    const ask = await started()
    const joe = '/contacts/v3/email/joe@example.com'
    await ask('DELETE', joe)
    expect((await ask('GET', joe)).status).toBe(404)

    const back = await ask('PATCH', joe, { dataFields: { FIRSTNAME: 'Joe' } })
    await ask('DELETE', joe)
    const emptied = await ask('POST', '/v2/accounts/empty-recycle-bin/')
    const fresh = await ask('PATCH', joe, {})

    expect([back.status, back.body]).toMatchObject([200, { contactId: 1002, status: 'unsubscribed' }])
    expect(emptied.status).toBe(202)
    expect([fresh.status, fresh.body]).toMatchObject([201, { contactId: 1004, status: 'subscribed' }])
  })

  it('comes back by POST too, as it was', async () => {
    const ask = await started()
    await ask('DELETE', '/contacts/v3/email/joe@example.com')

    const { status, body } = await ask('POST', '/contacts/v3', { identifiers: { email: 'joe@example.com' } })

    expect([status, body]).toMatchObject([201, { contactId: 1002, status: 'unsubscribed' }])
  })

  it('does not come back to an address that somebody else has by now', async () => {
    const ask = await started()
    await ask('DELETE', '/contacts/v3/contactId/1002')
    await ask('PATCH', jane, { identifiers: { email: 'joe@example.com' } })

    expect((await ask('PATCH', '/contacts/v3/contactId/1002', {})).status).toBe(409)
  })
})
