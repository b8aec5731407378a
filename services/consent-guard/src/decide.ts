import {
  type ConsentFact,
  type ConsentScope,
  type ConsentStatus,
  type Instant,
  type Purpose,
  strictestOf,
} from '@concord/domain'
import type { KnownFact } from './ports.js'

/** Statuses of an address that has no word against it. */
const openStatuses: ReadonlySet<ConsentStatus> = new Set(['unknown', 'subscribed', 'pending', 'not-subscribed'])

/** Whether the status alone closes marketing, and so belongs in the suppression set. */
export const closesMarketing = ({ status }: Pick<ConsentFact, 'status'>): boolean => !openStatuses.has(status)

/** Whether the publisher has to hear of it: a first word of a scope is one only where the person is out of it. */
export const isNews = (known: ConsentFact | undefined, { scope, fact }: KnownFact): boolean =>
  known === undefined && scope !== undefined
    ? closesMarketing(fact)
    : known?.status !== fact.status || known.will !== fact.will

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
  if (scopes.length === 0) return fact
  const { otherAddress = address } = fact
  const named = known.filter((one) => one.addressHash === otherAddress && scopes.some((scope) => scope === one.scope))
  const learnedAt = newestOf([fact, ...named.map((one) => one.fact)])
  return { ...fact, learnedAt, optedOutOf: scopes.filter((scope) => isOut(known, scope)) }
}

/** Two words of one address are told apart by it, so it moves with each part of them. */
const newestOf = (facts: readonly ConsentFact[]): Instant =>
  facts.reduce((newest, { learnedAt }) => (learnedAt > newest ? learnedAt : newest), '')

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
