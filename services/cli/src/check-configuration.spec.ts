import { expect, it } from 'vitest'
import { checkConfiguration } from './check-configuration.js'

const text = `
marketplaces:
  north: { account: main, links: { order: 'https://north.example.org/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed }
`
const complete = {
  MIRAKL_NORTH_URL: 'https://acme.example.org',
  MIRAKL_NORTH_KEY: 'the-key-of-north',
  DOTDIGITAL_MAIN_USER: 'apiuser',
  DOTDIGITAL_MAIN_PASSWORD: 'the-password-of-main',
}
const wrongIn = (environment: Record<string, string>, changed = text) =>
  checkConfiguration('draft.yaml', changed, environment)
    .findings.filter(({ level }) => level === 'fault')
    .map(({ subject }) => subject)

it('finds nothing wrong where all is there', () => {
  expect(checkConfiguration('draft.yaml', text, complete).findings).toEqual([
    { level: 'ok', subject: 'draft.yaml', what: 'valid: 1 marketplace (north), 1 account (main)' },
    { level: 'ok', subject: 'environment', what: 'complete for these marketplaces and accounts' },
  ])
})

it('names every fault of the file at once, each with its field and what to do', () => {
  const faulty = text.replace('unsubscribed', 'subscribed').replace("'https:", "'ftp:").replace('main,', 'absent,')

  const { findings, config } = checkConfiguration('draft.yaml', faulty, complete)

  expect(config).toBeUndefined()
  expect(findings.map(({ subject }) => subject).toSorted()).toEqual([
    'accounts.main.newContacts',
    'marketplaces.north.account',
    'marketplaces.north.links.order',
  ])
  expect(findings.every(({ remedy = '' }) => remedy.startsWith('Correct it in draft.yaml'))).toBe(true)
})

it('names every fault of the environment at once, for marketplaces, accounts and webhooks alike', () => {
  expect(wrongIn({ DOTDIGITAL_MAIN_WEBHOOK_TOKEN: 'short' })).toEqual([
    'MIRAKL_NORTH_URL',
    'MIRAKL_NORTH_KEY',
    'DOTDIGITAL_MAIN_USER',
    'DOTDIGITAL_MAIN_PASSWORD',
    'DOTDIGITAL_MAIN_WEBHOOK_TOKEN',
  ])
})

it('looks at what separate processes need only where there is a sign of them', () => {
  expect(wrongIn(complete)).toEqual([])
  expect(wrongIn({ ...complete, POSTGRES_URL: 'postgres://localhost/concord' })).toEqual(
    expect.arrayContaining(['RABBITMQ_URL', 'CONCORD_KEYS', 'CONCORD_HASH_KEY', 'API_TOKEN']),
  )
})

it('shows no value of any variable', () => {
  const secrets = {
    ...complete,
    MIRAKL_NORTH_URL: 'secret-1',
    DOTDIGITAL_MAIN_WEBHOOK_TOKEN: 'secret-2',
    RABBITMQ_URL: 'http://user:secret-3@host',
    CONCORD_KEYS: 'k1:secret-4',
    API_TOKEN: 'secret-5',
  }

  expect(JSON.stringify(checkConfiguration('draft.yaml', text, secrets).findings)).not.toMatch(
    /secret-|the-key|the-pass/,
  )
})
