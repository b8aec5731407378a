import { alertTypes, owners, severities } from '@concord/domain'
import { z } from 'zod'
import { alertStates } from '../../alerts/alert.js'
import { AlertHook } from '../alerts/webhook.js'
import { PendingPage } from './pending.js'

const instant = z.iso.datetime().describe('UTC')
const type = z.enum(alertTypes as [string, ...string[]])
const owner = z.enum(owners).describe('Whose turn it is')

export const AlertShown = z.object({
  ...{ id: z.string(), type, owner, severity: z.enum(severities), state: z.enum(alertStates) },
  ...{ sentence: z.string(), nextStep: z.string(), runbook: z.string().describe('Its line in docs/runbook.md') },
  where: z.string().describe('The part of the marketplace or of Concord that it is about'),
  count: z.number().int().describe('Of records, orders or messages; 10,000 stands for so many or more'),
  examples: z.array(z.object({ name: z.string(), key: z.string().optional().describe('Where it is a record') })),
  explains: z
    .array(z.object({ type, where: z.string(), count: z.number().int() }))
    .describe('What is wrong because of it, and so no alert of its own'),
  ...{ openedAt: instant, escalatedAt: instant.nullable(), resolvedAt: instant.nullable() },
  absentAt: instant
    .nullable()
    .describe('Since when it is not seen any more; it may still come back until it is resolved'),
  ...{ acknowledgedBy: z.string().nullable(), acknowledgedAt: instant.nullable() },
  silencedUntil: instant.nullable().describe('Until then nobody is told'),
})

const deed = z.object({
  ...{ id: z.string(), at: instant, who: z.string(), role: z.string(), action: z.string(), about: z.string() },
  ...{ before: z.record(z.string(), z.unknown()), after: z.record(z.string(), z.unknown()) },
})

export const AlertPage = z.object({
  alerts: z.array(AlertShown),
  next: z.string().optional().describe('The cursor of the next page, where there is one'),
})

export const AlertWithDeliveries = z.object({
  alert: AlertShown,
  deliveries: z.array(
    z.object({
      ...{ id: z.string().describe('The same at each attempt'), route: z.string() },
      ...{ notice: z.enum(['opened', 'escalated', 'resolved']), createdAt: instant, attempts: z.number().int() },
      ...{ sentAt: instant.nullable(), failure: z.string().nullable().describe('Of the last attempt') },
    }),
  ),
  history: z.array(deed).describe('What people did about it, oldest first'),
})

export const alertFilters = {
  ...{ owner: owner.optional(), severity: z.enum(severities).optional(), type: type.optional() },
  state: z
    .enum([...alertStates, 'standing'])
    .optional()
    .describe('`standing` is open or escalated'),
}

export const silenceBody = z.strictObject({
  until: instant.describe('At most 30 days from now'),
  reason: z.string().trim().min(1).max(2_000).describe('Kept for ever: no names or addresses of customers'),
})

export const namedOfAlerts = { AlertShown, AlertPage, AlertWithDeliveries, AlertHook, PendingPage } as const
