import type { Evidence, Violation } from '../evidence.js'
import { named, peopleBy } from '../people.js'
import type { MarketingSend } from '../read-dotdigital.js'
import { isOpenReturn, ordersServed, returnsServed, showsDispute } from '../read-mirakl.js'
import { isForbidden } from '../taken-in.js'
import { isRelay, recipientOf, sendsIn } from './story-terms.js'

/**
 * Never a marketing send while any line of its order is in dispute, as Mirakl had given it out. An enrolment does not name
 * its order, so one of the person's must be in peace.
 */
export const neverInDispute = (evidence: Evidence): readonly Violation[] =>
  sendsIn(evidence)
    .filter((send) => ordersOf(send, evidence).every((orderId) => isInDispute(orderId, send.at, evidence)))
    .map((send) => `marketing to ${recipientOf(send)} about ${ordersOf(send, evidence).join(' or ')}, in dispute`)

const ordersOf = (send: MarketingSend, evidence: Evidence): readonly string[] => {
  if (send.orderId !== undefined) return [send.orderId]
  const people = peopleBy(evidence, isRelay, (ties) => ties.filter(({ at }) => at <= send.at))
  const person = people.namesOf(recipientOf(send))
  const own = ordersServed(evidence).filter(({ is }) => person.has(named.customer(is.customer.customer_id)))
  return [...new Set(own.map(({ is }) => is.order_id))]
}

const isInDispute = (orderId: string, at: number, evidence: Evidence): boolean => {
  const sights = ordersServed(evidence).filter(({ is }) => is.order_id === orderId)
  const returns = returnsServed(evidence).filter(({ is }) => is.order_id === orderId)
  return (
    isForbidden(sights, at, evidence, ({ is }) => showsDispute(is)) ||
    [...new Set(returns.map(({ is }) => is.id))].some((id) =>
      isForbidden(
        returns.filter(({ is }) => is.id === id),
        at,
        evidence,
        ({ is }) => isOpenReturn(is),
      ),
    )
  )
}
