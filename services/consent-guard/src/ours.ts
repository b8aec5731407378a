import type { ConsentFact, Instant } from '@concord/domain'
import { marginMs } from './newer-fact.js'
import type { KnownFact, Reading } from './ports.js'

/** What else tells whose doing a contact is. */
export interface MarkEvidence {
  /** What was known of the same contact under other addresses. */
  readonly former: readonly KnownFact[]
  /** Whether Concord makes contacts in this account. */
  readonly makesContacts: boolean
}

/**
 * What a reading says, with our own doing known for what it is: a contact that appears as unsubscribed after the address
 * had been passed on as unknown was made by the publisher, which makes contacts so, and nobody opted out. The mark is as
 * old as the contact, so an opt-out of later is told from it, and it follows the contact to another address. A webhook
 * tells of what a person did.
 *
 * A contact of since a grant was passed on was made subscribed: whoever is unsubscribed there has opted out.
 *
 * @param known what was known of the address; of an unknown one since when it may have been made by us
 */
export const oursAside = (
  known: KnownFact | undefined,
  { fact, createdAt }: Reading,
  { former, makesContacts }: MarkEvidence,
): ConsentFact => {
  const markedAt = createdAt ?? fact.since
  if (fact.status !== 'unsubscribed' || fact.source === 'webhook' || markedAt === undefined) return fact
  const isMark =
    former.length > 0
      ? former.some((one) => isMarkOf(one, markedAt))
      : known !== undefined && (isMarkOf(known, markedAt) || (makesContacts && isMadeSince(known, markedAt)))
  return isMark ? { ...fact, status: 'not-subscribed', isOurs: true, since: markedAt } : fact
}

const isMarkOf = ({ fact }: KnownFact, markedAt: Instant): boolean =>
  fact.isOurs === true && fact.since !== undefined && Math.abs(msBetween(fact.since, markedAt)) <= marginMs

const isMadeSince = ({ fact, grantedAt }: KnownFact, madeAt: Instant): boolean => {
  if (fact.status !== 'unknown' || msBetween(fact.learnedAt, madeAt) < -marginMs) return false
  return grantedAt === undefined || (fact.learnedAt < grantedAt && msBetween(grantedAt, madeAt) < 0)
}

const msBetween = (before: Instant, after: Instant): number => Date.parse(after) - Date.parse(before)
