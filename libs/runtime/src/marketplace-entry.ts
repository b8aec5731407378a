import { linkBlanks, type LinkKind, proxyPattern, strangeBlanks } from '@concord/domain'
import { z } from 'zod'
import { configuredId } from './configured-id.js'

const webAddress = z.string().regex(/^https?:\/\//, 'must begin with http:// or https://')
const fieldCode = z.string().min(1, 'must be the code of an additional field; leave it out where there is none')
const fieldValue = z.string().min(1, 'must not be empty').max(2_000, 'must fit a custom field of Mirakl')

/** An address with blanks; one that no order can fill would hold every message, so it is refused at once. */
const template = (kind: LinkKind, meaning: string) => {
  const blanks = linkBlanks[kind].map((name) => `{${name}}`).join(', ')
  return webAddress
    .superRefine((value, context) => {
      for (const name of strangeBlanks(kind, value)) {
        const message = `has the blank {${name}}, which nothing fills; there are ${blanks}`
        context.addIssue({ code: 'custom', message })
      }
    })
    .describe(`${meaning}; blanks ${blanks}`)
}

const templates = {
  order: template('order', 'Where a customer sees an order'),
  product: template('product', 'Where a product is shown; no link if left out').optional(),
  image: template('image', 'A product’s picture; if left out, the one that Mirakl names').optional(),
  review: template('review', 'Where a customer rates the purchase; no link if left out').optional(),
  media: webAddress.optional().describe('What relative picture addresses are relative to'),
}

const links = z.strictObject({
  ...templates,
  channels: z
    .record(z.string(), z.strictObject({ ...templates, order: templates.order.optional() }))
    .default({})
    .describe('Other templates for single channels, by channel code; what one leaves out is as above'),
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

/** One entry under `marketplaces` of `concord.yaml`. */
export const marketplaceEntry = z.strictObject({
  account: configuredId,
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
  emailNamespace: configuredId
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
  visitLinksEveryMinutes: z
    .number()
    .min(0)
    .max(10_080)
    .default(60)
    .describe(
      'How often dd-publisher asks whether the addresses that messages lately showed answer; 0 for never, where it cannot ' +
        'reach the shop',
    ),
  calls: z
    .enum(['default', 'external-partner', 'unrestricted'])
    .default('default')
    .describe(
      'How often Mirakl lets us call: external-partner where the key is a partner’s (orders every 15 minutes); ' +
        'unrestricted for a sandbox only',
    ),
  poll: poll.prefault({}),
})
