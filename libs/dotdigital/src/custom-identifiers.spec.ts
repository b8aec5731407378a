import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AlreadyExists, RequestRefused } from './errors.js'
import { openAccount, type TestAccount } from './testing/account.js'

let account: TestAccount

beforeEach(async () => {
  account = await openAccount({})
})

afterEach(() => account.close())

describe('a custom identifier', () => {
  it('is created once, and listed', async () => {
    await account.dotdigital.customIdentifiers.create('marketplace-id')

    expect(await account.dotdigital.customIdentifiers.list()).toEqual(['marketplace-id'])
    await expect(account.dotdigital.customIdentifiers.create('marketplace-id')).rejects.toThrow(AlreadyExists)
  })

  it('is refused with a name that is too long', async () => {
    await expect(account.dotdigital.customIdentifiers.create('x'.repeat(51))).rejects.toThrow(RequestRefused)
  })
})
