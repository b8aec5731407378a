import { scopesOf } from './consent.js'
import { disputeDueAt, peaceSince } from './dispute-watch.js'
import { disputeOf, isKnownState, unknownStatesOf } from './dispute.js'
import { type Check, unread, waiting, withheld } from './gate-checks.js'
import { occurrencesOf } from './occurrences.js'
import { hasLost } from './spend.js'

/** The oldest a positive fact may be when somebody is enrolled on its strength, in minutes. */
export const freshConsentMinutes = 5

/** When an order that was asked for is asked for once more. */
const askAgainMinutes = 10

const minuteMs = 60_000
const dayMs = 86_400_000

/** Something of the order is left to speak of, and what happened still is so. Of an unknown state nobody can say. */
const statusFits: Check = ({ order, returns, incidents, occurrence }) => {
  if (!isKnownState(order)) return undefined
  const isSo = occurrencesOf(order, { returns, incidents }).some(({ trigger }) => trigger === occurrence.trigger)
  return isSo && !hasLost(order) ? undefined : withheld('not-applicable-any-more')
}

const sellerStates = new Set(['OPEN', 'CLOSE', 'SUSPENDED', 'TERMINATED'])

export const isKnownSellerState = (state: string): boolean => sellerStates.has(state)

const stateKnown: Check = ({ order, returns, sellerState }) =>
  unknownStatesOf(order, returns).length > 0 || (sellerState !== undefined && !isKnownSellerState(sellerState))
    ? waiting('state-unknown')
    : undefined

const sellerActive: Check = ({ sellerState }) =>
  sellerState === 'SUSPENDED' || sellerState === 'TERMINATED' ? withheld('seller-suspended') : undefined

const inPeace: Check = ({ order, returns, inDisputeSince, disputeLimitDays, now }) => {
  if (disputeOf(order, returns).length === 0) return undefined
  const dueAt = disputeDueAt(inDisputeSince, disputeLimitDays)
  if (dueAt === undefined) return waiting('in-dispute')
  return dueAt <= now ? waiting('dispute-overdue') : waiting('in-dispute', dueAt)
}

const cooledDown: Check = ({ returns, disputeEndedAt, coolDownDays, now }) => {
  const since = peaceSince({ disputeEndedAt }, returns)
  if (since === undefined) return undefined
  const end = new Date(Date.parse(since) + coolDownDays * dayMs)
  return now >= end ? undefined : waiting('cooling-down', end)
}

/** Read again where the trigger says how old the data may be. */
const dataFresh: Check = ({ rule: { freshnessMinutes }, readAt, now }) => {
  if (freshnessMinutes === undefined) return undefined
  const isFresh = Date.parse(readAt ?? '') >= now.getTime() - freshnessMinutes * minuteMs
  return isFresh ? undefined : waiting('data-stale', new Date(now.getTime() + askAgainMinutes * minuteMs))
}

const subscribed: Check = ({ consent, now }) => {
  if (consent === undefined) return unread(now)
  if (consent.status === 'unsubscribed') return withheld('unsubscribed')
  if (consent.status !== 'subscribed') return withheld('not-subscribed')
  // A fact from the future is of no known age either.
  const ageMs = Math.abs(now.getTime() - Date.parse(consent.learnedAt))
  return ageMs < freshConsentMinutes * minuteMs ? undefined : unread(now)
}

/** What a trigger names beside the account-wide subscription; where nobody knows of it, the gate stays closed. */
const optedIn: Check = ({ rule, consent, now }) => {
  const scopes = scopesOf(rule)
  if (scopes.length === 0) return undefined
  if (consent?.optedOutOf === undefined) return unread(now)
  return consent.optedOutOf.some((scope) => scopes.some((named) => named === scope))
    ? withheld('opted-out-of-list')
    : undefined
}

/** What a solicitation must also pass; consent comes last, so that Dotdigital is asked only where it decides. */
export const solicitationChecks: readonly Check[] = [
  statusFits,
  stateKnown,
  sellerActive,
  inPeace,
  cooledDown,
  dataFresh,
  subscribed,
  optedIn,
]
