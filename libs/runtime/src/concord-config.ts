import { readFileSync } from 'node:fs'
import { type AccountRules, type MarketplaceRules, purposes } from '@concord/domain'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { faultsOf } from './environment.js'
import { ConfigurationRefused } from './errors.js'

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes')
const template = z.string().regex(/^https?:\/\//, 'must begin with http:// or https://')

const links = z.strictObject({
  order: template.describe('Where a customer sees an order; blanks {orderId}, {commercialId}'),
  product: template.optional().describe('Where a product is shown; blank {productSku}'),
  media: template.optional().describe('What relative picture addresses are relative to'),
  channels: z
    .record(z.string(), z.strictObject({ order: template.optional(), product: template.optional() }))
    .default({})
    .describe('Other templates for single channels'),
})

const poll = z.strictObject({
  ordersEverySeconds: z.number().min(1).default(300).describe('Mirakl allows once a minute and recommends 300'),
  returnsEverySeconds: z.number().min(1).default(900).describe('Mirakl allows once in 300 and recommends 900'),
  sellersEverySeconds: z.number().min(1).default(86_400).describe('A full sweep; once a day'),
  overlapSeconds: z.number().min(0).default(900).describe('How far each window reaches back behind the watermark'),
})

const marketplace = z.strictObject({
  account: id,
  guestIds: z.array(z.string()).default([]),
  proxyDomains: z
    .array(z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'must be a domain such as relay.example.org'))
    .default([])
    .describe('Relay domains beside the ones every Mirakl uses; a subdomain counts too'),
  sharedIdLimit: z.number().int().min(1).default(3),
  links,
  calls: z
    .enum(['default', 'external-partner', 'unrestricted'])
    .default('default')
    .describe(
      'How often Mirakl lets us call: external-partner where the key is a partner’s (orders every 15 minutes); ' +
        'unrestricted for a sandbox only',
    ),
  poll: poll.prefault({}),
})

const channel = z.union(
  [
    z.strictObject({ campaigns: z.record(z.string(), z.number().int()) }),
    z.strictObject({ program: z.number().int() }),
  ],
  { error: 'must name either campaigns by locale or a program' },
)

const account = z.strictObject({
  newContacts: z.enum(['unsubscribed', 'never']),
  collections: z
    .strictObject({ orders: z.string().default('Orders'), sellers: z.string().default('Sellers') })
    .prefault({}),
  triggers: z
    .record(z.string(), z.strictObject({ purpose: z.enum(purposes), maxAgeHours: z.number().positive(), channel }))
    .default({}),
  coolDownDays: z.number().min(0).default(7),
  batch: z
    .strictObject({
      maxItems: z.number().int().min(1).max(5_000).default(1_000),
      maxAgeSeconds: z.number().min(0).default(60),
      reportsEverySeconds: z.number().min(0.1).default(5).describe('How often import reports are read'),
    })
    .prefault({}),
  suppressionsEverySeconds: z.number().min(1).default(60).describe('How often opt-outs are asked for'),
})

const hasEntries = z.object({
  marketplaces: z.record(z.string(), z.looseObject({})),
  accounts: z.record(z.string(), z.unknown()),
})

/** What `concord.yaml` may say: the business mapping, no addresses of servers and no secrets. */
export const ConcordConfig = z
  .strictObject({ marketplaces: z.record(id, marketplace), accounts: z.record(id, account) })
  // Looked at beside other faults too, so that all are named at once.
  .superRefine(
    ({ marketplaces, accounts }, context) => {
      for (const [name, { account: used }] of Object.entries(marketplaces)) {
        if (typeof used !== 'string' || Object.hasOwn(accounts, used)) continue
        const path = ['marketplaces', name, 'account']
        const message = 'names no entry under accounts; add one, or correct the name'
        context.addIssue({ code: 'custom', path, message })
      }
    },
    { when: ({ value }) => hasEntries.safeParse(value).success },
  )
  .transform(({ marketplaces, accounts }) => ({ marketplaces: withIds(marketplaces), accounts: withIds(accounts) }))

export type ConcordConfig = z.infer<typeof ConcordConfig>
export type MarketplaceConfig = ConcordConfig['marketplaces'][string] & MarketplaceRules
export type AccountConfig = ConcordConfig['accounts'][string] & AccountRules

const withIds = <T>(entries: Readonly<Record<string, T>>): Record<string, T & { id: string }> =>
  Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, { ...entry, id: name }]))

/** @throws ConfigurationRefused naming every fault with its path */
export const parseConcordConfig = (text: string): ConcordConfig => {
  const document = parseDocument(text, { prettyErrors: false })
  const lines = document.errors.map(({ pos: [at], code }) => `line ${text.slice(0, at).split('\n').length}: ${code}`)
  if (lines.length > 0) throw new ConfigurationRefused('concord.yaml', lines)
  const result = ConcordConfig.safeParse(document.toJS())
  if (result.success) return result.data
  throw new ConfigurationRefused('concord.yaml', faultsOf(result.error))
}

/** @throws ConfigurationRefused where there is no such file, or it has faults */
export const readConcordConfig = (path: string): ConcordConfig => parseConcordConfig(textOf(path))

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new ConfigurationRefused(path, ['it cannot be read; check CONCORD_CONFIG'])
  }
}

/** The entry of that name; a record of an unknown marketplace cannot get past the door, so a miss is our bug. */
export const entryOf = <T>(entries: Readonly<Record<string, T>>, name: string): T => {
  const entry = Object.hasOwn(entries, name) ? entries[name] : undefined
  if (entry === undefined) throw new Error(`concord.yaml has no entry ${name}`)
  return entry
}
