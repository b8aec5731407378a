import type { Message } from '@concord/contracts'

/** What a timeline shows of a message: everything a person needs to follow it, nothing personal. */
export const factsOf = (message: Message): Readonly<Record<string, unknown>> => {
  switch (message.type) {
    case 'received.order.v1':
      return { lane: message.lane, origin: message.data.origin, state: message.data.order.state }
    case 'received.return.v1':
      return { lane: message.lane, origin: message.data.origin, state: message.data.returned.state }
    case 'received.seller.v1':
      return { lane: message.lane, origin: message.data.origin, state: message.data.seller.state }
    case 'received.sales-order.v1':
      return { lane: message.lane, origin: message.data.origin }
    case 'received.contact.v1':
      return { is: message.data.notice.is, name: message.data.notice.name }
    case 'identified.order.v1':
    case 'identified.return.v1':
      return { profileId: message.data.person.profileId }
    case 'identified.sales-order.v1':
      return { origin: message.data.origin }
    case 'identified.contact.v1':
      return { profileId: message.data.profile.profileId, orders: message.data.orders }
    case 'decided.contact.v1':
      return { profileId: message.data.profile.profileId, consent: message.data.consent }
    case 'decided.order.v1':
    case 'decided.return.v1':
      return { consent: message.data.consent }
    case 'record.waiting.v1':
    case 'record.settled.v1':
    case 'trigger.told.v1':
    case 'confirmed.order.v1':
    case 'command.refresh.v1':
    case 'command.replay.v1':
    case 'consent.changed.v1':
      return message.data
  }
}
