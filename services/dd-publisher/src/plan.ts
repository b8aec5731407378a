import type { Message } from '@concord/contracts'
import {
  type AccountRules,
  disputeOf,
  fatesOf,
  type Instant,
  mergeViews,
  type Occurrence,
  occurrencesOf,
  type Order,
  type Return,
  type TriggerOutcome,
} from '@concord/domain'
import type { NewTrigger, StoredOrder } from './ports.js'

/** Whether a version is news to the projection. */
export const noveltyTo = (
  stored: { readonly version: string } | undefined,
  version: string,
): 'new' | 'same' | 'old' => {
  if (stored === undefined || stored.version < version) return 'new'
  return stored.version === version ? 'same' : 'old'
}

interface Seen {
  readonly previous: StoredOrder | undefined
  readonly message: Message<'decided.order.v1'>
  readonly returns: readonly Return[]
  readonly account: AccountRules
  readonly now: Instant
}

/** The order as the projection will hold it, and when its last dispute was seen to end. */
export const nextSnapshot = ({ previous, message, returns, now }: Omit<Seen, 'account'>) => {
  const order: Order = mergeViews(previous?.order, message.data.order)
  const wasInDispute = previous !== undefined && disputeOf(previous.order, returns).length > 0
  const hasEnded = wasInDispute && disputeOf(order, returns).length === 0
  return { order, disputeEndedAt: hasEnded ? now : previous?.disputeEndedAt }
}

export const nameOf = ({ trigger, subject }: Pick<Occurrence, 'trigger' | 'subject'>): string => `${trigger} ${subject}`

/**
 * What the snapshot implies. An account may serve several marketplaces, whose order ids may be the same, so each subject
 * says where it is from.
 */
export const impliedBy = (order: Order, marketplace: string): readonly Occurrence[] =>
  occurrencesOf(order).map((occurrence) => ({ ...occurrence, subject: `${marketplace}:${occurrence.subject}` }))

/** What the snapshot implies, the account has a rule for and nobody has written down yet, each with its fate. */
export const newTriggers = (
  { previous, message, account }: Pick<Seen, 'previous' | 'message' | 'account'>,
  implied: readonly Occurrence[],
  recorded: ReadonlySet<string>,
): readonly NewTrigger[] => {
  const { origin, backfilledAt } = message.data
  const tellsNothing = origin === 'replay' || (previous === undefined && origin === 'backfill')
  const fresh = implied.filter((occurrence) => !recorded.has(nameOf(occurrence)))
  return fatesOf(fresh, tellsNothing, implied)
    .filter(({ trigger }) => trigger in account.triggers)
    .map(({ fate, ...occurrence }) => {
      // A newer version may overtake the one a backfill brought; what was over by then is still history.
      const isHistory = previous === undefined && backfilledAt !== undefined && occurrence.at <= backfilledAt
      return { ...occurrence, outcome: outcomes[isHistory ? 'history' : fate] }
    })
}

const outcomes: Record<'due' | 'history' | 'overtaken', TriggerOutcome> = {
  due: { state: 'due', reason: 'data' },
  history: { state: 'withheld', reason: 'history' },
  overtaken: { state: 'withheld', reason: 'overtaken' },
}
