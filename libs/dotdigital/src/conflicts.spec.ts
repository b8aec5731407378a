import type { SandboxOptions } from '@concord/sandbox-dotdigital'
import { afterEach, describe, expect, it } from 'vitest'
import { AlreadyExists, RequestRefused } from './errors.js'
import { openAccount, type TestAccount } from './testing/account.js'
import { collected } from './wire.js'

let account: TestAccount

afterEach(() => account.close())

const open = async (settings: SandboxOptions['settings']): Promise<TestAccount> => {
  const world = {
    contacts: [
      { email: 'jane@example.com', status: 'subscribed', optInType: 'Double' },
      { email: 'joe@example.com', status: 'unsubscribed' },
    ],
    lists: [{ id: 7, name: 'Buyers' }],
  }
  return (account = await openAccount(world, settings))
}

const [jane, joe] = [1001, 1002]

describe('where the documents contradict each other, both are read alike:', () => {
  it.each(['identifierConflict', 'idAlreadyExists'] as const)('a 409 with %s', async (conflictCode) => {
    const { contacts } = (await open({ conflictCode })).dotdigital

    await expect(contacts.create({ email: 'joe@example.com', status: 'unsubscribed' })).rejects.toThrow(AlreadyExists)
    await expect(contacts.changeEmail(joe, 'jane@example.com')).rejects.toThrow(AlreadyExists)
  })

  it.each(['Finished', 'Complete'] as const)('an insight import that is %s', async (finishedWord) => {
    const { dotdigital, control } = await open({ finishedWord })
    const records = [{ key: '1', contactId: jane, json: { total: 1 } }]
    const importId = await dotdigital.insight.import({
      collection: 'Orders',
      scope: 'contact',
      type: 'orders',
      records,
    })
    await control('/clock', { advanceSeconds: 1 })

    expect(await dotdigital.insight.importStatus(importId)).toMatchObject({
      state: 'finished',
      vendorState: finishedWord,
    })
  })

  it.each(['description', 'error'] as const)('a refusal that explains itself by %s', async (detailKey) => {
    const { contacts } = (await open({ detailKey })).dotdigital
    const failure: unknown = await contacts
      .update({ contactId: joe, dataFields: { MP_X: 1 } })
      .catch((thrown: unknown) => thrown)

    expect(failure).toBeInstanceOf(RequestRefused)
    expect(failure).toMatchObject({ details: [expect.stringMatching(/\w/)] })
  })

  it.each(['camelCase', 'PascalCase'] as const)('codes of failures in %s', async (failureCodeCase) => {
    const { dotdigital, control } = await open({ failureCodeCase })
    const importId = await dotdigital.contacts.import([{ contactId: 77, dataFields: {} }])
    await control('/clock', { advanceSeconds: 1 })

    expect(await dotdigital.contacts.importStatus(importId)).toMatchObject({
      failures: [{ contactId: 77, code: 'invalidContactId' }],
    })
  })

  it.each(['PascalCase', 'camelCase'] as const)('words of a contact in %s', async (enumCase) => {
    const { contacts } = (await open({ enumCase })).dotdigital

    expect(await contacts.byId(jane)).toMatchObject({
      status: 'subscribed',
      optInType: expect.stringMatching(/^double$/i),
    })
  })

  it.each(['documented', 'generated'] as const)('the statuses of v2 as %s', async (v2Statuses) => {
    const { lists, dataFields } = (await open({ v2Statuses })).dotdigital
    const { id } = await lists.create({ name: 'Reviewers', visibility: 'Private' })
    await lists.add(id, jane)
    await lists.remove(id, jane)
    await dataFields.create({ name: 'MP_LAST', type: 'Date', visibility: 'Private' })

    expect(await dataFields.delete('MP_LAST')).toEqual({ isDeleted: true })
  })

  it.each([1000, 5000] as const)('pages of at most %i', async (pageCap) => {
    const { insight } = (await open({ pageCap })).dotdigital
    await insight.ensureCollection('Orders', 'contact', 'orders')
    for (const key of ['1', '2', '3']) {
      await insight.putRecord({ collection: 'Orders', key, contactId: jane }, { total: 1 })
    }

    expect(await collected(insight.records('Orders', { limit: 5000 }))).toHaveLength(3)
  })
})

describe('nobody is subscribed by what is left unsaid', () => {
  it.each(['no-challenge', 'challenge'] as const)('where that means %s', async (resubscribeDefault) => {
    const { dotdigital, control } = await open({ resubscribeDefault })
    await dotdigital.contacts.update({ contactId: joe, dataFields: { FIRSTNAME: 'Joe' }, lists: [7] })
    await dotdigital.contacts.import([{ contactId: joe, dataFields: { FIRSTNAME: 'Joe' } }])
    await dotdigital.contacts.changeEmail(joe, 'joseph@example.com')
    await dotdigital.lists.add(7, joe)
    await control('/clock', { advanceSeconds: 1 })

    expect(await dotdigital.contacts.byId(joe)).toMatchObject({ status: 'unsubscribed', email: 'joseph@example.com' })
  })
})
