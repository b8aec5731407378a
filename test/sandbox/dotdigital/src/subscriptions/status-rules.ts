import type { EmailStatus } from '../memory/world.js'

/** All that v3 tells of the e-mail channel. */
export const emailStatuses = [
  'noSubscription',
  'subscribed',
  'unsubscribed',
  'softBounced',
  'hardBounced',
  'ispComplained',
  'pendingOptIn',
  'directComplaint',
  'spamTrap',
  'deleted',
  'blockedlocalpart',
  'sharedsuppression',
  'sharedDomainSuppression',
  'suppressed',
  'purchased',
  'knownComplainer',
  'knownLitigator',
  'binned',
  'domainSuppressed',
] as const

/** What a request asks of the e-mail channel. */
export interface Asked {
  readonly status?: 'subscribed' | 'unsubscribed' | 'suppressed' | undefined
  readonly optInType?: string | undefined
  /** Default true, so that leaving it out resubscribes without asking. */
  readonly resubscribeWithNoChallenge?: boolean | undefined
  /** Whether the account has everybody confirm, whatever the opt-in type. */
  readonly isDoubleOptInEnforced?: boolean | undefined
}

/** Left by the person or by an account user; only these can be undone by a resubscription. */
const undoable: readonly EmailStatus[] = ['unsubscribed', 'suppressed']

const uncontested: readonly EmailStatus[] = ['subscribed', 'pendingOptIn', 'noSubscription']

/** A new contact is subscribed unless the request says otherwise; who must confirm is not until then. */
export const firstStatus = ({ status = 'subscribed', optInType, isDoubleOptInEnforced }: Asked): EmailStatus =>
  status === 'subscribed' && (isDoubleOptInEnforced === true || isVerifiedDouble(optInType)) ? 'pendingOptIn' : status

/**
 * The status after an update: what is not asked does not change, and bounces, complaints and blocks are never undone.
 * Who is challenged stays out until the answer, and who must confirm waits for that: no further call replaces it.
 */
export const nextStatus = (current: EmailStatus, asked: Asked): EmailStatus => {
  const { status } = asked
  if (status === undefined || status === current) return current
  if (status !== 'subscribed')
    return [...undoable, ...uncontested, 'softBounced'].includes(current) ? strictest(current, status) : current
  if (isChallenged(current, asked)) return current
  return undoable.includes(current) || current === 'noSubscription' ? firstStatus(asked) : current
}

/** Whether a person who left is asked before coming back. */
export const isChallenged = (current: EmailStatus, { status, resubscribeWithNoChallenge }: Asked): boolean =>
  status === 'subscribed' && undoable.includes(current) && resubscribeWithNoChallenge === false

const strictest = (current: EmailStatus, asked: EmailStatus): EmailStatus =>
  current === 'suppressed' ? current : asked

const isVerifiedDouble = (optInType: string | undefined): boolean => optInType?.toLowerCase() === 'verifieddouble'

export const isSuppressed = (status: EmailStatus): boolean => !uncontested.includes(status)

/** The contact's own status, which knows fewer words than the channel's. */
export const contactStatus = (status: EmailStatus): string =>
  [...uncontested, 'unsubscribed', 'deleted', 'suppressed', 'binned'].includes(status)
    ? status
    : status === 'softBounced'
      ? 'subscribed'
      : 'suppressed'

/** The words of v2 for what v3 calls otherwise (`ApiContactStatuses` of the v2 swagger). */
const v2Words: Readonly<Record<string, string>> = {
  domainSuppressed: 'DomainSuppression',
  sharedsuppression: 'SharedSuppression',
  sharedDomainSuppression: 'SharedSuppression',
  blockedlocalpart: 'MailBlocked',
  spamTrap: 'NotAllowed',
  purchased: 'NotAllowed',
  knownComplainer: 'NotAllowed',
  knownLitigator: 'NotAllowed',
  binned: 'Deleted',
  noSubscription: 'NotAvailableInThisVersion',
}

export const v2Status = (status: EmailStatus): string =>
  v2Words[status] ?? status.charAt(0).toUpperCase() + status.slice(1)
