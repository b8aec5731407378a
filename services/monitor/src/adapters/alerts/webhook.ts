import { createHmac } from 'node:crypto'
import { alertTypes, explainAlert, type Language, owners, severities } from '@concord/domain'
import { z } from 'zod'
import type { Channel } from '../../alerts/channel.js'
import { messageOf } from '../../alerts/message.js'
import type { Telling } from '../../alerts/outbox.js'
import { post } from './posting.js'

interface Settings {
  readonly url: string
  /** Base64, with or without `whsec_` before it. */
  readonly secret: string
  readonly language: Language
  readonly publicUrl: string | undefined
  readonly now: () => Date
}

const instant = z.iso.datetime()

/** What is posted to a signed webhook. */
export const AlertHook = z.object({
  type: z.enum(['alert.opened', 'alert.escalated', 'alert.resolved']),
  timestamp: instant,
  data: z.object({
    ...{ id: z.string(), type: z.enum(alertTypes as [string, ...string[]]), severity: z.enum(severities) },
    ...{ owner: z.enum(owners), sentence: z.string(), nextStep: z.string(), openedAt: instant },
    count: z.number().int().describe('10,000 stands for so many or more'),
    facts: z.record(z.string(), z.string()).describe('What the sentence is filled with'),
    examples: z.array(z.object({ name: z.string(), key: z.string().optional(), link: z.string().optional() })),
    explains: z.array(z.object({ type: z.string(), where: z.string(), count: z.number().int() })),
    commands: z.array(z.object({ command: z.string(), does: z.string() })).describe('What to type to see more'),
    link: z.string().optional(),
  }),
})

/** Signed the Standard Webhooks way (standard-webhooks 1.0), as ingest-gateway proves it of others. */
export const webhookChannel = ({ url, secret, language, publicUrl, now }: Settings): Channel => ({
  async send({ id, facts }) {
    const body = JSON.stringify(hookOf(facts, language, publicUrl))
    await post({ url, body, headers: signatureOf({ id, body, secret, at: now() }) })
  },
})

const hookOf = (telling: Telling, language: Language, publicUrl: string | undefined): z.infer<typeof AlertHook> => {
  const { is, at, alertId, type, severity, owner, count, blanks, examples, folded, openedAt } = telling
  const { link, commands, examples: lines } = messageOf(telling, language, publicUrl)
  return {
    type: `alert.${is}`,
    timestamp: at,
    data: {
      ...{ id: alertId, type, severity, owner, count, openedAt, link, facts: blanks },
      ...explainAlert(type, blanks, language),
      examples: examples.map((example, nth) => ({ ...example, link: lines[nth]?.link })),
      ...{ explains: [...folded], commands: [...commands] },
    },
  }
}

interface Signed {
  readonly id: string
  readonly body: string
  readonly secret: string
  readonly at: Date
}

export const signatureOf = ({ id, body, secret, at }: Signed): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
