import { messageSchemas } from '@concord/contracts'
import { expect, it } from 'vitest'
import { stepWords } from './step-words.js'

const said = (type: string, facts: Readonly<Record<string, unknown>> = {}) =>
  stepWords({ version: 'v1', at: '2026-03-01T12:00:00Z', service: 'x', type, facts }, 'north:order:N-1')

it.each<[string, Record<string, unknown>, string]>([
  [
    'received.order.v1',
    { origin: 'replay', state: 'SHIPPED' },
    'It came in once more, by a replay, and stood at SHIPPED.',
  ],
  ['identified.order.v1', { addresses: 2 }, 'Concord knows whose it is, and 2 addresses.'],
  [
    'decided.order.v1',
    { consent: { status: 'unsubscribed' } },
    'Concord looked at what the customer allows. Dotdigital says that it wants no marketing.',
  ],
  [
    'record.settled.v1',
    { state: 'delivered', reason: 'published' },
    'Dotdigital holds record north:order:N-1 in this version.',
  ],
  [
    'dispute.told.v1',
    { state: 'ended', since: '2026-03-01T12:00:00.000Z' },
    'Its dispute since 2026-03-01 12:00:00 has ended.',
  ],
  ['command.replay.v1', { because: 'an operator asked' }, 'It is to be handed on again: an operator asked.'],
  ['later.order.v9', {}, 'later.order.v9'],
  ['record.settled.v1', { state: 'of later' }, 'record.settled.v1'],
  ['trigger.told.v1', { state: 'of later' }, 'trigger.told.v1'],
])('tells %s in words', (type, facts, told) => {
  expect(said(type, facts)).toBe(told)
})

it('tells a trigger by its event and the sentence of its state', () => {
  expect(
    said('trigger.told.v1', { trigger: 'shipped', state: 'waiting', reason: 'links-unresolved', detail: 'x' }),
  ).toMatch(/^Shipped: [A-Z].*\.$/)
})

it.each(Object.keys(messageSchemas))('has a sentence for %s', (type) => {
  expect(said(type, { state: 'waiting', reason: 'of later', trigger: 'shipped' })).toMatch(/^[A-Z].* .*\.$/)
})
