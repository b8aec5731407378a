import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openAccount, type TestAccount } from './testing/account.js'

let account: TestAccount

beforeEach(async () => {
  account = await openAccount({
    contacts: ['jane@example.com', 'joe@example.com', 'bob@example.com'].map((email) => ({
      email,
      status: 'subscribed',
    })),
  })
})

afterEach(() => account.close())

const contacts = () => account.dotdigital.contacts

describe('a deletion', () => {
  it('takes a contact away, and is done as well where there is none', async () => {
    await contacts().delete(1001)
    await contacts().delete(1001)

    expect(await contacts().byId(1001)).toBeUndefined()
  })

  it('of many runs, finishes, and reports who was not there', async () => {
    const deleteId = await contacts().deleteMany([1001, 1002, 77])
    const before = await contacts().deletionStatus(deleteId)
    await account.control('/clock', { advanceSeconds: 1 })

    expect(before).toMatchObject({ state: 'running', deleted: [] })
    expect(await contacts().deletionStatus(deleteId)).toMatchObject({
      state: 'finished',
      vendorState: 'Finished',
      deleted: [1001, 1002],
      failures: [{ contactId: 77, code: 'contactNotFound' }],
    })
    expect((await account.state()).contacts).toMatchObject([{ contactId: 1003 }])
  })

  it('of many takes 1 to 5000', async () => {
    await expect(contacts().deleteMany([])).rejects.toThrow(RangeError)
    await expect(contacts().deleteMany(Array.from({ length: 5001 }, (_, id) => id))).rejects.toThrow(RangeError)
  })

  it('is not found where Dotdigital knows nothing of it', async () => {
    const deleteId = '00000000-0000-0000-0000-000000000000'

    expect(await contacts().deletionStatus(deleteId)).toMatchObject({ state: 'not-found', failures: [] })
  })
})
