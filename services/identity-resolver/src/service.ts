import { follow, type Message, outcomeOf } from '@concord/contracts'
import { addressIn, type Customer, evidenceOf, type MarketplaceRules, recordKey } from '@concord/domain'
import type { Handler } from '@concord/messaging'
import type { Checkout, Names, Profile, Registry, Wait } from './ports.js'
import { identifiersOf, resolve } from './resolve.js'

interface Needs {
  readonly registry: Registry
  readonly rulesOf: (marketplace: string) => MarketplaceRules
}

type OrderReceived = Message<'received.order.v1'>
type ReturnReceived = Message<'received.return.v1'>
type SalesOrderReceived = Message<'received.sales-order.v1'>

const self = 'identity-resolver'

/** Says who a record is about, or lets it wait until evidence tells. */
export const identityResolver =
  ({ registry, rulesOf }: Needs): Handler =>
  async (message) => {
    switch (message.type) {
      case 'received.order.v1':
        return registry.together((names) => identifyOrder(names, message, rulesOf(message.marketplace)))
      case 'received.return.v1':
        return registry.together((names) => identifyReturn(names, message))
      case 'received.sales-order.v1':
        return registry.together((names) => learnCheckout(names, message, rulesOf(message.marketplace)))
      default:
        return []
    }
  }

const identifyOrder = async (names: Names, message: OrderReceived, rules: MarketplaceRules): Promise<Message[]> => {
  const { order, origin, backfilledAt } = message.data
  const checkout = { marketplace: rules.id, commercialId: order.commercialId }
  await names.lockCheckout(checkout)
  const shown = evidenceOf(order, rules)
  const evidence = identifiersOf(rules.id, { ...shown, email: (await names.checkoutEmail(checkout)) ?? shown.email })
  await names.lock(
    [evidence.customer, evidence.email].filter((one) => one !== undefined),
    [message.recordkey],
  )
  if (await isShared(names, evidence, rules)) {
    return [outcomeOf(message, self, { state: 'quarantined', reason: 'shared-customer-id' })]
  }

  // Mirakl blanks the customer of an anonymised order: whose it was is still known.
  const profile = (await resolve(names, evidence.customer, evidence.email)) ?? (await names.ownerOf(message.recordkey))
  if (profile !== undefined) await names.setOwner(message.recordkey, profile.id)
  if (profile?.email === undefined) return wait(names, message, { profileId: profile?.id, checkout })

  await names.stopWaiting(message.recordkey)
  const person = personOf(profile, order.customer)
  return [
    follow(message, self, 'identified.order.v1', { order, origin, backfilledAt, person }),
    ...(await release(names, message, { profileId: evidence.email && profile.id, order: message.recordkey })),
  ]
}

/** The strongest evidence there is: whose checkout it was. A relay's address is none, here as elsewhere. */
const learnCheckout = async (
  names: Names,
  message: SalesOrderReceived,
  rules: MarketplaceRules,
): Promise<Message[]> => {
  const { commercialId, email } = message.data.salesOrder
  const checkout: Checkout = { marketplace: rules.id, commercialId }
  await names.lockCheckout(checkout)
  const isNews = await names.setCheckoutEmail(checkout, addressIn(email, rules), message.recordversion)
  if (!isNews) return [outcomeOf(message, self, { state: 'superseded', reason: 'newer-version' })]
  return [
    outcomeOf(message, self, { state: 'delivered', reason: 'stored' }),
    ...(await release(names, message, { checkout })),
  ]
}

const identifyReturn = async (names: Names, message: ReturnReceived): Promise<Message[]> => {
  const { returned, origin } = message.data
  const order = recordKey(message.marketplace, 'order', returned.orderId)
  await names.lock([], [order])
  const owner = await names.ownerOf(order)
  if (owner === undefined) return wait(names, message, { order })
  if (owner.email === undefined) return wait(names, message, { profileId: owner.id })

  await names.stopWaiting(message.recordkey)
  return [follow(message, self, 'identified.return.v1', { returned, origin, person: personOf(owner, {}) })]
}

/** A customer id that shows many addresses stands for many people, and so is never an identity. */
const isShared = async (
  names: Names,
  { customer, email }: ReturnType<typeof identifiersOf>,
  { sharedIdLimit }: MarketplaceRules,
): Promise<boolean> => customer !== undefined && (await names.noteEmail(customer, email?.email)) > sharedIdLimit

const wait = async (
  names: Names,
  message: OrderReceived | ReturnReceived,
  what: Omit<Wait, 'record' | 'version'>,
): Promise<Message[]> => {
  await names.wait({ record: message.recordkey, version: message.recordversion, ...what })
  return [outcomeOf(message, self, { state: 'waiting', reason: what.order === undefined ? 'identity' : 'order' })]
}

/**
 * Hands on again what waited for this. They stop waiting only once they are identified themselves, so that a release
 * lost with a crash is repeated.
 */
const release = async (
  names: Names,
  message: OrderReceived | SalesOrderReceived,
  what: Omit<Wait, 'record' | 'version'>,
): Promise<Message[]> => {
  const keys = await names.waitingFor(what)
  return keys.length === 0
    ? []
    : [follow(message, self, 'command.replay.v1', { keys: [...keys], because: 'identified' })]
}

const personOf = ({ id, email = '' }: Profile, { locale, firstName, lastName }: Customer) => ({
  profileId: id,
  email,
  locale,
  firstName,
  lastName,
})
