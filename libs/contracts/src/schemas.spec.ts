import { consentStatuses, disputeStandings, type Order, recordStates, triggerStates } from '@concord/domain'
import { cancelation, fact, line, order, refund, returned, seller } from '@concord/domain/testing'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { MessageType } from './message.js'
import { messageSchemas } from './schemas.js'

const person = { profileId: 'p-1', email: 'sue@example.org', locale: 'fr_FR', firstName: 'Sue', lastName: 'Smith' }
const lines = [line({ refunds: [refund()], cancelations: [cancelation()], offerSku: 'o-1', mediaUrl: '/lamp.jpg' })]
const full: Order = order({
  lines,
  acceptedAt: '2026-03-01T10:00:00.000Z',
  shipping: { typeCode: 'STD', carrier: 'DHL', tracking: 'T1', trackingUrl: 'https://dhl.example.com/T1' },
  additionalFields: { loyalty: 'L-7', tags: ['a', 'b'] },
})
const bare: Order = order({
  ...{ channel: undefined, shop: undefined, hasIncident: undefined, isFullyRefunded: undefined },
  ...{ customer: {}, lines: [], state: 'BRAND_NEW' },
})
const told = {
  account: 'main',
  trigger: 'shipped',
  subject: 'C1-A',
  revision: 1,
  state: 'sent',
  reason: 'sent',
  proof: [],
}

/** What each type must take: everything the domain allows. */
const allowed: Record<MessageType, readonly object[]> = {
  'received.order.v1': [full, bare].flatMap((one) =>
    ['live', 'backfill', 'replay'].map((origin) => ({ order: one, origin })),
  ),
  'received.return.v1': [
    { returned: returned(), origin: 'live' },
    { returned: returned({ lines: [], reasonCode: 'RETURN_DAMAGED' }), origin: 'live' },
  ],
  'received.seller.v1': [
    { seller: seller(), origin: 'live' },
    {
      seller: seller({ channels: [], grade: '4.5', approvalRate: '0.9', evaluations: 0, isPremium: false }),
      origin: 'live',
    },
  ],
  'received.sales-order.v1': [
    { salesOrder: { commercialId: 'C1' }, origin: 'live' },
    {
      salesOrder: {
        ...{ commercialId: 'C1', email: 'sue@example.org', customerId: 's-1', phone: '+33123456789', locale: 'fr_FR' },
        placedAt: '2026-03-01T10:00:00.000Z',
        consent: { isGranted: false, text: 'News by e-mail', at: '2026-03-01T10:00:00.000Z', ip: '192.0.2.1' },
      },
      origin: 'replay',
    },
  ],
  'received.contact.v1': [
    { notice: { is: 'opt-out', name: 'unsubscribed', email: 'sue@example.org', at: '2026-03-01T10:00:00.000Z' } },
    { notice: { is: 'message', name: 'message.delivered' } },
  ],
  'identified.order.v1': [{ order: full, origin: 'live', person: { ...person, evidence: ['customer order'] } }],
  'identified.return.v1': [
    { returned: returned(), origin: 'live', person: { profileId: 'p-1', email: 's@example.org' } },
  ],
  'identified.sales-order.v1': [{ salesOrder: { commercialId: 'C1', email: 'sue@example.org' }, origin: 'live' }],
  'identified.contact.v1': [
    {
      profile: { ...person, revision: 7, otherEmails: ['s@example.org'], customers: ['hash of c-1'] },
      orders: ['north:order:C1-A'],
    },
    { profile: { profileId: 'p-1' }, orders: [] },
  ],
  'decided.order.v1': consentStatuses.map((status) => ({
    order: full,
    origin: 'live',
    person,
    consent: fact({ status }),
  })),
  'decided.return.v1': [
    { returned: returned(), origin: 'live', person, consent: fact() },
    {
      ...{ returned: returned(), origin: 'live', person },
      consent: fact({ isOurs: true, otherAddress: 'abc', optedOutOf: ['list:7', 'preference:4'] }),
    },
  ],
  'decided.contact.v1': [{ profile: person, orders: ['north:order:C1-A'], consent: fact() }],
  'record.waiting.v1': [{ state: 'waiting', reason: 'identity' }],
  'record.settled.v1': [
    ...recordStates.map((state) => ({ state, reason: 'any', detail: 'why' })),
    { state: 'delivered', reason: 'published', contact: { account: 'main', id: '7' } },
  ],
  'trigger.told.v1': triggerStates.map((state) => ({ ...told, state, proof: ['purpose marketing'] })),
  'dispute.told.v1': disputeStandings.map((state) => ({
    ...{ account: 'main', since: '2026-01-03T10:00:00.000Z', revision: 1, state },
  })),
  'confirmed.order.v1': [{ readAt: '2026-03-01T10:00:00.000Z' }],
  'command.refresh.v1': [{ keys: ['north:order:C1-A'] }],
  'command.replay.v1': [
    { keys: [], because: 'a person asked' },
    { keys: ['north:order:C1-A'], because: 'identity' },
  ],
  'consent.changed.v1': [{ account: 'main', addressHash: 'abc', fact: fact({ since: '2026-03-01T00:00:00.000Z' }) }],
}
const types = Object.keys(messageSchemas) as MessageType[]
const withoutUndefined = (data: object): unknown => JSON.parse(JSON.stringify(data))
const isTaken = (type: MessageType, data: unknown): boolean => messageSchemas[type].safeParse(data).success

