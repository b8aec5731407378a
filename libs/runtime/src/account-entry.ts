import { purposes, solicitations, triggerNames, usualDisputeLimitDays } from '@concord/domain'
import { z } from 'zod'

const channel = z.union(
  [
    z.strictObject({ campaigns: z.record(z.string(), z.number().int()) }),
    z.strictObject({ program: z.number().int() }),
    z.strictObject({ listEntry: z.number().int().positive() }),
    z.strictObject({ event: z.string().min(1).max(80) }),
  ],
  { error: 'must name one of campaigns by locale, a program, a listEntry or an event' },
)

const usualFreshnessMinutes = 60
const contactIdBlank = '{contactId}'

const trigger = z
  .strictObject({
    purpose: z.enum(purposes),
    maxAgeHours: z.number().positive(),
    freshnessMinutes: z
      .number()
      .min(1)
      .max(43_200)
      .optional()
      .describe(
        'Marketing waits until the order has been read again where it was last read longer ago; 60 for marketing if left out',
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
  .transform((rule) => ({
    ...rule,
    freshnessMinutes: rule.freshnessMinutes ?? (rule.purpose === 'marketing' ? usualFreshnessMinutes : undefined),
  }))

const triggerName = z
  .string()
  .refine(
    (name) => triggerNames.some((known) => known === name),
    `names no trigger; there are ${triggerNames.join(', ')}`,
  )

const triggers = z.record(triggerName, trigger).superRefine((rules, context) => {
  for (const [name, rule] of Object.entries(rules)) {
    if (rule.purpose === 'marketing' && 'campaigns' in rule.channel) {
      const message = 'must be a program, a listEntry or an event: triggered campaigns ignore marketing opt-outs'
      context.addIssue({ code: 'custom', path: [name, 'channel'], message })
    }
    if (rule.purpose === 'marketing' || !solicitations.includes(name)) continue
    const message = 'must be marketing: it asks for something instead of telling about the order'
    context.addIssue({ code: 'custom', path: [name, 'purpose'], message })
  }
})

/** One entry under `accounts` of `concord.yaml`. */
export const accountEntry = z
  .strictObject({
    newContacts: z.enum(['unsubscribed', 'never']),
    collections: z
      .strictObject({ orders: z.string().default('Orders'), sellers: z.string().default('Sellers') })
      .prefault({}),
    triggers: triggers.default({}),
    contactUrl: z
      .url({ protocol: /^https$/ })
      .refine((url) => url.includes(contactIdBlank), {
        error: `must have ${contactIdBlank} where the id of the contact stands`,
      })
      .optional()
      .describe(
        'Page of a contact in Dotdigital, as your browser shows it, with {contactId} for its id; linked from timelines',
      ),
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
