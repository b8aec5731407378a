import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, noon, people, started, stopAll } from '../testing.js'

afterEach(stopAll)

const world = {
  ...people,
  preferences: [
    { id: 14, publicName: 'Sports', isPreference: false },
    { id: 26, publicName: 'Football', categoryId: 14 },
    { id: 19, publicName: 'Tennis', categoryId: 14 },
    { id: 27, publicName: 'Books' },
  ],
} as const

const choose = (ask: Ask, body: unknown) => ask('PUT', '/v2/contacts/jane@example.com/preferences', body)
const both = [
  {
    id: 14,
    isPreference: false,
    preferences: [
      { id: 26, isPreference: true, isOptedIn: true },
      { id: 19, isPreference: true, isOptedIn: false },
    ],
  },
  { id: 27, isPreference: true, isOptedIn: true },
]

describe('preferences', () => {
  it('are told as a tree of categories', async () => {
    const ask = await started({ world })

    expect((await ask('GET', '/v2/preferences')).body).toMatchObject([
      {
        id: 14,
        isPreference: false,
        order: '0',
        categoryId: 0,
        preferenceCount: 2,
        created: noon.toISOString(),
        preferences: [
          { id: 26, order: '0', categoryId: 14 },
          { id: 19, order: '1' },
        ],
      },
      { id: 27, privateName: 'Books', order: '1', isPreference: true },
    ])
  })

  it('are created at an end or a position, in a category or in none, and changed', async () => {
    const ask = await started({ world })
    const names = { publicName: 'Chess', privateName: 'Board games' }

    const top = await ask('POST', '/v2/preferences', { ...names, isPreference: true, order: 'top', categoryID: 14 })
    const category = await ask('POST', '/v2/preferences', names)
    const moved = await ask('PUT', '/v2/preferences/28', { ...names, order: 'bottom', isPublic: false, categoryId: 0 })

    expect(top.body).toMatchObject({ id: 28, order: '0', categoryId: 14, isPublic: true, preferenceCount: 0 })
    expect(category.body).toMatchObject({ id: 29, isPreference: false, order: '2' })
    expect(moved.body).toMatchObject({ id: 28, order: '3', categoryId: 0, isPublic: false, isPreference: true })
  })

  it.each([
    ['POST', '/v2/preferences', { publicName: 'A' }, 'ERROR_PREFERENCE_INVALID'],
    ['POST', '/v2/preferences', { publicName: 'A', privateName: 'A', order: 'middle' }, 'ERROR_PREFERENCE_INVALID'],
    ['POST', '/v2/preferences', { publicName: 'A', privateName: 'A', categoryId: 14 }, 'ERROR_PREFERENCE_INVALID'],
    ['PUT', '/v2/preferences/27', { publicName: 'A', privateName: 'A', categoryId: 26 }, 'ERROR_PREFERENCE_INVALID'],
    ['PUT', '/v2/preferences/99', { publicName: 'A', privateName: 'A' }, 'ERROR_PREFERENCE_NOT_FOUND'],
    ['DELETE', '/v2/preferences/99', undefined, 'ERROR_PREFERENCE_NOT_FOUND'],
  ])('are refused: %s %s %j', async (method, path, body, code) => {
    const ask = await started({ world })

    expect((await ask(method, path, body)).body).toEqual({ message: `Error: ${code}` })
  })

  it('go with their category', async () => {
    const ask = await started({ world })
    await choose(ask, both)

    expect((await ask('DELETE', '/v2/preferences/14')).status).toBe(200)

    expect((await ask('GET', '/v2/preferences')).body).toMatchObject([{ id: 27 }])
    expect((await ask('GET', '/v2/contacts/with-preference/26')).status).toBe(404)
    const { body } = await ask('GET', '/v2/contacts/jane@example.com/subscriptions')
    expect(body['marketingPreferenceOptIns']).toMatchObject([{ marketingPreferenceId: 27 }])
  })

  it('are told again once they were modified', async () => {
    const ask = await started({ world })
    await ask('POST', '/_sandbox/clock', { advanceSeconds: 3600 })
    await ask('PUT', '/v2/preferences/19', { publicName: 'Padel', privateName: 'Padel' })

    const { body } = await ask('GET', `/v2/preferences/modified-since/${new Date(noon.getTime() + 1).toISOString()}`)

    expect(body).toMatchObject([{ id: 14, preferences: [{ id: 19, publicName: 'Padel', categoryId: 14 }] }])
  })
})

describe('preferences of a contact', () => {
  it('are set one by one or through their category, and told with all that it did not choose', async () => {
    const ask = await started({ world })

    const set = await choose(ask, both)

    expect(set).toMatchObject({ status: 200, body: { value: '' } })
    const chosen = [
      {
        id: 14,
        preferences: [
          { id: 26, isOptedIn: true },
          { id: 19, isOptedIn: false },
        ],
      },
      { id: 27, isOptedIn: true },
    ]
    expect((await ask('GET', '/v2/contacts/1001/preferences')).body).toMatchObject(chosen)
    expect((await ask('GET', '/v2/contact/jane@example.com/preferences')).body).toMatchObject(chosen)
    expect((await ask('GET', '/v2/contacts/1002/preferences')).body).toMatchObject([{}, { id: 27, isOptedIn: false }])
  })

  it('are kept as they were where one of those set does not exist, or is a category', async () => {
    const ask = await started({ world })

    const refused = await choose(ask, [
      { id: 27, isOptedIn: true },
      { id: 14, isOptedIn: true },
    ])

    expect(refused.body).toEqual({ message: 'Error: ERROR_PREFERENCE_NOT_FOUND' })
    expect((await ask('GET', '/v2/contacts/with-preference/27')).body).toEqual([])
  })

  it('name the contacts who opted in, from an id on, of the account or of a list', async () => {
    const ask = await started({ world })
    await choose(ask, both)
    await ask('PUT', '/v2/contact/joe@example.com/preferences', [{ id: 27, isOptedIn: true }])
    const jane = { id: 1001, email: 'jane@example.com' }
    const joe = { id: 1002, email: 'joe@example.com' }

    expect((await ask('GET', '/v2/contacts/with-preference/27')).body).toEqual([jane, joe])
    expect((await ask('GET', '/v2/contacts/with-preference/27?minContactID=1002')).body).toEqual([joe])
    expect((await ask('GET', '/v2/contacts/with-preference/27?minContactId=1002')).body).toEqual([joe])
    expect((await ask('GET', '/v2/address-books/7/contacts/with-preference/27')).body).toEqual([jane])
    expect((await ask('GET', '/v2/contacts/with-preference/19')).body).toEqual([])
  })

  it('tell every change since a date, opt-outs too, under the misspelt key', async () => {
    const ask = await started({ world })
    await choose(ask, both)
    const optOut = { marketingPreferenceId: 19, isOptedIn: false, dateModifed: noon.toISOString() }

    const path = `contacts/with-preference/19/opt-ins-since/${noon.toISOString()}`
    const contact = { id: 1001, status: 'Subscribed' }

    expect((await ask('GET', `/v2/${path}`)).body).toMatchObject([
      { contact, marketingPreferenceOptIns: [{ ...optOut, addressBookId: 0 }] },
    ])
    expect((await ask('GET', `/v2/address-books/7/${path}`)).body).toMatchObject([
      { contact, marketingPreferenceOptIns: [{ ...optOut, addressBookId: 7 }] },
    ])
    expect((await ask('GET', '/v2/contacts/with-preference/19/opt-ins-since/2027-01-01')).body).toEqual([])
  })
})