type Path = readonly string[]
const leavesOf = (value: unknown, path: Path = []): Path[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, part]) => leavesOf(part, [...path, name]))
    : [path]
const withRubbishAt = (data: object, path: Path): unknown => {
  const changed: unknown = withoutUndefined(data)
  const parent = path
    .slice(0, -1)
    .reduce((part, name) => part[name] as Record<string, unknown>, changed as Record<string, unknown>)
  parent[path.at(-1) ?? ''] = { rubbish: true }
  return changed
}

describe.each(types)('%s', (type) => {
  it('takes what the domain allows, whole, after a journey as JSON', () => {
    for (const data of allowed[type]) {
      expect(messageSchemas[type].parse(withoutUndefined(data))).toEqual(withoutUndefined(data))
    }
  })

  it('refuses what lacks any of its parts', () => {
    const [data = {}] = allowed[type]
    const optional = ['detail']
    for (const name of Object.keys(data).filter((key) => !optional.includes(key))) {
      expect(isTaken(type, { ...data, [name]: undefined }), name).toBe(false)
    }
  })

  it('refuses an object where any single value should be', () => {
    const [data = {}] = allowed[type]
    for (const path of leavesOf(withoutUndefined(data))) {
      expect(isTaken(type, withRubbishAt(data, path)), path.join('.')).toBe(false)
    }
  })

  it('refuses rubbish', () => {
    const rubbish = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.array(fc.anything()),
      fc.dictionary(fc.string(), fc.string()),
    )
    fc.assert(
      fc.property(rubbish, (data) => {
        expect(isTaken(type, data)).toBe(false)
      }),
    )
  })
})

it.each<[string, MessageType, object]>([
  ['an amount that is a number', 'received.order.v1', { order: { ...full, price: 10 }, origin: 'live' }],
  ['a view nobody has', 'received.order.v1', { order: { ...full, view: 'guest' }, origin: 'live' }],
  ['an origin there is not', 'received.order.v1', { order: full, origin: 'dream' }],
  ['lines that are no list', 'received.order.v1', { order: { ...full, lines: {} }, origin: 'live' }],
  [
    'a line without state',
    'received.order.v1',
    { order: { ...full, lines: [{ ...lines[0], state: undefined }] }, origin: 'live' },
  ],
  [
    'an additional field that is a number',
    'received.order.v1',
    { order: { ...full, additionalFields: { a: 1 } }, origin: 'live' },
  ],
  ['a null where nothing is meant', 'received.order.v1', { order: { ...full, shop: null }, origin: 'live' }],
  ['a person without address', 'identified.order.v1', { order: full, origin: 'live', person: { profileId: 'p-1' } }],
  [
    'a consent nobody knows',
    'decided.order.v1',
    { order: full, origin: 'live', person, consent: { ...fact(), status: 'yes' } },
  ],
  [
    'a consent from hearsay',
    'decided.order.v1',
    { order: full, origin: 'live', person, consent: { ...fact(), source: 'rumour' } },
  ],
  [
    'a consent without its age',
    'decided.order.v1',
    { order: full, origin: 'live', person, consent: { status: 'subscribed', source: 'modified' } },
  ],
  ['a state there is not', 'record.settled.v1', { state: 'lost', reason: 'any' }],
  ['a wait that is none', 'record.waiting.v1', { state: 'delivered', reason: 'published' }],
  ['a trigger state there is not', 'trigger.told.v1', { ...told, state: 'opened' }],
  ['one key where a list should be', 'command.replay.v1', { keys: 'north:order:C1-A', because: 'identity' }],
])('refuses %s', (_what, type, data) => {
  expect(isTaken(type, data)).toBe(false)
})

it('drops what it does not know, so that nothing sensitive travels by accident', () => {
  const data = { order: { ...full, customer: { ...full.customer, phone: '+44 1' } }, origin: 'live' }

  expect(JSON.stringify(messageSchemas['received.order.v1'].parse(data))).not.toContain('+44')
})
