import type { Message } from '@concord/contracts'
import {
  type AccountRules,
  fatesOf,
  type FirstFate,
  impliedBy,
  type Instant,
  mergeViews,
  type Occurrence,
  type Order,
  partsOfVersion,
  type Return,
  type TriggerOutcome,
  watch,
  type Watched,
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

/** Whether two versions are the same object, read at different times. */
export const isSameContent = (left: string, right: string): boolean => {
  const [one, other] = [partsOfVersion(left), partsOfVersion(right)]
  return one.updatedAt === other.updatedAt && one.contentHash === other.contentHash
}

/** An order as it was stored, with what was learned by watching it. */
type Known = StoredOrder & Partial<Watched>

interface Seen {
  readonly previous: Known | undefined
  readonly message: Message<'decided.order.v1'>
  readonly returns: readonly Return[]
  /** When the marketplace showed it, however long it was on its way. */
  readonly seenAt: Instant
}

/** The order as the projection will hold it, and what is known of it by watching. */
export const nextSnapshot = ({ previous, message, returns, seenAt }: Seen): Watched & { readonly order: Order } => {
  const order: Order = mergeViews(previous?.order, message.data.order)
  return { order, ...watch(previous && { ...previous, returns }, { order, returns }, seenAt) }
}

interface ReturnsChange {
  readonly before: readonly Return[]
  readonly after: readonly Return[]
  readonly seenAt: Instant
}

/** What is known of an order by watching, once it has other returns. */
export const afterReturns = (owner: Known, { before, after, seenAt }: ReturnsChange): Watched =>
  watch({ ...owner, returns: before }, { order: owner.order, returns: after }, seenAt)

export const nameOf = ({ trigger, subject }: Pick<Occurrence, 'trigger' | 'subject'>): string => `${trigger} ${subject}`

interface OrderSeen extends Pick<Seen, 'previous' | 'message'> {
  readonly account: AccountRules
  /** The order's returns, which an order message leaves as they are. */
  readonly returns?: readonly Return[] | undefined
}

/** What the snapshot implies, the account has a rule for and nobody has written down yet, each with its fate. */
export const newTriggers = (
  { previous, message, account, returns = [] }: OrderSeen,
  implied: readonly Occurrence[],
  recorded: ReadonlySet<string>,
): readonly NewTrigger[] => {
  const { origin, backfilledAt } = message.data
  const isFirst = previous === undefined
  const was = new Set(previous === undefined ? [] : namesBefore(previous, returns))
  return written(implied, recorded, {
    account,
    tellsNothing: origin === 'replay' || (isFirst && origin === 'backfill'),
    isHistory: (one) => was.has(nameOf(one)) || (isFirst && isOlder(one, message.data.order, backfilledAt)),
  })
}

/**
 * A newer version may overtake the one a backfill brought: what was over by then is still history, and so is what has no
 * date of its own, since it may have been.
 */
const isOlder = ({ trigger, at }: Occurrence, { updatedAt }: Order, backfilledAt: Instant | undefined): boolean =>
  backfilledAt !== undefined && (at <= backfilledAt || at === updatedAt || trigger.startsWith('incident-'))

interface ReturnSeen {
  readonly owner: Known
  readonly message: Message<'decided.return.v1'>
  readonly account: AccountRules
  readonly before: readonly Return[]
}

/** What other returns imply for their order, as for an order. */
export const newReturnTriggers = (
  { owner, message, account, before }: ReturnSeen,
  implied: readonly Occurrence[],
  recorded: ReadonlySet<string>,
): readonly NewTrigger[] => {
  const { origin, returned } = message.data
  const isFirst = !before.some(({ id }) => id === returned.id)
  const was = new Set(namesBefore(owner, before))
  return written(implied, recorded, {
    account,
    tellsNothing: origin === 'replay' || (isFirst && origin === 'backfill'),
    isHistory: (one) => was.has(nameOf(one)),
  })
}

/** What had happened when the order was last looked at: where no rule asked for it then, none is told of it now. */
const namesBefore = ({ order, marketplace, incidents }: Known, returns: readonly Return[]): readonly string[] =>
  impliedBy(order, marketplace, { returns, incidents }).map(nameOf)

interface Sight {
  readonly account: AccountRules
  readonly tellsNothing: boolean
  readonly isHistory: (occurrence: Occurrence) => boolean
}

const written = (
  implied: readonly Occurrence[],
  recorded: ReadonlySet<string>,
  { account, tellsNothing, isHistory }: Sight,
): readonly NewTrigger[] => {
  const isTold = ({ trigger }: Occurrence): boolean => Object.hasOwn(account.triggers, trigger)
  const fresh = implied.filter((occurrence) => isTold(occurrence) && !recorded.has(nameOf(occurrence)))
  // How far the order is counts, told or not; that a part of it is further does only where somebody is told of parts.
  const further = implied.filter((occurrence) => isTold(occurrence) || !occurrence.trigger.startsWith('partially-'))
  return fatesOf(fresh, tellsNothing, further).map(({ fate, ...occurrence }) => ({
    ...occurrence,
    outcome: outcomes[isHistory(occurrence) ? 'history' : fate],
  }))
}

const outcomes: Record<FirstFate, TriggerOutcome> = {
  due: { state: 'due', reason: 'data' },
  history: { state: 'withheld', reason: 'history' },
  overtaken: { state: 'withheld', reason: 'overtaken' },
}
