import type { Evidence, Violation } from './evidence.js'
import { named, peopleBy } from './people.js'
import { creationsIn, statusesServed } from './read-dotdigital.js'
import { hasArrived, isOpenReturn, type Order, ordersServed, returnsServed, showsDispute } from './read-mirakl.js'
import { isRelay, sendsIn } from './rules/story-terms.js'

/**
 * Orders that arrived, were never in dispute, and are of somebody who was a subscriber at every address all along, and yet
 * led to no message: so that whoever sends nothing keeps no rule.
 *
 * @param inDoubt sends that a kill cut off, as Concord tells; they are never made again
 */
export const unsent = (evidence: Evidence, inDoubt: number): readonly Violation[] => {
  const sent = new Set(sendsIn(evidence).map(({ orderId }) => orderId))
  const missing = fittingOrders(evidence).filter((orderId) => !sent.has(orderId))
  return missing.length <= inDoubt ? [] : missing.map((orderId) => `${orderId} was fitting, and led to no message`)
}

export const fittingOrders = (evidence: Evidence): readonly string[] => {
  const sights = ordersServed(evidence).map(({ is }) => is)
  const last = new Map(sights.map((order) => [order.order_id, order]))
  const disputed = new Set([
    ...sights.filter(showsDispute).map((order) => order.order_id),
    ...returnsServed(evidence)
      .filter(({ is }) => isOpenReturn(is))
      .map(({ is }) => is.order_id),
  ])
  return [...last.values()]
    .filter((order) => hasArrived(order) && !disputed.has(order.order_id) && isOfSubscriber(order, evidence))
    .map((order) => order.order_id)
}

const isOfSubscriber = ({ customer }: Order, evidence: Evidence): boolean => {
  const names = peopleBy(evidence, isRelay, (ties) => ties).namesOf(named.customer(customer.customer_id))
  const addresses = [...names].filter((name) => name.startsWith('address '))
  const isIn = (name: string): boolean =>
    evidence.before.contacts.some(({ email, status }) => named.address(email) === name && status === 'subscribed')
  const isOut = statusesServed(evidence).some(
    ({ contactId, status }) => names.has(named.contact(contactId)) && status !== 'subscribed',
  )
  const isNew = creationsIn(evidence).some(({ email }) => names.has(named.address(email)))
  const hasChosen = evidence.acts.some((act) => act.is === 'chose' && names.has(named.address(act.email)))
  return addresses.length > 0 && addresses.every(isIn) && !isOut && !isNew && !hasChosen
}
