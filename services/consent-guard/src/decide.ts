import {
  type ConsentFact,
  type ConsentScope,
  type ConsentStatus,
  type Instant,
  type Purpose,
  strictestOf,
} from '@concord/domain'
import type { KnownFact, Reading } from './ports.js'

const marginMs = 300_000

/** Statuses of an address that has no word against it. */
const openStatuses: ReadonlySet<ConsentStatus> = new Set(['unknown', 'subscribed', 'pending', 'not-subscribed'])

/** Whether the status alone closes marketing, and so belongs in the suppression set. */
export const closesMarketing = ({ status }: Pick<ConsentFact, 'status'>): boolean => !openStatuses.has(status)

/** How much a status forbids: transactional messages too, marketing alone, or nothing. */
const severityOf = ({ status }: ConsentFact): number => {
  if (openStatuses.has(status)) return 0
  return status === 'unsubscribed' || status === 'soft-bounced' ? 1 : 2
}

/** What tells of an event, which may be long past, and not of the present state of a contact. */
const events: ReadonlySet<ConsentFact['source']> = new Set(['suppressed-since', 'webhook'])

/**
 * The fact to keep of two about one address and scope.
 *
 * What a contact itself shows is its present state, so it replaces whatever was known before it was read, and nothing
 * that was learned later. An entry of the suppression list, and what a webhook tells, is history: it counts unless the
 * contact was seen open clearly later, for which our own mark is no evidence, and it forbids no less than what was known.
 */
export const newerFact = (known: ConsentFact | undefined, incoming: ConsentFact): ConsentFact => {
  if (known === undefined || known.status === 'unknown') return incoming
  if (!events.has(incoming.source)) return incoming.learnedAt < known.learnedAt ? known : incoming
  if (known.isOurs === true) return incoming
  if (closesMarketing(known)) return severityOf(incoming) < severityOf(known) ? known : incoming
  const removedAt = Date.parse(incoming.since ?? incoming.learnedAt)
  return removedAt + marginMs < Date.parse(known.learnedAt) ? known : incoming
}

/**
 * What a reading says, with our own doing known for what it is: a contact that appears as unsubscribed after the address
 * had been passed on as unknown was made by the publisher, which makes contacts so, and nobody opted out. The mark is as
 * old as the contact, so an opt-out of later is told from it. A webhook tells of what a person did.
 *
 * @param known what was known of the address; of an unknown one since when it may have been made by us
 */
export const oursAside = (known: ConsentFact | undefined, { fact, createdAt }: Reading): ConsentFact => {
  const markedAt = createdAt ?? fact.since
  const isMark = fact.status === 'unsubscribed' && fact.source !== 'webhook' && isOurMark(known, markedAt)
  return isMark ? { ...fact, status: 'not-subscribed', isOurs: true, since: markedAt } : fact
}

const isOurMark = (known: ConsentFact | undefined, markedAt: Instant | undefined): boolean => {
  const expectedAt = known?.isOurs === true ? known.since : known?.learnedAt
  if (known === undefined || expectedAt === undefined || markedAt === undefined) return false
  const laterMs = Date.parse(markedAt) - Date.parse(expectedAt)
  if (known.isOurs === true) return Math.abs(laterMs) <= marginMs
  return known.status === 'unknown' && laterMs >= -marginMs
}

/** Whether the publisher has to hear of it: a first word of a scope is one only where the person is out of it. */
export const isNews = (known: ConsentFact | undefined, { scope, fact }: KnownFact): boolean =>
  known === undefined && scope !== undefined ? closesMarketing(fact) : known?.status !== fact.status

/** What is read of scopes the person is not out of is kept only where it takes back something that was. */
export const isWorthKeeping = (known: ConsentFact | undefined, { scope, fact }: KnownFact): boolean =>
  scope === undefined || known !== undefined || closesMarketing(fact)

export interface Asked {
  /** The hash of the address written to; undefined where the person has none. */
  readonly address: string | undefined
  /** The scopes that triggers of the account name. */
  readonly scopes: readonly ConsentScope[]
  /** When Dotdigital was last read to the end: it did not name whom nothing is known of. */
  readonly readAt: Instant
}

/**
 * What counts for a person: the strictest of what is known of all addresses, and every scope one of them is out of.
 *
 * @param known all that is known of the person's addresses, and of no other
 */
export const consentOf = (known: readonly KnownFact[], { address, scopes, readAt }: Asked): ConsentFact => {
  const account = known.filter(({ scope }) => scope === undefined)
  const own = account.find(({ addressHash }) => addressHash === address)?.fact
  const ofOthers = account
    .filter(({ addressHash }) => addressHash !== address)
    .map(({ addressHash, fact }) => ({ ...fact, otherAddress: addressHash }))
  const isNamed = own !== undefined && (own.status !== 'unknown' || own.since !== undefined)
  const fact = strictestOf(isNamed ? own : { status: 'unknown', source: 'full-read', learnedAt: readAt }, ofOthers)
  return scopes.length === 0 ? fact : { ...fact, optedOutOf: scopes.filter((scope) => isOut(known, scope)) }
}

const isOut = (known: readonly KnownFact[], scope: ConsentScope): boolean =>
  known.some((one) => one.scope === scope && closesMarketing(one.fact))

const undeliverable = ['hard-bounced', 'complained', 'blocked', 'suppressed'] as const

/** Why something may or may not be said to a person, by consent alone; the rest of the gate is the publisher's. */
export type ConsentReason =
  'nothing-against-it' | 'consent-unread' | 'unsubscribed' | 'not-subscribed' | (typeof undeliverable)[number]

/** @param isFresh whether Dotdigital was read to the end lately: marketing rests on nothing older */
export const reasonFor = (purpose: Purpose, { status }: ConsentFact, isFresh: boolean): ConsentReason => {
  const refusal = undeliverable.find((one) => one === status)
  if (refusal !== undefined) return refusal
  if (purpose === 'transactional') return 'nothing-against-it'
  if (status === 'unsubscribed') return 'unsubscribed'
  if (status !== 'subscribed') return 'not-subscribed'
  return isFresh ? 'nothing-against-it' : 'consent-unread'
}
