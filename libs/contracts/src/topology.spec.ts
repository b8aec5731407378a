import { type Kind, lanes, recordKey } from '@concord/domain'
import { describe, expect, it } from 'vitest'
import { type Message, type MessageType, type ServiceName, services } from './message.js'
import { messageSchemas } from './schemas.js'
import { deadLettersOf, queueOf, routingKey, subscriptions, tellings } from './topology.js'

const message = (type: MessageType, kind: Kind, lane: Message['lane'] = 'realtime'): Message =>
  ({ type, lane, recordkey: recordKey('north', kind, 'C1:A') }) as unknown as Message

/** What a topic exchange does with patterns of whole words. */
const matches = (pattern: string, key: string): boolean => {
  const words = key.split('.')
  return pattern.split('.').every((part, at) => part === '*' || part === words[at])
}
const listenersOf = (one: Message): ServiceName[] => {
  const [stage, kind] = routingKey(one).split('.')
  return services.filter((service) => subscriptions[service].some((pattern) => matches(pattern, `${stage}.${kind}`)))
}

const routes: readonly (readonly [MessageType, Kind, string, readonly ServiceName[]])[] = [
  ['received.order.v1', 'order', 'received.order', ['identity-resolver', 'monitor']],
  ['received.return.v1', 'return', 'received.return', ['identity-resolver', 'monitor']],
  ['received.seller.v1', 'seller', 'received.seller', ['dd-publisher', 'monitor']],
  ['received.sales-order.v1', 'sales-order', 'received.sales-order', ['identity-resolver', 'monitor']],
  ['received.contact.v1', 'contact', 'received.contact', ['consent-guard', 'monitor']],
  ['identified.order.v1', 'order', 'identified.order', ['consent-guard', 'monitor']],
  ['identified.return.v1', 'return', 'identified.return', ['consent-guard', 'monitor']],
  ['identified.sales-order.v1', 'sales-order', 'identified.sales-order', ['consent-guard', 'monitor']],
  ['identified.contact.v1', 'contact', 'identified.contact', ['consent-guard', 'monitor']],
  ['decided.order.v1', 'order', 'decided.order', ['dd-publisher', 'monitor']],
  ['decided.return.v1', 'return', 'decided.return', ['dd-publisher', 'monitor']],
  ['decided.contact.v1', 'contact', 'decided.contact', ['dd-publisher', 'monitor']],
  ['record.waiting.v1', 'order', 'waiting.order', ['ingest-gateway', 'monitor']],
  ['record.settled.v1', 'return', 'settled.return', ['ingest-gateway', 'monitor']],
  ['record.settled.v1', 'seller', 'settled.seller', ['ingest-gateway', 'monitor']],
  ['trigger.told.v1', 'order', 'triggered.order', ['monitor']],
  ['dispute.told.v1', 'order', 'disputed.order', ['monitor']],
  ['confirmed.order.v1', 'order', 'confirmed.order', ['dd-publisher', 'monitor']],
  ['command.refresh.v1', 'order', 'command.order', ['ingest-gateway', 'monitor']],
  ['command.replay.v1', 'order', 'command.order', ['ingest-gateway', 'monitor']],
  ['consent.changed.v1', 'contact', 'consent.contact', ['dd-publisher', 'monitor']],
]

describe('the way of messages', () => {
  it.each(routes)('%s of a %s travels as %s to %j', (type, kind, key, listeners) => {
    for (const lane of lanes) {
      expect(routingKey(message(type, kind, lane))).toBe(`${key}.${lane}`)
      expect(listenersOf(message(type, kind, lane))).toEqual(listeners)
    }
  })

  it('is known for every type of message', () => {
    expect([...new Set(routes.map(([type]) => type))].toSorted()).toEqual(Object.keys(messageSchemas).toSorted())
  })

  it('leaves no service without anything to listen to', () => {
    expect(services.filter((service) => subscriptions[service].length === 0)).toEqual([])
  })
})

describe('who tells what', () => {
  const listening = (stage: string): readonly ServiceName[] =>
    services.filter((name) => subscriptions[name].some((pattern) => ['*', stage].includes(pattern.split('.')[0] ?? '')))

  it('leaves no stage untold', () => {
    const told = new Set(services.flatMap((name) => [...tellings[name].returned, ...tellings[name].relayed]))

    expect([...told].toSorted()).toEqual([...new Set(routes.map(([, , key]) => key.split('.')[0]))].toSorted())
  })

  it('never lets a service wait for room in a queue that waits for its own', () => {
    const waitsFor = (name: ServiceName): readonly ServiceName[] => tellings[name].returned.flatMap(listening)
    const reached = (from: readonly ServiceName[], seen = new Set<ServiceName>()): ReadonlySet<ServiceName> => {
      for (const name of from) if (!seen.has(name)) reached(waitsFor(name), seen.add(name))
      return seen
    }

    expect(services.filter((name) => reached(waitsFor(name)).has(name))).toEqual([])
  })
})

it('queues are named after service and lane, dead letters after the service', () => {
  expect(lanes.map((lane) => queueOf('consent-guard', lane))).toEqual(['consent-guard.realtime', 'consent-guard.bulk'])
  expect(deadLettersOf('consent-guard')).toBe('consent-guard.dead')
})
