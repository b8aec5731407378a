import { describe, expect, it } from 'vitest'
import { parseConcordConfig } from './concord-config.js'
import { findIn, readWebhookSenders } from './sender-settings.js'
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
  RELAY_SOUTH_SECRET: 'whsec_YQ==',
}

describe('readMarketplaces', () => {
  it('finds every marketplace by its name, with several secrets while they are changed', () => {
    expect(readMarketplaces(config, environment)).toEqual({
      'north-2': {
        url: 'https://north.mirakl.example.com',
        credentials: { apiKey: 'n-key', scheme: 'bearer' },
        webhookTokens: ['new', 'old'],
        relaySecrets: [],
        relayTokens: [],
        relayIdentity: undefined,
      },
      south: {
        url: 'https://south.mirakl.example.com',
        credentials: { apiKey: 's-key', scheme: 'raw' },
        webhookTokens: [],
        relaySecrets: ['whsec_YQ=='],
        relayTokens: [],
        relayIdentity: undefined,
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

  const identity = {
    RELAY_SOUTH_OIDC_ISSUER: 'https://accounts.example.com',
    RELAY_SOUTH_OIDC_AUDIENCE: 'concord',
    RELAY_SOUTH_OIDC_SUBJECT: 'push@example.com',
    RELAY_SOUTH_OIDC_JWKS_URL: 'https://accounts.example.com/certs',
  }

  it('knows the tokens of relays that cannot sign', () => {
    const tokens = { RELAY_SOUTH_TOKEN: `${'new'.repeat(6)},${'old'.repeat(6)}` }

    expect(readMarketplaces(config, { ...environment, ...identity, ...tokens })['south']).toMatchObject({
      relayTokens: ['new'.repeat(6), 'old'.repeat(6)],
      relayIdentity: {
        issuer: 'https://accounts.example.com',
        audience: 'concord',
        subject: 'push@example.com',
        jwksUrl: 'https://accounts.example.com/certs',
      },
    })
  })

  it.each([
    ['RELAY_SOUTH_OIDC_ISSUER', {}],
    ['RELAY_SOUTH_OIDC_AUDIENCE', {}],
    ['RELAY_SOUTH_OIDC_SUBJECT', {}],
    ['RELAY_SOUTH_OIDC_JWKS_URL', {}],
    ['RELAY_SOUTH_TOKEN', { RELAY_SOUTH_TOKEN: 'hunter2' }],
    ['RELAY_SOUTH_SECRET', { RELAY_SOUTH_SECRET: 'whsec_YQ==,hunter2 !' }],
  ])('refuses an identity without %s, or what is easily guessed there, and shows nothing of it', (name, change) => {
    const read = () => readMarketplaces(config, { ...environment, ...identity, [name]: '', ...change })

    expect(read).toThrow(`${name}: `)
    expect(read).not.toThrow(/hunter2/)
  })

  it('knows where S21 and OR61 are only where somebody said so', () => {
    const paths = { MIRAKL_SOUTH_STATISTICS_PATH: '/api/shops/statistics', MIRAKL_SOUTH_INCIDENTS_PATH: '' }

    expect(readMarketplaces(config, { ...environment, ...paths })['south']).toMatchObject({
      statisticsPath: '/api/shops/statistics',
      incidentsPath: undefined,
    })
    const read = () => readMarketplaces(config, { ...environment, MIRAKL_SOUTH_INCIDENTS_PATH: 'incidents' })
    expect(read).toThrow('MIRAKL_SOUTH_INCIDENTS_PATH: must begin with /api/')
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

describe('readWebhookSenders', () => {
  const variables = {
    DOTDIGITAL_MAIN_WEBHOOK_SECRET: 'a secret of many letters',
    DOTDIGITAL_MAIN_WEBHOOK_TOKEN: 'the token of now it is,the token of before',
    DOTDIGITAL_MAIN_WEBHOOK_USER: 'program',
    DOTDIGITAL_MAIN_WEBHOOK_PASSWORD: 'a password of many letters',
  }

  it('finds how each account proves that it posts', () => {
    expect(readWebhookSenders(config, variables)).toEqual({
      main: {
        signingSecrets: ['a secret of many letters'],
        tokens: ['the token of now it is', 'the token of before'],
        password: { user: 'program', password: 'a password of many letters' },
      },
    })
  })

  it('closes the way in where nothing is set', () => {
    expect(readWebhookSenders(config, {})).toEqual({ main: { signingSecrets: [], tokens: [], password: undefined } })
  })

  it.each([
    ['DOTDIGITAL_MAIN_WEBHOOK_USER', ''],
    ['DOTDIGITAL_MAIN_WEBHOOK_PASSWORD', ''],
    ['DOTDIGITAL_MAIN_WEBHOOK_PASSWORD', 'hunter2'],
    ['DOTDIGITAL_MAIN_WEBHOOK_TOKEN', 'hunter2'],
    ['DOTDIGITAL_MAIN_WEBHOOK_SECRET', 'hunter2'],
  ])('does without no %s, nor takes a short one', (name, value) => {
    const read = () => readWebhookSenders(config, { ...variables, [name]: value })

    expect(read).toThrow(`${name}: `)
    expect(read).not.toThrow(/hunter2/)
  })
})

it('finds under a name from outside only what was put there', () => {
  const find = findIn({ north: 1 })

  expect([find('north'), find('south'), find('__proto__'), find('constructor')]).toEqual([
    1,
    undefined,
    undefined,
    undefined,
  ])
})
