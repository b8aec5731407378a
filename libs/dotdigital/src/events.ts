import type { Instant } from '@concord/domain'
import { nothing } from './answer.js'
import { type Ask, maxImportBytes } from './call.js'
import type { InsightJson } from './insight-imports.js'

/** Something a contact did or met with; programs and segments may act on it. Kept as insight data named after its type. */
export interface ContactEvent {
  /** Must exist. */
  readonly contactId: number
  /** 1 to 80 characters, like `Parcel delivered`. */
  readonly type: string
  /** Unique for the event. */
  readonly id: string
  readonly occurredAt: Instant
  /** At most 160 characters, shown in the contact's timeline; without it nothing is shown. */
  readonly summary?: string | undefined
  readonly data: InsightJson
}

export interface Events {
  /**
   * Hands over 1 to 5000 events, at most 50 MB; only where the account has the CXDP package. Nothing is ever reported of
   * them: an event of a contact that does not exist is lost (developer.dotdigital.com/reference/import-events).
   *
   * @throws OutcomeUnknown  they may have arrived: programs could start twice, so never repeat it blindly
   */
  import(events: readonly ContactEvent[]): Promise<void>
}

const most = 5000

export const events = (ask: Ask): Events => ({
  import: async (batch) => {
    if (batch.length < 1 || batch.length > most) {
      throw new RangeError(`An import takes 1 to ${String(most)} events, not ${String(batch.length)}`)
    }
    const path = '/events/v3/import'
    const body = { body: batch.map(toItem), maxBytes: maxImportBytes }
    await ask({ method: 'POST', path, tier: 'low', ...body, read: nothing, isSend: true })
  },
})

const toItem = ({ contactId, type, id, occurredAt, summary, data }: ContactEvent) => ({
  contactIdentity: { identifier: 'contactId', value: String(contactId) },
  type,
  id,
  eventTimestamp: occurredAt,
  ...(summary === undefined ? {} : { timelineDetails: { summary } }),
  eventData: data,
})
