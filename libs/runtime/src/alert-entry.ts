import { languages, owners } from '@concord/domain'
import { z } from 'zod'
import { configuredId } from './configured-id.js'

/** States of an order in which somebody has to act on it, by who has to. */
const pendingStates = [
  'STAGING',
  'WAITING_ACCEPTANCE',
  'WAITING_DEBIT',
  'WAITING_DEBIT_PAYMENT',
  'SHIPPING',
  'SHIPPED',
  'TO_COLLECT',
] as const
export type PendingState = (typeof pendingStates)[number]

const days = 24
const hours = z.number().min(0.1).max(8_760)

/** Generous, so that whoever configures nothing hears of what is late beyond doubt. */
const usualPendingHours: Readonly<Record<PendingState, number>> = {
  STAGING: 2 * days,
  WAITING_ACCEPTANCE: 3 * days,
  WAITING_DEBIT: 2 * days,
  WAITING_DEBIT_PAYMENT: 3 * days,
  SHIPPING: 10 * days,
  SHIPPED: 45 * days,
  TO_COLLECT: 21 * days,
}

const pendingException = z
  .strictObject({
    state: z.enum(pendingStates),
    marketplace: configuredId.optional(),
    seller: z.string().min(1).optional().describe('Id of the shop in Mirakl'),
    channel: z.string().min(1).optional().describe('Code of the channel in Mirakl'),
    hours,
  })
  .refine((one) => [one.marketplace, one.seller, one.channel].some((part) => part !== undefined), {
    error: 'must name a marketplace, a seller or a channel; for all of them use pendingHours',
  })

const clocks = z.strictObject({
  pendingHours: z
    .partialRecord(z.enum(pendingStates), hours)
    .default({})
    .transform((given) => ({ ...usualPendingHours, ...given }))
    .describe('How long an order may stay in each state'),
  pendingExceptions: z
    .array(pendingException)
    .max(500)
    .default([])
    .describe('Other hours for single marketplaces, sellers or channels; the one that says most about an order counts'),
  inFlightHours: hours.default(2).describe('How long a record may be on its way'),
  waitingHours: hours.default(6).describe('How long a record may wait for quota or for Dotdigital to answer'),
  waitingForOrderHours: hours.default(72).describe('How long a return may wait for its order to be identified'),
  pollMinutes: z.number().min(1).max(10_080).default(120).describe('Orders and returns were read since'),
  sellerPollHours: hours.default(48).describe('Sellers were read since'),
  consentMinutes: z.number().min(1).max(1_440).default(15).describe('Consent was read since'),
  optOutMinutes: z.number().min(1).max(10_080).default(60).describe('An opt-out is learned within'),
  queueMessages: z.number().int().min(1).default(10_000).describe('How many messages a queue may hold'),
  quotaPercent: z.number().min(0).max(100).default(5).describe('How much of a minute’s calls may be left'),
  unknownValueDays: z.number().min(1).max(365).default(7).describe('How long an unknown value is told after it came'),
  certificateDays: z.number().min(1).max(365).default(21).describe('How long certificates must still be valid'),
  credentialDays: z.number().min(1).max(365).default(30).describe('How long credentials must still be valid'),
  resolveMinutes: z
    .number()
    .min(0)
    .max(1_440)
    .default(10)
    .describe('How long something must be gone until its alert resolves, so that what comes and goes is one alert'),
})

const language = z.enum(languages).default('en').describe('In which language it is told')
const route = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('email'), to: z.array(z.email()).min(1).max(50), language }),
  z.strictObject({ is: z.literal('slack'), language }),
  z.strictObject({ is: z.literal('teams'), language }),
  z.strictObject({ is: z.literal('webhook'), language }),
])

const routeNames = z.array(configuredId).max(10)
const owner = z.strictObject({
  routes: routeNames.default([]).describe('Where alerts of this owner go'),
  escalateTo: routeNames.default([]).describe('Where they go as well when nobody has acknowledged them'),
  escalateAfterMinutes: z.number().min(1).max(10_080).default(60).describe('When that is'),
})

/** `alerts` of `concord.yaml`: what counts as late, and who is told how. Addresses and secrets come from the environment. */
export const alertEntry = z
  .strictObject({
    clocks: clocks.prefault({}),
    credentials: z
      .array(z.strictObject({ name: z.string().min(1).max(80), expiresOn: z.iso.date() }))
      .max(100)
      .default([])
      .describe('Credentials whose end is known, such as API keys with a date; only a name, never the credential'),
    routes: z.record(configuredId, route).default({}).describe('Ways to tell people, by a name of your own'),
    owners: z
      .partialRecord(z.enum(owners), owner.prefault({}))
      .default({})
      .describe('Whom alerts go to; of an owner who is not named they are kept and shown, and sent to nobody'),
  })
  .superRefine(({ credentials, routes, owners: told }, context) => {
    for (const [nth, { name }] of credentials.entries()) {
      if (credentials.findIndex((one) => one.name === name) === nth) continue
      const message = 'is the name of another credential, too; give each a name of its own'
      context.addIssue({ code: 'custom', path: ['credentials', nth, 'name'], message })
    }
    for (const [name, { routes: first, escalateTo }] of Object.entries(told)) {
      for (const [field, names] of Object.entries({ routes: first, escalateTo })) {
        for (const lost of names.filter((one) => !Object.hasOwn(routes, one))) {
          const message = `names ${lost}, which is no entry under alerts.routes; add one, or correct the name`
          context.addIssue({ code: 'custom', path: ['owners', name, field], message })
        }
      }
    }
  })

export type AlertRules = z.infer<typeof alertEntry>
export type AlertClocks = AlertRules['clocks']
export type AlertRoute = AlertRules['routes'][string]
