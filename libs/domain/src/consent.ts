import type { Instant } from './order.js'
import type { TriggerRule } from './rules.js'

export const consentStatuses = [
  'unknown',
  'subscribed',
  'pending',
  'not-subscribed',
  'unsubscribed',
  'suppressed',
  'soft-bounced',
  'hard-bounced',
  'complained',
  'blocked',
] as const
/**
 * What Dotdigital says of an address: `unknown` where it has no contact, `not-subscribed` where it has one without an
 * e-mail subscription, `blocked` where the platform itself refuses the address, `suppressed` where an account user did.
 */
export type ConsentStatus = (typeof consentStatuses)[number]

/** What an opt-out may be limited to: one list, or one preference. */
export type ConsentScope = `list:${number}` | `preference:${number}`

/** One thing Dotdigital said of an address, and how Concord learned it. */
export interface ConsentFact {
  readonly status: ConsentStatus
  readonly source: 'full-read' | 'modified' | 'suppressed-since' | 'contact-read' | 'webhook'
  /** When Concord read it. */
  readonly learnedAt: Instant
  /** When it became so, where Dotdigital tells. */
  readonly since?: Instant | undefined
  /** Present where it comes from a write of Concord's own: its mark on a new contact, which is nobody's opt-out. */
  readonly isOurs?: boolean | undefined
  /** What the person said at this address, where the status tells what became of it since: a bounce takes nothing back. */
  readonly will?: ConsentStatus | undefined
  /** The keyed hash of the address it is about, where that is not the one written to but another of the same person. */
  readonly otherAddress?: string | undefined
  /** Of the lists and preferences that triggers name, those the person is out of; absent where triggers name none. */
  readonly optedOutOf?: readonly string[] | undefined
}

/** The scopes a trigger names: who is out of one of them gets no marketing from it. */
export const scopesOf = ({ list, preference }: Pick<TriggerRule, 'list' | 'preference'>): readonly ConsentScope[] => [
  ...(list === undefined ? [] : [`list:${list}` as const]),
  ...(preference === undefined ? [] : [`preference:${preference}` as const]),
]

/** Where a contact stands beside the account-wide subscription, by the ids of lists and preferences. */
export interface Standings {
  /** Lists it is on, or was; what is no subscription there is none. */
  readonly lists: readonly { readonly id: number; readonly isSubscribed: boolean }[]
  /** Preferences it has ever been asked for; one that is left out was not chosen. */
  readonly preferences: readonly { readonly id: number; readonly isOptedIn: boolean }[]
}

/**
 * Which of the scopes a contact is out of. Nobody is out of a list without having left it; whoever did not choose a
 * preference is out of it, since a preference is a choice.
 */
export const scopesLeft = (scopes: readonly ConsentScope[], { lists, preferences }: Standings): ConsentScope[] => {
  const left = new Set(lists.filter(({ isSubscribed }) => !isSubscribed).map(({ id }) => `list:${id}`))
  const chosen = new Set(preferences.filter(({ isOptedIn }) => isOptedIn).map(({ id }) => `preference:${id}`))
  return scopes.filter((scope) => (scope.startsWith('list:') ? left.has(scope) : !chosen.has(scope)))
}

/** What a person has said, rather than what became of one address: a bounce says nothing of the person's other ones. */
const said: readonly ConsentStatus[] = ['complained', 'suppressed', 'unsubscribed']

/** What forbids most, ahead; of other addresses only what `said` lists counts. */
const strictness: readonly ConsentStatus[] = ['hard-bounced', 'blocked', ...said]

const rankOf = ({ status }: ConsentFact): number => {
  const rank = strictness.indexOf(status)
  return rank === -1 ? strictness.length : rank
}

/** The person's opt-out, whatever became of the address since; undefined where there is none: a mark of ours is none. */
const willIn = (fact: ConsentFact): ConsentFact | undefined => {
  if (said.includes(fact.status) && fact.isOurs !== true) return fact
  return fact.will && { ...fact, status: fact.will, will: undefined, isOurs: undefined }
}

/** Whether the person opted out: by what the status says, or what was said before it. */
export const isWill = (fact: ConsentFact): boolean => willIn(fact) !== undefined

/** Of what is known of a person's addresses, what forbids most: nobody escapes an opt-out by having two addresses. */
export const strictestOf = (fact: ConsentFact, others: readonly ConsentFact[]): ConsentFact =>
  others
    .flatMap((other) => willIn(other) ?? [])
    .reduce((strictest, other) => (rankOf(other) < rankOf(strictest) ? other : strictest), fact)

/** Concord creates contacts as unsubscribed: on a contact of ours that is its own mark, and nobody's opt-out. */
export const ownMarkAside = (fact: ConsentFact, isOurs: boolean): ConsentFact =>
  (isOurs || fact.isOurs === true) && fact.status === 'unsubscribed' ? { ...fact, status: 'not-subscribed' } : fact
