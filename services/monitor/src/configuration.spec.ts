import { ConcordConfig, parseConcordConfig } from '@concord/runtime'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runningConfiguration } from './configuration.js'

const text = `
marketplaces:
  north:
    account: main
    links: { order: 'https://north.example.org/{orderId}', channels: { FR: { media: 'https://fr.example.org' } } }
    consentField: { code: newsletter, optedOut: 'no' }
accounts:
  main:
    newContacts: unsubscribed
    triggers:
      shipped: { purpose: transactional, maxAgeHours: 72, channel: { campaigns: { default: 1001, fr: 1002 } } }
      review-request: { purpose: marketing, maxAgeHours: 720, channel: { program: 77 } }
alerts:
  clocks: { pendingHours: { SHIPPING: 120 } }
  routes: { desk: { is: email, to: [desk@example.org] } }
  owners: { cx: { routes: [desk] } }
`

describe('the running configuration', () => {
  it('can be read once more, and means the same', () => {
    const config = parseConcordConfig(text)
    const { configuration } = runningConfiguration(config)

    expect(ConcordConfig.parse(JSON.parse(JSON.stringify(configuration)))).toEqual(config)
  })

  it('has one hash for one meaning, and another for another', () => {
    const hashOf = (written: string) => runningConfiguration(parseConcordConfig(written)).hash
    const reordered = text.replace('default: 1001, fr: 1002', 'fr: 1002, default: 1001')

    expect(hashOf(text)).toMatch(/^[0-9a-f]{64}$/)
    expect(hashOf(reordered.replace('accounts:', 'accounts: # of ours'))).toBe(hashOf(text))
    expect(hashOf(text.replace('program: 77', 'program: 78'))).not.toBe(hashOf(text))
  })

  it('has no password that somebody wrote into an address', () => {
    const written = text
      .replace('https://north', 'https://ada:hunter2@north')
      .replace('https://fr', 'https://tok-en@fr')
    const shown = JSON.stringify(runningConfiguration(parseConcordConfig(written)))

    expect(shown).toContain('https://north.example.org/{orderId}')
    expect(shown).not.toMatch(/hunter2|tok-en/)
  })

  it('has room for no secret: whatever may be written freely into concord.yaml is one of these', () => {
    const link = ['image', 'media', 'order', 'product', 'review']
    const named = (record: string) => `${record} (name)`
    expect([...new Set(freeTextsIn(z.toJSONSchema(ConcordConfig, { io: 'input' })))].toSorted()).toEqual(
      [
        ...['collections.orders', 'collections.sellers', 'contactUrl', 'triggers.*.channel.event'].map(ofAccount),
        ...[named('triggers'), named('triggers.*.channel.campaigns')].map(ofAccount),
        ...['account', 'emailField', 'emailNamespace', 'guestIds', 'loyaltyField', 'proxyDomains'].map(ofMarketplace),
        ...['code', 'optedOut', 'subscribed'].map((part) => ofMarketplace(`consentField.${part}`)),
        ...link.flatMap((part) => [`links.${part}`, `links.channels.*.${part}`]).map(ofMarketplace),
        ...[named('accounts'), named('marketplaces'), ofMarketplace(named('links.channels'))],
        ...['channel', 'marketplace', 'seller'].map((part) => `alerts.clocks.pendingExceptions.${part}`),
        // The name of a credential and its last day, and whom a route by e-mail reaches.
        ...['alerts.credentials.expiresOn', 'alerts.credentials.name', 'alerts.routes.*.to', named('alerts.routes')],
        ...['alerts.owners.*.escalateTo', 'alerts.owners.*.routes'],
      ].toSorted(),
    )
  })
})

const ofAccount = (path: string): string => `accounts.*.${path}`
const ofMarketplace = (path: string): string => `marketplaces.*.${path}`

type Schema = z.core.JSONSchema.BaseSchema

/** The path of every text that is not one of a few words; names of entries, too. */
const freeTextsIn = (schema: Schema, path = ''): readonly string[] => [
  ...(schema.type === 'string' && schema.enum === undefined && schema.const === undefined ? [path] : []),
  ...(isSchema(schema.propertyNames) && schema.propertyNames.enum === undefined ? [`${path} (name)`] : []),
  ...partsOf(schema, path === '' ? '' : `${path}.`).flatMap(([under, part]) => freeTextsIn(part, under)),
  ...[schema.items, schema.anyOf, schema.oneOf, schema.allOf]
    .flat()
    .flatMap((one) => (isSchema(one) ? freeTextsIn(one, path) : [])),
]

const isSchema = (one: unknown): one is Schema => typeof one === 'object' && one !== null

const partsOf = ({ properties = {}, additionalProperties: others }: Schema, before: string) =>
  [...Object.entries(properties), ['*', others] as const].flatMap(([name, one]) =>
    isSchema(one) ? [[`${before}${name}`, one] as const] : [],
  )
