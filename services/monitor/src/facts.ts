import type { Message } from '@concord/contracts'
import type { Order } from '@concord/domain'

/** What a timeline shows of a message: everything a person needs to follow it, nothing personal. */
export const factsOf = (message: Message): Readonly<Record<string, unknown>> => {
  switch (message.type) {
    case 'received.order.v1':
      return { lane: message.lane, origin: message.data.origin, ...ofOrder(message.data.order) }
    case 'received.return.v1': {
      const { orderId, state, updatedAt } = message.data.returned
      return { lane: message.lane, origin: message.data.origin, state, updatedAt, order: orderId }
    }
    case 'received.seller.v1': {
      const { state, updatedAt, grade } = message.data.seller
      return { lane: message.lane, origin: message.data.origin, state, updatedAt, grade }
    }
    case 'received.sales-order.v1':
      return { lane: message.lane, origin: message.data.origin, commercialId: message.data.salesOrder.commercialId }
    case 'received.contact.v1':
      return { is: message.data.notice.is, name: message.data.notice.name }
    case 'identified.order.v1':
    case 'identified.return.v1':
      return ofPerson(message.data.person)
    case 'identified.sales-order.v1':
      return { origin: message.data.origin }
    case 'identified.contact.v1':
      return { ...ofPerson(message.data.profile), orders: message.data.orders }
    case 'decided.contact.v1':
      return { profileId: message.data.profile.profileId, consent: message.data.consent }
    case 'decided.order.v1': {
      const { consent, grant } = message.data
      return { consent, grant: grant && { isGranted: grant.isGranted, at: grant.at } }
    }
    case 'decided.return.v1':
      return { consent: message.data.consent }
    case 'record.waiting.v1':
    case 'record.settled.v1':
    case 'trigger.told.v1':
    case 'dispute.told.v1':
    case 'confirmed.order.v1':
    case 'command.refresh.v1':
    case 'command.replay.v1':
    case 'consent.changed.v1':
      return message.data
  }
}

/** What came in, as far as it decides what becomes of it. */
const ofOrder = ({ state, updatedAt, commercialId, shop, hasIncident, lines }: Order) => ({
  ...{ state, updatedAt, commercialId, seller: shop?.id, hasIncident },
  lines: lines.map((line) => `${line.id} ${line.state}`),
})

interface Somebody {
  readonly profileId: string
  readonly revision?: number | undefined
  readonly email?: string | undefined
  readonly otherEmails?: readonly string[] | undefined
  readonly evidence?: readonly string[] | undefined
}

/** Who it is and why, without any address. */
const ofPerson = ({ profileId, revision, evidence, email, otherEmails = [] }: Somebody) => ({
  ...{ profileId, revision, evidence },
  addresses: (email === undefined ? 0 : 1) + otherEmails.length,
})
