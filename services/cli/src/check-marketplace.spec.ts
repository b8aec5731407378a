import { parseConcordConfig } from '@concord/runtime'
import { describe, expect, it } from 'vitest'
import { checkMarketplace } from './check-marketplace.js'
import type { FieldDefinition, MarketplaceToCheck } from './ports.js'
import { failing, marketplace } from './testing/worlds.js'

const rulesWith = (more = '', channels = '') => {
  const rules = parseConcordConfig(`
marketplaces:
  north-2: { account: main, ${more} links: { order: 'https://north.example.org/{orderId}', channels: { ${channels} } } }
accounts:
  main: { newContacts: never }
`).marketplaces['north-2']
  if (rules === undefined) throw new Error('there is no marketplace')
  return rules
}
const wrongIn = async (rules: ReturnType<typeof rulesWith>, changed: Partial<MarketplaceToCheck> = {}) =>
  (await checkMarketplace(rules, marketplace(changed))).filter(({ level }) => level !== 'ok')
const field = (code: string, changed: Partial<FieldDefinition> = {}): FieldDefinition => ({
  ...{ code, entity: 'ORDER', type: 'STRING', acceptedValues: [] },
  ...changed,
})

describe('a marketplace', () => {
  it('tells its clock, and what it lets us read', async () => {
    expect((await checkMarketplace(rulesWith(), marketplace())).map(({ what }) => what)).toEqual([
      'answers and takes the key; its clock is Europe/Paris',
      'lets us read orders',
      'lets us read returns',
      'lets us read sellers',
    ])
  })

  it('that refuses the key is asked no further, and the variable is named', async () => {
    const asked: string[] = []
    const read = (kind: string) => Promise.resolve(void asked.push(kind))

    expect(await wrongIn(rulesWith(), { timezone: failing('mirakl-credentials-refused'), read })).toEqual([
      {
        level: 'fault',
        subject: 'marketplace north-2',
        what: 'does not tell its clock: no good answer',
        remedy: 'Check MIRAKL_NORTH_2_URL and MIRAKL_NORTH_2_KEY: unknown, expired, or without the right to do this.',
      },
    ])
    expect(await wrongIn(rulesWith(), { answer: failing('mirakl-unavailable'), read })).toHaveLength(1)
    expect(asked).toEqual([])
  })

  it.each([
    ['a key that lacks a right', 'mirakl-credentials-refused', 'fault'],
    ['a Mirakl that is away', 'mirakl-unavailable', 'fault'],
    ['an allowance that is used up', 'mirakl-rate-limited', 'warning'],
  ])('with %s keeps nothing else from being looked at', async (_what, code, level) => {
    const read = (kind: string) => (kind === 'sellers' ? failing(code)() : Promise.resolve())

    expect(await wrongIn(rulesWith(), { read })).toMatchObject([{ level, what: expect.stringContaining('sellers') }])
  })

  it('is not asked for what the configuration does not name, since Mirakl answers that once a day', async () => {
    const never = () => Promise.reject(new Error('this was asked'))

    expect(await wrongIn(rulesWith(), { fields: never, channels: never })).toEqual([])
  })
})

describe('a custom field', () => {
  const rules = rulesWith('emailField: shopper, loyaltyField: card,')

  it('has to be there, and be one of orders', async () => {
    const fields = () => Promise.resolve([field('card', { entity: 'SHOP' })])

    expect(await wrongIn(rules, { fields })).toMatchObject([
      { level: 'fault', subject: 'marketplaces.north-2.emailField', what: 'no custom field has the code shopper' },
      {
        level: 'fault',
        subject: 'marketplaces.north-2.loyaltyField',
        what: 'card is a custom field of SHOP, not of orders',
      },
    ])
  })

  it('is fine where it is', async () => {
    const fields = () => Promise.resolve([field('card'), field('shopper', { entity: undefined })])

    expect(await wrongIn(rules, { fields })).toEqual([])
  })

  it('that is a list has to take the values that would be written', async () => {
    const consent = rulesWith('consentField: { code: marketing, optedOut: "no", subscribed: "yes" },')
    const fields = () => Promise.resolve([field('marketing', { type: 'LIST', acceptedValues: ['yes', 'never'] })])

    expect(await wrongIn(consent, { fields })).toMatchObject([
      { level: 'fault', subject: 'marketplaces.north-2.consentField.optedOut', remedy: 'Use one of yes, never.' },
    ])
  })
})

it('a channel that the marketplace does not have is told of', async () => {
  const channels = () => Promise.resolve(['FR', 'UK'])
  const rules = rulesWith('', "FR: { order: 'https://a.example.org' }, DE: { order: 'https://b.example.org' }")

  expect(await wrongIn(rules, { channels })).toMatchObject([
    { level: 'warning', what: 'the marketplace has no channel DE; it has FR, UK' },
  ])
})
