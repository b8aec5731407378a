import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AlreadyExists, RequestRefused } from './errors.js'
import { openAccount, type TestAccount } from './testing/account.js'
import { collected } from './wire.js'

let account: TestAccount
const [jane, joe] = [1001, 1002]

beforeEach(async () => {
  account = await openAccount({
    contacts: [
      { email: 'jane@example.com', status: 'subscribed' },
      { email: 'joe@example.com', status: 'unsubscribed' },
    ],
    lists: [{ id: 7, name: 'Buyers' }],
  })
})

afterEach(() => account.close())

const lists = () => account.dotdigital.lists
/** Whoever is on the list, subscribed or not. */
const membersOf = async (listId: number) =>
  (await account.state()).contacts.filter((one) => one.lists.includes(listId)).map(({ contactId }) => contactId)

describe('a list', () => {
  it('is created once, and listed', async () => {
    const created = await lists().create({ name: 'Reviewers', visibility: 'Private' })

    expect(await lists().list()).toContainEqual(created)
    expect(created).toMatchObject({ name: 'Reviewers', visibility: 'Private', contacts: 0 })
    await expect(lists().create({ name: 'Reviewers', visibility: 'Private' })).rejects.toThrow(AlreadyExists)
  })

  it('takes a contact up and lets it go, without touching its status', async () => {
    await lists().add(7, joe)
    const during = await membersOf(7)
    await lists().remove(7, joe)
    await lists().remove(7, joe)

    expect([during, await membersOf(7)]).toEqual([[joe], []])
    expect(await account.dotdigital.contacts.byId(joe)).toMatchObject({ status: 'unsubscribed' })
  })

  it('takes up many by an import', async () => {
    await account.dotdigital.contacts.import(
      [jane, joe].map((contactId) => ({ contactId, dataFields: {}, lists: [7] })),
    )
    await account.control('/clock', { advanceSeconds: 1 })

    expect(await membersOf(7)).toEqual([jane, joe])
    expect((await lists().list()).map(({ name, contacts }) => [name, contacts])).toContainEqual(['Buyers', 1])
  })

  it('is none where an update names none', async () => {
    await account.dotdigital.contacts.update({ contactId: jane, dataFields: {}, lists: [] })

    expect(await membersOf(7)).toEqual([])
  })

  it('is not left where there is none', async () => {
    await expect(lists().remove(8, jane)).rejects.toThrow(RequestRefused)
  })

  it('tells who unsubscribed from it since', async () => {
    await lists().add(7, jane)
    await fetch(`${account.url}/v2/address-books/7/contacts/unsubscribe`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa('apiuser:secret')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'jane@example.com' }),
    })
    const since = (date: string) => collected(lists().unsubscribedSince(7, new Date(date)))

    expect(await since('2026-11-20T12:00:01Z')).toEqual([])
    expect(await since('2026-11-20T12:00:00Z')).toEqual([
      { contactId: jane, email: 'jane@example.com', leftAt: '2026-11-20T12:00:00.000Z' },
    ])
    expect(await account.dotdigital.contacts.byId(jane)).toMatchObject({
      status: 'subscribed',
      standings: { lists: [{ id: 7, isSubscribed: false }], preferences: [] },
    })
  })
})
