import { services } from '@concord/contracts'
import { expect, it } from 'vitest'
import { bindingsOf, matches, queuesFor } from './routing.js'
import { nowhere, orderReceived, replayCommanded } from './testing/messages.js'

it.each([
  ['received.order.realtime', 'received.order.realtime', true],
  ['received.*.realtime', 'received.order.realtime', true],
  ['*.*.bulk', 'command..bulk', true],
  ['*.*.bulk', 'received.order.realtime', false],
  ['received.*.realtime', 'received.order.form.realtime', false],
  ['received.*.realtime', 'received.realtime', false],
  ['received.order.realtime', 'received.orders.realtime', false],
])('%s against %s: %s', (pattern, key, expected) => {
  expect(matches(pattern, key)).toBe(expected)
})

it('routes by stage, kind and lane', () => {
  expect(queuesFor(orderReceived({ lane: 'bulk' }))).toEqual(['identity-resolver.bulk', 'monitor.bulk'])
  expect(queuesFor(replayCommanded())).toEqual(['ingest-gateway.realtime', 'monitor.realtime'])
  expect(queuesFor(nowhere())).toEqual([])
})

it('leaves no service without a way in', () => {
  expect(services.filter((service) => bindingsOf(service, 'realtime').length === 0)).toEqual([])
})
