import { begin, type Message } from '@concord/contracts'
import {
  type ContactNotice,
  type Lane,
  type Order,
  partsOf,
  type Return,
  type SalesOrder,
  type Seller,
} from '@concord/domain'
import type { Bus } from '@concord/messaging'
import type { Entry, Journal } from './ports.js'

const limit = 200

/** Publishes what the journal has not handed on yet of a lane; answers whether there may be more. */
export const relay = async (journal: Journal, bus: Bus, lane: Lane): Promise<boolean> =>
  (await journal.handOn({ lane, limit }, (entries) => bus.publish(entries.map(messageOf)))) > 0

/** A record on its way is handed to the next service; one the door settled is only told. */
const messageOf = ({ key, version, lane, origin, outcome, content, backfilledAt, traceparent }: Entry): Message => {
  const start = { source: 'ingest-gateway', recordkey: key, recordversion: version, lane, traceparent } as const
  if (outcome.state === 'waiting') return begin({ ...start, type: 'record.waiting.v1', data: outcome })
  if (outcome.state !== 'in-flight') return begin({ ...start, type: 'record.settled.v1', data: outcome })
  switch (partsOf(key).kind) {
    case 'order':
      return begin({ ...start, type: 'received.order.v1', data: { order: content as Order, origin, backfilledAt } })
    case 'return':
      return begin({ ...start, type: 'received.return.v1', data: { returned: content as Return, origin } })
    case 'seller':
      return begin({ ...start, type: 'received.seller.v1', data: { seller: content as Seller, origin } })
    case 'sales-order':
      return begin({
        ...start,
        type: 'received.sales-order.v1',
        data: { salesOrder: content as SalesOrder, origin },
      })
    case 'contact':
      return begin({ ...start, type: 'received.contact.v1', data: { notice: content as ContactNotice } })
  }
}
