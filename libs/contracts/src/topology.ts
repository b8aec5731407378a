import type { Lane } from '@concord/domain'
import { kindOf, type Message, type MessageType, type ServiceName } from './message.js'

/** The topic exchange that carries every message. */
export const exchange = 'concord'

export type Stage =
  | 'received'
  | 'identified'
  | 'decided'
  | 'confirmed'
  | 'waiting'
  | 'settled'
  | 'triggered'
  | 'disputed'
  | 'command'
  | 'consent'

const stages: Record<MessageType, Stage> = {
  'received.order.v1': 'received',
  'received.return.v1': 'received',
  'received.seller.v1': 'received',
  'received.sales-order.v1': 'received',
  'received.contact.v1': 'received',
  'identified.order.v1': 'identified',
  'identified.return.v1': 'identified',
  'identified.sales-order.v1': 'identified',
  'identified.contact.v1': 'identified',
  'decided.order.v1': 'decided',
  'decided.return.v1': 'decided',
  'decided.contact.v1': 'decided',
  'record.waiting.v1': 'waiting',
  'record.settled.v1': 'settled',
  'trigger.told.v1': 'triggered',
  'dispute.told.v1': 'disputed',
  'confirmed.order.v1': 'confirmed',
  'command.refresh.v1': 'command',
  'command.replay.v1': 'command',
  'consent.changed.v1': 'consent',
}

/** `<stage>.<kind>.<lane>`: the lane is part of the key so that one exchange feeds both queues of a service. */
export const routingKey = (message: Message): string => `${stages[message.type]}.${kindOf(message)}.${message.lane}`

/** What each service listens to, as `<stage>.<kind>` patterns of a topic exchange. */
export const subscriptions: Record<ServiceName, readonly string[]> = {
  'ingest-gateway': ['settled.*', 'waiting.*', 'command.*'],
  'identity-resolver': ['received.order', 'received.return', 'received.sales-order'],
  'consent-guard': ['identified.*', 'received.contact'],
  'dd-publisher': ['decided.*', 'received.seller', 'confirmed.*', 'consent.*'],
  monitor: ['*.*'],
}

/** Who tells what, and how: it decides who may publish which routing key, and that no queue waits for itself. */
export interface Telling {
  /** By a handler, while its delivery stays in hand: a full queue behind them holds up the queue before them. */
  readonly returned: readonly Stage[]
  /** By a loop, from rows: a full queue holds up only the loop. */
  readonly relayed: readonly Stage[]
}

export const tellings: Record<ServiceName, Telling> = {
  'ingest-gateway': { returned: [], relayed: ['received', 'confirmed', 'waiting', 'settled'] },
  'identity-resolver': {
    returned: ['identified', 'waiting', 'settled', 'command'],
    relayed: ['identified', 'waiting', 'command'],
  },
  'consent-guard': { returned: ['decided', 'waiting', 'settled'], relayed: ['consent'] },
  'dd-publisher': { returned: ['waiting'], relayed: ['waiting', 'settled', 'triggered', 'disputed', 'command'] },
  monitor: { returned: [], relayed: ['command'] },
}

export const queueOf = (service: ServiceName, lane: Lane): string => `${service}.${lane}`
export const deadLettersOf = (service: ServiceName): string => `${service}.dead`
