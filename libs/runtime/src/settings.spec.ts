import { describe, expect, it } from 'vitest'
import { parseConcordConfig } from './concord-config.js'
import { readAccounts, readMarketplaces } from './settings.js'

const config = parseConcordConfig(`
marketplaces:
  north-2: { account: main, links: { order: 'https://north.example.com/{orderId}' } }
  south: { account: main, links: { order: 'https://south.example.com/{orderId}' } }
accounts:
  main: { newContacts: never }
`)
const environment = {
  MIRAKL_NORTH_2_URL: 'https://north.mirakl.example.com',
  MIRAKL_NORTH_2_KEY: 'n-key',
  MIRAKL_NORTH_2_SCHEME: 'bearer',
  MIRAKL_NORTH_2_WEBHOOK_TOKEN: 'new,,old',
  MIRAKL_SOUTH_URL: 'https://south.mirakl.example.com',
  MIRAKL_SOUTH_KEY: 's-key',
  MIRAKL_SOUTH_SCHEME: '',
  RELAY_SOUTH_SECRET: 'whsec_a',
}

describe('readMarketplaces', () => {
  it('finds every marketplace by its name, with several secrets while they are changed', () => {
    expect(readMarketplaces(config, environment)).toEqual({
      'north-2': {
        url: 'https://north.mirakl.example.com',
        credentials: { apiKey: 'n-key', scheme: 'bearer' },
        webhookTokens: ['new', 'old'],
        relaySecrets: [],
      },
      south: {
        url: 'https://south.mirakl.example.com',
        credentials: { apiKey: 's-key', scheme: 'raw' },
        webhookTokens: [],
        relaySecrets: ['whsec_a'],
      },
    })
  })

  const client = {
    MIRAKL_SOUTH_KEY: '',
    MIRAKL_SOUTH_CLIENT_ID: 'concord',
    MIRAKL_SOUTH_CLIENT_SECRET: 'hunter2',
    MIRAKL_SOUTH_TOKEN_URL: 'https://auth.mirakl.example.com/oauth/token',
  }

  it('takes a client instead of a key', () => {
    expect(readMarketplaces(config, { ...environment, ...client })['south']?.credentials).toEqual({
      clientId: 'concord',
      clientSecret: 'hunter2',
      tokenUrl: 'https://auth.mirakl.example.com/oauth/token',
    })
  })

  it.each([
    ['half a client', { MIRAKL_SOUTH_CLIENT_ID: '' }, 'MIRAKL_SOUTH_CLIENT_ID: '],
    ['a client without an address', { MIRAKL_SOUTH_TOKEN_URL: 'auth' }, 'MIRAKL_SOUTH_TOKEN_URL: must be a URL'],
    ['a client beside a key', { MIRAKL_SOUTH_KEY: 'hunter2' }, 'MIRAKL_SOUTH_KEY: must not be set beside a client'],
  ])('refuses %s, and shows nothing of it', (_what, change, words) => {
    const read = () => readMarketplaces(config, { ...environment, ...client, ...change })

    expect(read).toThrow(words)
    expect(read).not.toThrow(/hunter2/)
  })

  it('names the variables of all marketplaces at once', () => {
    const broken = { ...environment, MIRAKL_NORTH_2_KEY: '', MIRAKL_SOUTH_URL: 'ftp://south' }

    expect(() => readMarketplaces(config, broken)).toThrow(/MIRAKL_SOUTH_URL: [^]*MIRAKL_NORTH_2_KEY: /)
  })
})

describe('readAccounts', () => {
  const credentials = { DOTDIGITAL_MAIN_USER: 'api@example.org', DOTDIGITAL_MAIN_PASSWORD: 'hunter2' }

  it('needs no address, since the region is looked up', () => {
    const main = { user: 'api@example.org', password: 'hunter2' }

    expect(readAccounts(config, { ...credentials, DOTDIGITAL_MAIN_URL: '' })).toEqual({
      main: { ...main, url: undefined },
    })
    expect(readAccounts(config, { ...credentials, DOTDIGITAL_MAIN_URL: 'https://r1.example.com' })).toEqual({
      main: { ...main, url: 'https://r1.example.com' },
    })
  })

  it('does without no credential, and shows none', () => {
    const read = () => readAccounts(config, { DOTDIGITAL_MAIN_PASSWORD: 'hunter2' })

    expect(read).toThrow(/DOTDIGITAL_MAIN_USER/)
    expect(read).not.toThrow(/hunter2/)
  })
})
