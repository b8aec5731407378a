import type { Message } from '@concord/contracts'
import { type Instant, normaliseEmail, type Order, partsOf, partsOfVersion, type RecordKey } from '@concord/domain'

export const nameKinds = ['order', 'commercial', 'customer', 'profile', 'seller', 'email'] as const
/** What a record is found by; a customer by its id, a seller by the id of its shop. */
export type NameKind = (typeof nameKinds)[number]

/** Something a record is found by, as it is kept. */
export interface Name {
  readonly key: RecordKey
  readonly kind: NameKind
  readonly value: string
}

type Hash = (text: string) => string

/** Longer than any index takes. */
const longest = 200

/**
 * What is kept of a name, and looked for: addresses, and ids of customers, which are often addresses, only as a keyed
 * hash; that of an address is the one all services know it by.
 */
export const keptName = (kind: NameKind, text: string, hash: Hash): string => {
  if (kind === 'email') return hash(`email ${normaliseEmail(text) ?? text}`)
  return kind === 'customer' || text.length > longest ? hash(`${kind} ${text}`) : text
}

/** What a message says that its record, or those it is about, are found by; what is decided says the same once more. */
export const namesIn = (message: Message, hash: Hash): readonly Name[] =>
  keysOf(message).flatMap((key) =>
    told(message).flatMap(([kind, text]) =>
      text === undefined || text === '' ? [] : [{ key, kind, value: keptName(kind, text, hash) }],
    ),
  )

/** News of people is of their orders; it is no record itself. */
const keysOf = (message: Message): readonly RecordKey[] =>
  message.type === 'identified.contact.v1' ? message.data.orders : [message.recordkey]

type Told = readonly [kind: NameKind, text: string | undefined]

const told = (message: Message): readonly Told[] => {
  switch (message.type) {
    case 'received.order.v1':
      return ofOrder(message.data.order)
    case 'identified.order.v1':
      return [...ofOrder(message.data.order), ...ofPerson(message.data.person)]
    case 'received.return.v1':
      return [['order', message.data.returned.orderId]]
    case 'identified.return.v1':
      return [['order', message.data.returned.orderId], ...ofPerson(message.data.person)]
    case 'received.seller.v1':
      return [['seller', message.data.seller.id]]
    case 'received.sales-order.v1': {
      const { commercialId, customerId, email } = message.data.salesOrder
      return [
        ['commercial', commercialId],
        ['customer', customerId],
        ['email', email],
      ]
    }
    case 'received.contact.v1':
      return [['email', message.data.notice.email]]
    case 'identified.contact.v1':
      return ofPerson(message.data.profile)
    case 'record.settled.v1':
      return message.source === 'ingest-gateway' ? ofKey(message.recordkey) : []
    default:
      return []
  }
}

const ofOrder = ({ id, commercialId, customer, shop }: Order): readonly Told[] => [
  ['order', id],
  ['commercial', commercialId],
  ['customer', customer.id],
  ['email', customer.email],
  ['seller', shop?.id],
]

interface Somebody {
  readonly profileId: string
  readonly email?: string | undefined
  readonly otherEmails?: readonly string[] | undefined
}

const ofPerson = ({ profileId, email, otherEmails = [] }: Somebody): readonly Told[] => [
  ['profile', profileId],
  ...[email, ...otherEmails].map((address): Told => ['email', address]),
]

/** What stopped at the door was never shown, and is found by its key alone. */
const ofKey = (key: RecordKey): readonly Told[] => {
  const { kind, id } = partsOf(key)
  if (kind === 'order' || kind === 'seller') return [[kind, id]]
  return kind === 'sales-order' ? [['commercial', id]] : []
}

/** When what a record is about came to be, as far as the message tells: the order in which records are found. */
export const cameAt = (message: Message): Instant | undefined => {
  const { observedAt } = partsOfVersion(message.recordversion)
  const seenAt = observedAt === '' ? message.time : observedAt
  switch (message.type) {
    case 'received.order.v1':
    case 'identified.order.v1':
      return message.data.order.createdAt
    case 'received.return.v1':
    case 'identified.return.v1':
      return message.data.returned.createdAt
    case 'received.seller.v1':
      return message.data.seller.createdAt ?? seenAt
    case 'received.sales-order.v1':
      return message.data.salesOrder.placedAt ?? seenAt
    case 'received.contact.v1':
      return message.data.notice.at ?? seenAt
    case 'record.settled.v1':
      return seenAt
    default:
      return undefined
  }
}
