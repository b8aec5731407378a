import { follow, type Message, outcomeOf, type Person } from '@concord/contracts'
import {
  type Customer,
  type IdentityRules,
  kindOfName,
  type Outcome,
  type RecordKey,
  recordKey,
  shownBy,
  shownBySalesOrder,
} from '@concord/domain'
import type { Handler } from '@concord/messaging'
import { keyOf } from './keys.js'
import { learnOrder, learnWord } from './learn.js'
import type { Identifier, Names, OrderSeen, Profile, Registry } from './ports.js'
import { isOverdue, overdueDetail } from './waits.js'
import type { Who } from './who.js'

export interface Needs {
  readonly registry: Registry
  readonly who: Who
  readonly rulesOf: (marketplace: string) => IdentityRules
  readonly now: () => Date
}

type OrderReceived = Message<'received.order.v1'>
type ReturnReceived = Message<'received.return.v1'>
type SalesOrderReceived = Message<'received.sales-order.v1'>

const self = 'identity-resolver'

/** Says who a record is about, or lets it wait until evidence tells. */
export const identityResolver =
  (needs: Needs): Handler =>
  async (message) => {
    switch (message.type) {
      case 'received.order.v1':
        return identifyOrder(needs, message)
      case 'received.return.v1':
        return identifyReturn(needs, message)
      case 'received.sales-order.v1':
        return learnSalesOrder(needs, message)
      default:
        return []
    }
  }

const identifyOrder = (needs: Needs, message: OrderReceived): Promise<Message[]> => {
  const { registry, who, rulesOf, now } = needs
  const { order, origin, backfilledAt } = message.data
  const shown = shownBy(order, message.recordversion, rulesOf(message.marketplace))
  const checkout = who.checkoutName(message.marketplace, order.commercialId)
  const key = message.recordkey
  const keys = [keyOf.order(key), keyOf.checkout(checkout), ...shown.map((one) => keyOf.identifier(who.nameOf(one)))]
  return registry.together(keys, async (names) => {
    const { seen, isNews, isEvidence } = await learnOrder(names, who, { key, checkout, shown, at: now().toISOString() })
    const owner = await ownerOf(names, who, seen)
    if (owner.is !== 'person') return stop(needs, names, { message, order: key, owner })
    // What waited itself was released by somebody who released the others as well, unless it brings news of its own.
    const hasWaited = await names.stopWaiting(key)
    if (!seen.isIdentified) await names.putOrder({ ...seen, isIdentified: true })
    const joined = isNews || (isEvidence && !hasWaited) ? [owner.profile.id] : []
    const person = personOf(owner, order.customer)
    return [
      follow(message, self, 'identified.order.v1', { order, origin, backfilledAt, person }),
      ...release(message, await names.waitingFor([key], joined)),
    ]
  })
}

const identifyReturn = (needs: Needs, message: ReturnReceived): Promise<Message[]> => {
  const { returned, origin } = message.data
  const order = recordKey(message.marketplace, 'order', returned.orderId)
  return needs.registry.together([keyOf.order(order)], async (names) => {
    const seen = await names.order(order)
    const owner = await ownerOf(names, needs.who, seen)
    if (owner.is !== 'person') return stop(needs, names, { message, order, owner })
    await names.stopWaiting(message.recordkey)
    return [follow(message, self, 'identified.return.v1', { returned, origin, person: personOf(owner, {}) })]
  })
}

/** The strongest evidence there is: whose checkout it was. A relay's address is none, here as elsewhere. */
const learnSalesOrder = ({ registry, who, rulesOf, now }: Needs, message: SalesOrderReceived): Promise<Message[]> => {
  const { recordkey: record, recordversion: version, marketplace, data } = message
  const shown = shownBySalesOrder(data.salesOrder, version, rulesOf(marketplace))
  const checkout = who.checkoutName(marketplace, data.salesOrder.commercialId)
  const keys = [keyOf.checkout(checkout), ...shown.map((one) => keyOf.identifier(who.nameOf(one)))]
  return registry.together(keys, async (names) => {
    const word = { checkout, version, record, shown, at: now().toISOString() }
    const { isNewest, involved } = await learnWord(names, who, word)
    const outcome = isNewest
      ? follow(message, self, 'identified.sales-order.v1', data)
      : outcomeOf(message, self, { state: 'superseded', reason: 'newer-version' })
    const profileIds = (await names.identifiers(involved)).map(({ profileId }) => profileId)
    const reachable = (await names.profiles(profileIds)).filter(({ addresses }) => addresses.length > 0)
    const waiting = await names.waitingFor(
      [],
      reachable.map(({ id }) => id),
    )
    return [outcome, ...release(message, waiting)]
  })
}

