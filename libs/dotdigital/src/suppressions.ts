import type { ConsentStatus, Instant } from '@concord/domain'
import { z } from 'zod'
import { json } from './answer.js'
import type { Ask } from './connection.js'
import { stricter, type StatusReader } from './consent-status.js'
import { wireInstant } from './wire.js'

export interface Suppression {
  readonly contactId: number
  readonly email?: string | undefined
  /** The stricter of the reason and of what the contact is now. */
  readonly status: ConsentStatus
  /** Dotdigital's word for why. */
  readonly reason: string
  readonly dateRemoved?: Instant | undefined
}

export interface Suppressions {
  /**
   * Everybody suppressed at or after `date`, for whatever reason. Pages are counted from the front, so rows may shift
   * while they are read: let the next reading overlap this one.
   */
  since(date: Date): AsyncGenerator<Suppression, void>
}

export const WireSuppression = z.looseObject({
  suppressedContact: z.looseObject({ id: z.number(), email: z.string().nullish(), status: z.string().nullish() }),
  dateRemoved: wireInstant,
  reason: z.string(),
})
export const WireSuppressions = z.array(WireSuppression)

/** The most `select` takes. */
const pageSize = 1000

/** v2 only: v3 has no such list yet. */
export const suppressions = (ask: Ask, statusOf: StatusReader): Suppressions => ({
  async *since(date) {
    for (let skip = 0; ;) {
      const rows = await ask({
        method: 'GET',
        path: '/v2/contacts/suppressed-since/{date}',
        values: { date: date.toISOString() },
        query: { select: pageSize, skip },
        read: json(WireSuppressions),
      })
      if (rows.length === 0) return
      yield* rows.map((row) => toSuppression(row, statusOf))
      skip += rows.length
    }
  },
})

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
