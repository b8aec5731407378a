import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Dotdigital } from './client.js'
import { AlreadyExists, ContactGone, ContactMadeUnasked, OutcomeUnknown } from './errors.js'
import { openAccount, type TestAccount } from './testing/account.js'

let account: TestAccount
const [jane, joe] = [1001, 1002]

beforeEach(async () => {
  account = await openAccount({
    contacts: [
      { email: 'jane@example.com', status: 'subscribed' },
      { email: 'joe@example.com', status: 'unsubscribed' },
    ],
    lists: [{ id: 7, name: 'Buyers' }],
    dataFields: [{ name: 'MP_ORDERS', type: 'Numeric' }],
  })
})

afterEach(() => account.close())

const contacts = () => account.dotdigital.contacts

const consent = {
  text: 'Yes, write to me',
  dateTimeConsented: '2026-11-20T11:00:00.000Z',
  url: 'https://shop.example.com/signup',
  ipAddress: '192.0.2.1',
  userAgent: 'Mozilla/5.0',
}

describe('an update', () => {
  it('changes data fields and lists of one contact, and no status', async () => {
    await contacts().update({ contactId: joe, dataFields: { MP_ORDERS: 3 }, lists: [7] })

    expect(await contacts().byId(joe)).toMatchObject({ status: 'unsubscribed', dataFields: { MP_ORDERS: 3 } })
    expect((await account.state()).contacts[1]).toMatchObject({ lists: [7] })
  })

  it('leaves what is there where it may only fill gaps', async () => {
    await contacts().update({ contactId: joe, dataFields: { MP_ORDERS: 3 } })
    await contacts().update({ contactId: joe, dataFields: { MP_ORDERS: 4 } }, 'overwriteIfEmpty')

    expect(await contacts().byId(joe)).toMatchObject({ dataFields: { MP_ORDERS: 3 } })
  })

  it('is refused with the part that was wrong', async () => {
    await expect(contacts().update({ contactId: joe, dataFields: { MP_X: 1 } })).rejects.toMatchObject({
      vendorCode: 'contacts:badRequest',
      details: [expect.stringMatching(/./)],
    })
  })
})

describe('a new address', () => {
  it('is given to the contact, who stays unsubscribed', async () => {
    await contacts().changeEmail(joe, 'joseph@example.com')

    expect(await contacts().findByEmail('joe@example.com')).toBeUndefined()
    expect(await contacts().findByEmail('joseph@example.com')).toMatchObject({ contactId: joe, status: 'unsubscribed' })
  })

  it('is refused where another contact has it', async () => {
    await expect(contacts().changeEmail(joe, 'jane@example.com')).rejects.toThrow(AlreadyExists)
    expect(await contacts().byId(joe)).toMatchObject({ email: 'joe@example.com' })
  })

  it('is not tried where the contact is gone', async () => {
    await expect(contacts().changeEmail(77, 'new@example.com')).rejects.toThrow(ContactGone)
    expect(await contacts().findByEmail('new@example.com')).toBeUndefined()
  })

  it('is unsubscribed at once where Dotdigital made a contact for it', async () => {
    const { contactId } = await contacts().create({
      email: 'new@example.com',
      status: 'subscribed',
      consent: [consent],
    })
    const body = { contactId, identifiers: { email: 'new@example.com' }, status: 'subscribed' }
    await account.control('/faults', [{ match: { method: 'PATCH' }, do: 'status', status: 201, body }])

    await expect(contacts().changeEmail(joe, 'new@example.com')).rejects.toThrow(ContactMadeUnasked)
    expect(await contacts().byId(contactId)).toMatchObject({ status: 'unsubscribed' })
  })

  it('is an alarm of its own where that could not be undone', async () => {
    await account.control('/faults', [
      { match: { method: 'PATCH' }, do: 'status', status: 201, body: { contactId: 99 } },
      { match: { path: '/v2/contacts/unsubscribe' }, do: 'status', status: 503 },
    ])

    const failure: unknown = await contacts()
      .changeEmail(joe, 'new@example.com')
      .catch((thrown: unknown) => thrown)

    expect(failure).toBeInstanceOf(ContactMadeUnasked)
    expect(failure).not.toBeInstanceOf(OutcomeUnknown)
    expect(String(failure)).toMatch(/by hand/)
    expect(String(failure)).not.toContain('new@')
  })
})

describe('consent records', () => {
  it('are taken one to five at a time, and change no status', async () => {
    await contacts().addConsent(joe, [consent])

    expect(await contacts().byId(joe)).toMatchObject({ status: 'unsubscribed' })
    await expect(contacts().addConsent(joe, [])).rejects.toThrow(RangeError)
    await expect(
      contacts().addConsent(
        joe,
        Array.from({ length: 6 }, () => consent),
      ),
    ).rejects.toThrow(RangeError)
  })
})

describe('a contact that was deleted while it was subscribed', () => {
  const writes: Readonly<Record<string, (of: Dotdigital) => Promise<void>>> = {
    'an update': ({ contacts: of }) => of.update({ contactId: jane, dataFields: { MP_ORDERS: 3 } }),
    'a new address': ({ contacts: of }) => of.changeEmail(jane, 'new@example.com'),
    'a consent record': ({ contacts: of }) => of.addConsent(jane, [consent]),
    'a list': ({ lists }) => lists.add(7, jane),
  }

  it.each(Object.entries(writes))('is not brought back by %s', async (_what, write) => {
    await contacts().delete(jane)

    await expect(write(account.dotdigital)).rejects.toThrow(ContactGone)
    expect(await contacts().byId(jane)).toBeUndefined()
  })

  it('is brought back by an import, which tells it only as updated', async () => {
    await contacts().delete(jane)
    const importId = await contacts().import([{ contactId: jane, dataFields: { MP_ORDERS: 3 } }])
    await account.control('/clock', { advanceSeconds: 1 })

    expect(await contacts().importStatus(importId)).toMatchObject({ updated: [jane], created: [], failures: [] })
    expect(await contacts().byId(jane)).toMatchObject({ status: 'subscribed' })
  })

  it.each(['deleted', 'Binned'])('is gone as well where Dotdigital still shows it as %s', async (status) => {
    await account.control('/faults', [
      { match: { method: 'GET' }, do: 'status', status: 200, body: { contactId: jane, status } },
    ])

    await expect(contacts().update({ contactId: jane, dataFields: { MP_ORDERS: 3 } })).rejects.toThrow(ContactGone)
    expect((await account.state()).contacts[0]).not.toHaveProperty('dataFields.MP_ORDERS')
  })
})
