import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, later, people, started, stopAll, textOf } from '../testing.js'

afterEach(stopAll)

const since = '2026-01-01'

const emails = async (ask: Ask, path: string): Promise<unknown> => {
  const { body } = await ask('GET', path)
  return Object.values(body).map((row) => row?.['email'])
}

describe('contacts of a list', () => {
  it('are added by address, new ones as subscribed', async () => {
    const ask = await started()

    const added = await ask('POST', '/v2/address-books/8/contacts', {
      Email: 'new@example.com',
      OptInType: 'single',
      EmailType: 'PlainText',
      DataFields: [{ Key: 'FIRSTNAME', Value: 'New' }],
    })

    expect(added).toMatchObject({
      status: 200,
      body: { id: 1004, status: 'Subscribed', optInType: 'Single', emailType: 'PlainText' },
    })
    expect(added.body['dataFields']).toEqual([{ key: 'FIRSTNAME', value: 'New' }])
    expect(await emails(ask, '/v2/address-books/8/contacts')).toEqual(['new@example.com'])
    expect((await ask('GET', '/v2/address-books/8')).body).toMatchObject({ contacts: 1 })
    expect((await ask('GET', '/v2/contacts/1004/address-books')).body).toMatchObject([{ id: 8 }])
  })

  it.each([
    [8, { email: 'joe@example.com' }, 'Contact is suppressed. ERROR_CONTACT_SUPPRESSED'],
    [8, { email: 'nowhere' }, 'Email is not a valid email address. ERROR_PARAMETER_INVALID'],
    [8, { email: 'a@example.com', dataFields: [{ key: 'NOPE', value: 1 }] }, 'NOPE: ERROR_DATAFIELD_NOTFOUND'],
    [8, {}, 'Error: ERROR_CONTACT_INVALID'],
    [8, { email: 'a@example.com', optInType: 'Triple' }, 'Error: ERROR_CONTACT_INVALID'],
    [8, { email: 'a@example.com', emailType: 'constructor' }, 'Error: ERROR_CONTACT_INVALID'],
    [99, { email: 'a@example.com' }, 'Error: ERROR_ADDRESSBOOK_NOT_FOUND'],
  ])('are refused on %i with %j', async (list, body, message) => {
    const ask = await started()

    expect((await ask('POST', `/v2/address-books/${String(list)}/contacts`, body)).body).toEqual({ message })
  })

  it('are told with their data fields only where asked, and since a date', async () => {
    const ask = await started()

    const plain = await ask('GET', '/v2/address-books/7/contacts')
    const full = await ask('GET', '/v2/address-books/7/contacts?withFullData=true')

    expect(plain.body).toMatchObject([{ id: 1001, email: 'jane@example.com', dataFields: null, status: 'Subscribed' }])
    expect(full.body).toMatchObject([{ dataFields: [{ key: 'FIRSTNAME', value: 'Jane' }] }])
    expect(await emails(ask, `/v2/address-books/7/contacts/modified-since/${since}`)).toEqual(['jane@example.com'])
    expect(await emails(ask, '/v2/address-books/7/contacts/modified-since/2027-01-01')).toEqual([])
  })

  it('are not told once they left the account, but for those who are tried again after a soft bounce', async () => {
    const lists = [7]
    const contacts = ['subscribed', 'softBounced', 'unsubscribed', 'hardBounced', 'pendingOptIn'].map((status) => ({
      email: `${status}@example.com`,
      status,
      lists,
    }))
    const ask = await started({ world: { ...people, contacts } })

    const told = ['subscribed@example.com', 'softBounced@example.com', 'pendingOptIn@example.com']
    expect(await emails(ask, '/v2/address-books/7/contacts')).toEqual(told)
    expect((await ask('GET', '/v2/address-books/7')).body['contacts']).toBe(3)
    const again = await ask('POST', '/v2/address-books/8/contacts', { email: 'softBounced@example.com' })
    expect(again.status).toBe(200)
  })

  it('are taken off one by one, or all at once, and stay in the account', async () => {
    const ask = await started()
    await ask('POST', '/v2/address-books/7/contacts', { email: 'new@example.com' })

    expect((await ask('DELETE', '/v2/address-books/7/contacts/1001')).status).toBe(204)
    expect((await ask('DELETE', '/v2/address-books/7/contacts/1001')).status).toBe(404)
    expect((await ask('DELETE', '/v2/address-books/7/contacts')).status).toBe(204)
    expect(await emails(ask, '/v2/address-books/7/contacts')).toEqual([])
    expect((await ask('GET', '/contacts/v3/email/new@example.com')).status).toBe(200)
  })

  it('are taken off later where many are named, and the request can be watched', async () => {
    const ask = await started()

    const { status, body } = await ask('POST', '/v2/address-books/7/contacts/delete', [1001, 4711])
    const watch = `/v2/contacts/deletion/${textOf(body['id'])}`
    const before = await ask('GET', watch)
    await later(ask)

    expect([status, body['status'], before.body['status']]).toEqual([202, 'Started', 'Started'])
    expect((await ask('GET', watch)).body).toEqual({ id: body['id'], status: 'Completed' })
    expect(await emails(ask, '/v2/address-books/7/contacts')).toEqual([])
  })
})