type Owner =
  | {
      readonly is: 'person'
      readonly profile: Profile
      readonly emails: readonly string[]
      /** What says so: the identifier it hangs on and the address, each with how it was shown best. */
      readonly evidence: readonly string[]
    }
  | { readonly is: 'quarantined'; readonly outcome: Outcome<'quarantined'> }
  | { readonly is: 'unreachable' | 'not-here' }

/** Whose order it is; alone on the profile until the transaction ends. */
const ownerOf = async (names: Names, who: Who, order: OrderSeen | undefined): Promise<Owner> => {
  if (order === undefined) return { is: 'not-here' }
  const first = order.sights[0]?.name
  const wanted = [first, order.anchor].filter((name) => name !== undefined)
  const identifiers = await names.identifiers(wanted)
  const anchor = identifiers.find(({ name }) => name === order.anchor)
  const customer = identifiers.find(({ name }) => name === first && kindOfName(name) === 'customer')
  const refused = refusalOf(who, customer, anchor)
  if (refused !== undefined) return { is: 'quarantined', outcome: refused }
  if (anchor === undefined) return { is: 'unreachable' }
  names.hold([keyOf.profile(anchor.profileId)])
  const [profile] = await names.profiles([anchor.profileId])
  const known = new Map((await names.identifiers(profile?.addresses ?? [])).map((one) => [one.name, one]))
  const reached = (profile?.addresses ?? []).flatMap((name) => known.get(name) ?? [])
  const emails = reached.flatMap(({ address }) => address ?? [])
  if (profile === undefined || emails.length === 0) return { is: 'unreachable' }
  const evidence = [anchor, ...reached.slice(0, 1)].map(({ name, strength }) => `${kindOfName(name)} ${strength}`)
  return { is: 'person', profile, emails, evidence: [...new Set(evidence)] }
}

const refusalOf = (
  who: Who,
  customer: Identifier | undefined,
  anchor: Identifier | undefined,
): Outcome<'quarantined'> | undefined => {
  if (customer !== undefined && who.isShared(customer)) return { state: 'quarantined', reason: 'shared-customer-id' }
  if (anchor?.crowd === undefined) return undefined
  const detail = `${anchor.crowd} or more ids and addresses, where one person has at most ${anchor.crowd - 1}`
  return { state: 'quarantined', reason: 'oversized-identity', detail }
}

interface Stop {
  readonly message: OrderReceived | ReturnReceived
  /** The order it hangs on. */
  readonly order: RecordKey
  readonly owner: Exclude<Owner, { is: 'person' }>
}

const stop = async ({ rulesOf, now }: Needs, names: Names, { message, order, owner }: Stop): Promise<Message[]> => {
  if (owner.is === 'quarantined') {
    await names.stopWaiting(message.recordkey)
    return [outcomeOf(message, self, owner.outcome)]
  }
  const { recordkey: record, recordversion: version, lane, marketplace } = message
  const isOrderKnown = owner.is === 'unreachable'
  const since = await names.wait({ record, version, lane, order, isOrderKnown })
  const { waitForIdentityHours: hours } = rulesOf(marketplace)
  const outcome: Outcome = isOverdue(since, hours, now())
    ? { state: 'waiting', reason: 'identity-overdue', detail: overdueDetail(hours, isOrderKnown) }
    : { state: 'waiting', reason: isOrderKnown ? 'identity' : 'order' }
  return [outcomeOf(message, self, outcome)]
}

/**
 * Hands on again what waited for this. They stop waiting only once they are identified themselves, so that a release
 * lost with a crash is repeated.
 */
const release = (message: OrderReceived | SalesOrderReceived, waiting: readonly RecordKey[]): Message[] =>
  waiting.length === 0
    ? []
    : [follow(message, self, 'command.replay.v1', { keys: [...waiting], because: 'identified' })]

const personOf = (
  { profile: { id, revision }, emails: [email = '', ...otherEmails], evidence }: Extract<Owner, { is: 'person' }>,
  { locale, firstName, lastName }: Customer,
): Person => ({ profileId: id, revision, evidence, email, otherEmails, locale, firstName, lastName })
