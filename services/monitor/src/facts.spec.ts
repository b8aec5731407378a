import { begin, type Message } from '@concord/contracts'
import type { Order } from '@concord/domain'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { factsOf } from './facts.js'
import { order } from './testing/messages.js'

/** Marked, so that a piece of it is found wherever it turns up. */
const personal = fc.string({ minLength: 1, maxLength: 12 }).map((text) => `⟪${text}⟫`)

const people = fc.record({
  ...{
    email: personal,
    firstName: personal,
    lastName: personal,
    street: personal,
    tracking: personal,
    title: personal,
  },
})

const start = { source: 'ingest-gateway', recordkey: 'north:order:N-1', recordversion: 'v1', lane: 'realtime' } as const
const consent = { status: 'subscribed', source: 'full-read', learnedAt: '2026-03-10T12:00:00.000Z' } as const

const messagesAbout = (
  about: Record<'email' | 'firstName' | 'lastName' | 'street' | 'tracking' | 'title', string>,
): Message[] => {
  const { email, firstName, lastName, street, tracking, title } = about
  const snapshot: Order = {
    ...order,
    customer: { id: 'c-1', email, firstName, lastName },
    shipping: { tracking, trackingUrl: street },
    additionalFields: { street, names: [lastName] },
    lines: [
      {
        ...{ id: 'L1', state: 'SHIPPED', quantity: 1, price: '1', shippingPrice: '0', totalPrice: '1', taxes: '0' },
        ...{ productSku: title, title, refunds: [], cancelations: [] },
      },
    ],
  }
  const at = order.updatedAt
  const returned = {
    id: 'R',
    orderId: 'N-1',
    state: 'OPENED',
    createdAt: at,
    updatedAt: at,
    reasonCode: street,
    lines: [],
  }
  const person = {
    profileId: 'p-1',
    revision: 3,
    evidence: ['customer order'],
    email,
    otherEmails: [lastName],
    firstName,
    lastName,
  }
  const grant = { isGranted: true, text: title, at, url: street, ip: tracking }
  const origin = 'live'
  return [
    begin({ ...start, type: 'received.order.v1', data: { order: snapshot, origin } }),
    begin({ ...start, type: 'received.return.v1', data: { returned, origin } }),
    begin({
      ...start,
      type: 'received.seller.v1',
      data: { seller: { id: 's', name: lastName, state: 'OPEN', updatedAt: at, channels: [] }, origin },
    }),
    begin({ ...start, type: 'identified.order.v1', data: { order: snapshot, origin, person } }),
    begin({ ...start, type: 'identified.return.v1', data: { returned, origin, person } }),
    begin({ ...start, type: 'decided.order.v1', data: { order: snapshot, origin, person, consent, grant } }),
    begin({ ...start, type: 'decided.return.v1', data: { returned, origin, person, consent } }),
  ]
}

it('facts tell nothing personal of anybody', () => {
  fc.assert(
    fc.property(people, (about) => {
      for (const message of messagesAbout(about)) expect(JSON.stringify(factsOf(message))).not.toMatch(/[⟪⟫]/)
    }),
  )
})

it('facts tell what a person follows a record by', () => {
  const [received, , , identified, , decided] = messagesAbout({
    ...{ email: 'a', firstName: 'b', lastName: 'c', street: 'd', tracking: 'e', title: 'f' },
  })

  expect(received && factsOf(received)).toEqual({
    ...{ lane: 'realtime', origin: 'live', state: 'SHIPPED', updatedAt: order.updatedAt, commercialId: 'C-1' },
    lines: ['L1 SHIPPED'],
  })
  expect(identified && factsOf(identified)).toEqual({
    ...{ profileId: 'p-1', revision: 3, evidence: ['customer order'], addresses: 2 },
  })
  expect(decided && factsOf(decided)).toEqual({ consent, grant: { isGranted: true, at: order.updatedAt } })
})
