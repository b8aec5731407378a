import { begin, type Message } from '@concord/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cameAt, keptName, namesIn } from './names.js'
import { key, minute, order, settled } from './testing/messages.js'

const start = { source: 'ingest-gateway', recordkey: key, recordversion: `a~${minute(7)}~b`, lane: 'realtime' } as const
const hash = (text: string): string => `#${Buffer.from(text).toString('hex')}`
const named = (message: Message) => namesIn(message, hash).map((name) => `${name.key} ${name.kind} ${name.value}`)
const kept = (kind: 'customer' | 'email', text: string) => keptName(kind, text, hash)

const snapshot = {
  ...order,
  customer: { id: 'c-1', email: 'x1@notification.mirakl.net' },
  shop: { id: 'shop-7', name: 'Nina' },
}
const person = { profileId: 'p-1', email: 'ada@example.org', otherEmails: ['lovelace@example.org'] }

describe('what a record is found by', () => {
  it('is all that an order says of itself, its shop and its customer, a relay address too', () => {
    expect(named(begin({ ...start, type: 'received.order.v1', data: { order: snapshot, origin: 'live' } }))).toEqual([
      `${key} order N-1`,
      `${key} commercial C-1`,
      `${key} customer ${kept('customer', 'c-1')}`,
      `${key} email ${kept('email', 'x1@notification.mirakl.net')}`,
      `${key} seller shop-7`,
    ])
  })

  it('is who it was found to be, under every address', () => {
    const names = named(
      begin({ ...start, type: 'identified.order.v1', data: { order: snapshot, origin: 'live', person } }),
    )

    expect(names).toContain(`${key} profile p-1`)
    for (const email of ['ada@example.org', 'lovelace@example.org'])
      expect(names).toContain(`${key} email ${kept('email', email)}`)
  })

  it('is its order for a return, and the new profile for orders that get another owner', () => {
    const returned = { id: 'R', orderId: 'N-1', state: 'NEW', createdAt: minute(1), updatedAt: minute(1), lines: [] }
    const { otherEmails, ...profile } = person
    void otherEmails

    expect(named(begin({ ...start, type: 'received.return.v1', data: { returned, origin: 'live' } }))).toEqual([
      `${key} order N-1`,
    ])
    const merged = { profile, orders: ['north:order:A', 'north:order:B'] }
    expect(named(begin({ ...start, type: 'identified.contact.v1', data: merged }))).toEqual([
      'north:order:A profile p-1',
      `north:order:A email ${kept('email', 'ada@example.org')}`,
      'north:order:B profile p-1',
      `north:order:B email ${kept('email', 'ada@example.org')}`,
    ])
  })

  it('is its key for what was set aside at the door, and was shown to nobody', () => {
    const refused = settled({ state: 'quarantined', reason: 'invalid' })

    expect(named({ ...refused, source: 'ingest-gateway' })).toEqual([`${key} order N-1`])
    expect(named(refused)).toEqual([])
  })

  it('is the same address however it is written', () => {
    expect(kept('email', ' Ada@Example.ORG ')).toBe(kept('email', 'ada@example.org'))
  })

  it('is never an address, nor the id of a customer, nor longer than an index takes', () => {
    fc.assert(
      fc.property(fc.emailAddress(), fc.string({ minLength: 300, maxLength: 3_000 }), (email, long) => {
        const data = {
          order: { ...snapshot, commercialId: long, customer: { id: email, email } },
          ...({ origin: 'live', person: { ...person, email } } as const),
        }
        const short = (text: string): string => `#${text.length}`
        const values = namesIn(begin({ ...start, type: 'identified.order.v1', data }), short).map(({ value }) => value)

        expect(values.join('\n')).not.toContain(email)
        expect(Math.max(...values.map((value) => value.length))).toBeLessThanOrEqual(200)
      }),
    )
  })
})

describe('when it came', () => {
  it('is when it was bought, else when it was first seen', () => {
    expect(cameAt(begin({ ...start, type: 'received.order.v1', data: { order, origin: 'live' } }))).toBe(
      order.createdAt,
    )
    const seller = { id: 's', name: 'S', state: 'OPEN', updatedAt: minute(9), channels: [] }
    expect(cameAt(begin({ ...start, type: 'received.seller.v1', data: { seller, origin: 'live' } }))).toBe(minute(7))
  })
})
