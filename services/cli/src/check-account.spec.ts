import { parseConcordConfig } from '@concord/runtime'
import { describe, expect, it } from 'vitest'
import { checkAccount } from './check-account.js'
import type { AccountToCheck } from './ports.js'
import { account, failing } from './testing/worlds.js'

const rulesWith = (triggers = '') => {
  const rules = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example.org/{orderId}' } }
accounts:
  main: { newContacts: never, triggers: { ${triggers} } }
`).accounts['main']
  if (rules === undefined) throw new Error('there is no account')
  return rules
}
const foundIn = (changed: Partial<AccountToCheck> = {}, rules = rulesWith()) =>
  checkAccount({ rules, marketplaces: ['north', 'north-2'], account: account(changed) })
const wrongIn = async (...of: Parameters<typeof foundIn>) =>
  (await foundIn(...of)).filter(({ level }) => level !== 'ok')

it('an empty account that takes the credentials is fine, and what will be made is said', async () => {
  expect((await foundIn()).map(({ what }) => what)).toEqual([
    'takes the credentials; its region answers at https://r2-api.dotdigital.com',
    expect.stringMatching(
      /^(\d+) of \1 data fields are missing, 2 of 2 collections are missing \(Orders, Sellers\); Concord makes what is missing at its start$/,
    ),
  ])
})

it('an account that refuses the credentials is asked no further', async () => {
  const never = () => Promise.reject(new Error('this was asked'))

  expect(await foundIn({ region: failing('dotdigital-credentials-refused'), room: never })).toMatchObject([
    { level: 'fault', remedy: expect.stringContaining('DOTDIGITAL_MAIN_PASSWORD') },
  ])
})

it('what cannot be read keeps nothing else from being looked at', async () => {
  const findings = await wrongIn({
    room: failing('dotdigital-unavailable'),
    rates: () => [{ tier: 'low', limit: 100, remaining: 1 }],
    recordKeys: () => Promise.resolve(['other-1']),
  })

  expect(findings.map(({ level }) => level)).toEqual(['fault', 'warning', 'warning'])
})

describe('what is there already', () => {
  it('that stands in the way is a fault, with its remedy', async () => {
    const conflict = { is: 'data-field' as const, name: 'MP_ORDERS', detail: 'it is a String; delete it' }
    const room = () => Promise.resolve({ missing: { dataFields: [], collections: [] }, conflicts: [conflict] })

    expect(await wrongIn({ room })).toMatchObject([
      { level: 'fault', subject: 'data field MP_ORDERS', what: 'it is a String; delete it' },
    ])
  })

  it('records of Concord’s own are fine', async () => {
    expect(await wrongIn({ recordKeys: () => Promise.resolve(['north-1', 'north-2-7']) })).toEqual([])
  })

  it('records of another connector are warned of: purchases would count twice', async () => {
    expect(await wrongIn({ recordKeys: () => Promise.resolve(['north-1', '100000017', 'south-1']) })).toMatchObject([
      { level: 'warning', what: expect.stringMatching(/^2 of the first 3 records in Orders are not Concord’s/) },
    ])
  })
})

describe('what triggers name', () => {
  const rules = rulesWith(`
    shipped: { purpose: transactional, maxAgeHours: 1, channel: { program: 77 } },
    received: { purpose: transactional, maxAgeHours: 1, channel: { listEntry: 5 } },
    review-request: { purpose: marketing, maxAgeHours: 1, channel: { event: Bought }, list: 6, preference: 9 },
    canceled: { purpose: transactional, maxAgeHours: 1, channel: { campaigns: { default: 1, fr_FR: 2 } } }`)

  it('has to be there, and to be active', async () => {
    const findings = await wrongIn(
      {
        programs: () => Promise.resolve([{ id: 77, name: 'Thanks', isActive: false }]),
        lists: () => Promise.resolve([{ id: 6, name: 'News' }]),
      },
      rules,
    )

    expect(findings.map(({ level, subject }) => `${level} ${subject}`)).toEqual([
      'warning accounts.main.triggers.shipped.channel',
      'fault accounts.main.triggers.received.channel',
      'fault accounts.main.triggers.review-request.preference',
      'note accounts.main.triggers.canceled.channel',
      'note accounts.main.triggers.review-request.channel',
    ])
  })

  it('is not asked for where no trigger names such a thing', async () => {
    const never = () => Promise.reject(new Error('this was asked'))

    expect(await wrongIn({ programs: never, lists: never, preferences: never })).toEqual([])
  })
})

it('a tier that is nearly used up is warned of', async () => {
  const rates = () => [
    { tier: 'low', limit: 100, remaining: 9 },
    { tier: 'high', limit: 100, remaining: 10 },
  ]

  expect((await wrongIn({ rates })).map(({ level }) => level)).toEqual(['warning', 'note'])
})
