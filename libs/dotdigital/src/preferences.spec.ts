import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openAccount, type TestAccount } from './testing/account.js'

let account: TestAccount
const joe = 1001

beforeEach(async () => {
  account = await openAccount({
    contacts: [{ email: 'joe@example.com', status: 'unsubscribed' }],
    preferences: [
      { id: 1, publicName: 'Camping', isPreference: false },
      { id: 2, publicName: 'Tents', categoryId: 1 },
      { id: 3, publicName: 'Rucksacks', categoryId: 1 },
      { id: 4, publicName: 'Football', privateName: 'ball games' },
    ],
  })
})

afterEach(() => account.close())

const preferences = () => account.dotdigital.preferences

describe('preferences', () => {
  it('are listed without their categories', async () => {
    expect(await preferences().list()).toEqual([
      { id: 2, publicName: 'Tents', privateName: 'Tents', categoryId: 1 },
      { id: 3, publicName: 'Rucksacks', privateName: 'Rucksacks', categoryId: 1 },
      { id: 4, publicName: 'Football', privateName: 'ball games', categoryId: undefined },
    ])
  })

  it('are chosen, in a category and outside, and others stay', async () => {
    await preferences().set(joe, [
      { id: 2, categoryId: 1, isOptedIn: true },
      { id: 4, isOptedIn: true },
    ])
    await preferences().set(joe, [{ id: 4, isOptedIn: false }])

    const chosen = (await preferences().of(joe)).map(({ id, isOptedIn }) => [id, isOptedIn])
    expect(chosen).toEqual([
      [2, true],
      [3, false],
      [4, false],
    ])
  })

  it('subscribe nobody', async () => {
    await preferences().set(joe, [{ id: 4, isOptedIn: true }])

    expect(await account.dotdigital.contacts.byId(joe)).toMatchObject({ status: 'unsubscribed' })
  })

  it('come with a contact that is read by itself, and with those of a page where they are asked for', async () => {
    await preferences().set(joe, [{ id: 4, isOptedIn: true }])
    const { contacts } = account.dotdigital
    const standings = { lists: [], preferences: [{ id: 4, isOptedIn: true }] }

    expect(await contacts.findByEmail('joe@example.com')).toMatchObject({ standings })
    expect((await contacts.list({ withStandings: true })).contacts).toMatchObject([{ contactId: joe, standings }])
    expect((await contacts.list()).contacts[0]).not.toHaveProperty('standings')
  })
})
