import type { ConsentStatus, Instant } from '@concord/domain'
import { z } from 'zod'
import { json } from './answer.js'
import type { Ask } from './call.js'
import { stricter, type StatusReader } from './consent-status.js'
import { unsubscribe } from './known-contact.js'
import { rowsOf, wireInstant } from './wire.js'

export interface Suppression {
  readonly contactId: number
  readonly email?: string | undefined
  /** The stricter of the reason and of what the contact is now. */
  readonly status: ConsentStatus
  /** Dotdigital's word for why. */
  readonly reason: string
  readonly dateRemoved?: Instant | undefined
}

/** Pages are counted from the front, so rows may shift while they are read: let the next reading overlap this one. */
export interface Suppressions {
  /** Everybody suppressed at or after `date`, for whatever reason. */
  since(date: Date): AsyncGenerator<Suppression, void>
  /** Those among them who unsubscribed. */
  unsubscribedSince(date: Date): AsyncGenerator<Suppression, void>
  /** Takes an address off all marketing, as when two people turn out to be one, and one had opted out. Never undone here. */
  unsubscribe(email: string): Promise<void>
}

export const WireSuppression = z.looseObject({
  suppressedContact: z.looseObject({ id: z.number(), email: z.string().nullish(), status: z.string().nullish() }),
  dateRemoved: wireInstant,
  reason: z.string(),
})
export const WireSuppressions = z.array(WireSuppression)

/** v2 only: v3 has no such lists yet. */
export const suppressions = (ask: Ask, statusOf: StatusReader): Suppressions => {
  const removed = async function* (path: string, date: Date): AsyncGenerator<Suppression, void> {
    const values = { date: date.toISOString() }
    const rows = rowsOf((query) =>
      ask({ method: 'GET', path, tier: 'low', values, query, read: json(WireSuppressions) }),
    )
    for await (const row of rows) yield toSuppression(row, statusOf)
  }
  return {
    since: (date) => removed('/v2/contacts/suppressed-since/{date}', date),
    unsubscribedSince: (date) => removed('/v2/contacts/unsubscribed-since/{date}', date),
    unsubscribe: (email) => unsubscribe(ask, email),
  }
}

const toSuppression = (
  { suppressedContact: contact, dateRemoved, reason }: z.infer<typeof WireSuppression>,
  statusOf: StatusReader,
): Suppression => ({
  contactId: contact.id,
  email: contact.email ?? undefined,
  status: stricter(statusOf(reason), statusOf(contact.status ?? reason)),
  reason,
  dateRemoved,
})
