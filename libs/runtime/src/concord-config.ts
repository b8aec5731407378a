import { readFileSync } from 'node:fs'
import {
  type AccountRules,
  type IdentityRules,
  type MarketplaceRules,
  proxyPattern,
  purposes,
  solicitations,
  triggerNames,
  usualDisputeLimitDays,
} from '@concord/domain'
import { parseDocument } from 'yaml'
import { z } from 'zod'
import { faultsOf } from './environment.js'
import { ConfigurationRefused } from './errors.js'

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and dashes')
const template = z.string().regex(/^https?:\/\//, 'must begin with http:// or https://')

const fieldCode = z.string().min(1, 'must be the code of an additional field; leave it out where there is none')
const fieldValue = z.string().min(1, 'must not be empty').max(2_000, 'must fit a custom field of Mirakl')

const links = z.strictObject({
  order: template.describe('Where a customer sees an order; blanks {orderId}, {commercialId}'),
  product: template.optional().describe('Where a product is shown; blank {productSku}'),
  media: template.optional().describe('What relative picture addresses are relative to'),
  channels: z
    .record(z.string(), z.strictObject({ order: template.optional(), product: template.optional() }))
    .default({})
    .describe('Other templates for single channels'),
})

const consentField = z
  .strictObject({
    code: fieldCode.describe('Code of the order’s additional field'),
    optedOut: fieldValue.describe('Its value for somebody who opted out in Dotdigital, as Mirakl shows it'),
    subscribed: fieldValue
      .optional()
      .describe('Its value once such a person has subscribed again; if left out, the field stays as it is'),
  })
  .refine(({ optedOut, subscribed }) => optedOut !== subscribed, {
    path: ['subscribed'],
    error: 'must differ from optedOut; leave it out to leave the field as it is',
  })

const poll = z.strictObject({
  ordersEverySeconds: z.number().min(1).default(300).describe('Mirakl allows once a minute and recommends 300'),
  returnsEverySeconds: z.number().min(1).default(900).describe('Mirakl allows once in 300 and recommends 900'),
  sellersEverySeconds: z.number().min(1).default(86_400).describe('A full sweep; once a day'),
  overlapSeconds: z.number().min(0).default(900).describe('How far each window reaches back behind the watermark'),
})

const marketplace = z.strictObject({
  account: id,
  guestIds: z
    .array(z.string().min(1, 'must not be empty; an order without a customer id needs no entry'))
    .default([])
    .describe('Customer ids that stand for guests, and so for nobody in particular'),
  proxyDomains: z
    .array(z.string().regex(proxyPattern, 'must be a domain such as relay.example.org, or relay-*.example.org'))
    .default([])
    .describe('Relay domains beside the known ones; a subdomain counts too, and * stands for any characters'),
  emailField: fieldCode.optional().describe('Code of the order’s additional field that holds the shopper’s address'),
  loyaltyField: fieldCode.optional().describe('Code of the order’s additional field that holds a loyalty number'),
  consentField: consentField
    .optional()
    .describe('The order’s additional field that is set when its customer opts out in Dotdigital; none if left out'),
  subscribeWithConsent: z
    .boolean()
    .default(false)
    .describe(
      'Whether a customer whom Dotdigital does not know becomes a subscriber by consent given in this marketplace; ' +
        'never somebody who ever opted out',
    ),
  emailNamespace: id
    .default('shared')
    .describe(
      'Marketplaces of one namespace take the same address for the same person; two of one account must share it',
    ),
  sharedIdLimit: z
    .number()
    .int()
    .min(1)
    .max(100)
    .default(3)
    .describe('Different addresses one id may show; beyond, it stands for many people, and its orders are quarantined'),
  clusterLimit: z
    .number()
    .int()
    .min(2)
    .max(200)
    .default(20)
    .describe(
      'Ids and addresses that may be one person; beyond, none of them is joined, and the orders are quarantined',
    ),
  waitForIdentityHours: z
    .number()
    .min(1)
    .max(8_760)
    .default(72)
    .describe('How long a record waits for an address or its order until a person is told'),
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

const trigger = z.strictObject({
  purpose: z.enum(purposes),
  maxAgeHours: z.number().positive(),
  freshnessMinutes: z
    .number()
    .min(1)
    .max(43_200)
    .optional()
    .describe(
      'Marketing waits until the order has been read again where it was last read longer ago; any age if left out',
    ),
  channel,
  list: z.number().int().positive().optional().describe('A list: whoever left it gets no marketing from this'),
  preference: z
    .number()
    .int()
    .positive()
    .optional()
    .describe('A preference: whoever did not choose it gets no marketing from this'),
})

const triggerName = z
  .string()
  .refine(
    (name) => triggerNames.some((known) => known === name),
    `names no trigger; there are ${triggerNames.join(', ')}`,
  )

const triggers = z.record(triggerName, trigger).superRefine((rules, context) => {
  for (const [name, rule] of Object.entries(rules)) {
    if (rule.purpose === 'marketing' || !solicitations.includes(name)) continue
    const message = 'must be marketing: it asks for something instead of telling about the order'
    context.addIssue({ code: 'custom', path: [name, 'purpose'], message })
  }
})

const account = z
  .strictObject({
    newContacts: z.enum(['unsubscribed', 'never']),
    collections: z
      .strictObject({ orders: z.string().default('Orders'), sellers: z.string().default('Sellers') })
      .prefault({}),
    triggers: triggers.default({}),
    coolDownDays: z.number().min(0).max(365).default(7).describe('Days after a dispute in which nobody is solicited'),
    disputeLimitDays: z
      .number()
      .min(1)
      .max(365)
      .default(usualDisputeLimitDays)
      .describe('Days after which a dispute that is still open becomes an exception'),
    batch: z
      .strictObject({
        maxItems: z.number().int().min(1).max(5_000).default(1_000),
        maxAgeSeconds: z.number().min(0).default(60),
        reportsEverySeconds: z.number().min(0.1).default(5).describe('How often import reports are read'),
      })
      .prefault({}),
    suppressionsEverySeconds: z.number().min(1).default(60).describe('How often opt-outs are asked for'),
    fullReadEveryHours: z
      .number()
      .min(1)
      .max(168)
      .default(24)
      .describe('How often every contact is read again, for what no list of changes tells'),
    consentTooOldMinutes: z
      .number()
      .min(1)
      .max(1_440)
      .default(15)
      .describe('Marketing is closed when Dotdigital was last read to the end longer ago than this'),
  })
  // Otherwise marketing would be closed between any two readings.
  .refine(
    ({ consentTooOldMinutes, suppressionsEverySeconds }) => consentTooOldMinutes * 60 >= 2 * suppressionsEverySeconds,
    {
      path: ['consentTooOldMinutes'],
      error: 'must be at least twice suppressionsEverySeconds; raise it, or ask more often',
    },
  )

const hasEntries = z.object({
  marketplaces: z.record(z.string(), z.looseObject({})),
  accounts: z.record(z.string(), z.unknown()),
})

/** One address is one contact of an account, so whoever shares an account must agree on whose an address is. */
const namespaceFaults = (marketplaces: z.infer<typeof hasEntries>['marketplaces']) => {
  const first = new Map<unknown, { readonly name: string; readonly namespace: unknown }>()
  return Object.entries(marketplaces).flatMap(([name, { account: used, emailNamespace: namespace }]) => {
    const earlier = first.get(used) ?? { name, namespace }
    first.set(used, earlier)
    if (typeof used !== 'string' || earlier.namespace === namespace) return []
    const message = `must be that of ${earlier.name}, which feeds the same account: one address is one contact there`
    return [{ path: ['marketplaces', name, 'emailNamespace'], message }]
  })
}

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
      for (const fault of namespaceFaults(marketplaces)) context.addIssue({ code: 'custom', ...fault })
    },
    { when: ({ value }) => hasEntries.safeParse(value).success },
  )
  .transform(({ marketplaces, accounts }) => ({ marketplaces: withIds(marketplaces), accounts: withIds(accounts) }))

export type ConcordConfig = z.infer<typeof ConcordConfig>
export type MarketplaceConfig = ConcordConfig['marketplaces'][string] & MarketplaceRules & IdentityRules
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
