import type { ConsentStatus, Instant, Standings } from '@concord/domain'
import { z } from 'zod'
import { stricter, type StatusReader } from './consent-status.js'
import { wireInstant } from './wire.js'

/** A contact as far as Concord looks at it. */
export interface Contact {
  readonly contactId: number
  /** Undefined for a contact known by its phone number only. */
  readonly email?: string | undefined
  /** What may be sent to the address: the stricter of the e-mail channel's status and the contact's own. */
  readonly status: ConsentStatus
  /** The e-mail channel's status, or else the contact's, in Dotdigital's word. */
  readonly vendorStatus: string
  /** Present where it is deleted or in the recycle bin, and shown all the same. */
  readonly isGone?: true
  /** Unknown, Single, Double or VerifiedDouble. */
  readonly optInType?: string | undefined
  /** How many records there are of what the person agreed to; undefined where the operation does not bring them. */
  readonly consentRecords?: number | undefined
  readonly createdAt?: Instant | undefined
  readonly updatedAt?: Instant | undefined
  /** Present where the operation brings them. A number that JavaScript cannot hold is an `ExactNumber`. */
  readonly dataFields: Readonly<Record<string, unknown>>
  /** Its lists and preferences; undefined where the operation does not bring them. */
  readonly standings?: Standings | undefined
}

export const WireContact = z.looseObject({
  contactId: z.number(),
  status: z.string().nullish(),
  created: wireInstant,
  updated: wireInstant,
  identifiers: z.looseObject({ email: z.string().nullish() }).nullish(),
  dataFields: z.record(z.string(), z.unknown()).nullish(),
  channelProperties: z
    .looseObject({ email: z.looseObject({ optInType: z.string().nullish(), status: z.string().nullish() }).nullish() })
    .nullish(),
  lists: z.array(z.looseObject({ id: z.number(), status: z.string().nullish() })).nullish(),
  preferences: z.array(z.looseObject({ id: z.number(), isOptedIn: z.boolean().nullish() })).nullish(),
  consentRecords: z.array(z.unknown()).nullish(),
})

export const toContact = (wire: z.infer<typeof WireContact>, statusOf: StatusReader): Contact => ({
  contactId: wire.contactId,
  email: wire.identifiers?.email ?? undefined,
  ...statusIn(wire, statusOf),
  ...(isGone(wire) && { isGone: true }),
  optInType: wire.channelProperties?.email?.optInType ?? undefined,
  consentRecords: wire.consentRecords?.length,
  createdAt: wire.created,
  updatedAt: wire.updated,
  dataFields: wire.dataFields ?? {},
})

const wordsForGone: ReadonlySet<string> = new Set(['deleted', 'binned'])

/** By the contact's own status: its channels keep theirs. */
export const isGone = ({ status }: { readonly status?: string | null | undefined }): boolean =>
  wordsForGone.has(status?.toLowerCase() ?? '')

/**
 * Of a contact that was asked for whole: both parts may be left out where there is nothing to tell. Of the words for a
 * list (subscribed, suppressed, pending: `contact_lists`, contacts v3) only the first is a subscription.
 */
export const standingsIn = ({ lists, preferences }: z.infer<typeof WireContact>): Standings => ({
  lists: (lists ?? []).map(({ id, status }) => ({ id, isSubscribed: status?.toLowerCase() === 'subscribed' })),
  preferences: (preferences ?? []).map(({ id, isOptedIn }) => ({ id, isOptedIn: isOptedIn === true })),
})

/**
 * A contact in the recycle bin keeps the status of its channel, and one without an e-mail channel may be subscribed by
 * phone; so neither word alone is taken for an e-mail subscription.
 */
const statusIn = ({ channelProperties, status }: z.infer<typeof WireContact>, statusOf: StatusReader) => {
  const ofChannel = channelProperties?.email?.status ?? 'noSubscription'
  const ofContact = status ?? ofChannel
  return {
    status: stricter(statusOf(ofChannel), statusOf(ofContact)),
    vendorStatus: channelProperties?.email?.status ?? ofContact,
  }
}
