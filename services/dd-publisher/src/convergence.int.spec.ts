import type { Message } from '@concord/contracts'
import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import { line, orderDecided, returnDecided, sellerReceived } from './testing/builders.js'
import { dayMs, openWorld, secondMs, type World } from './testing/world.js'

let world: World
afterEach(() => world.close())

const refunded = line({
  refunds: [{ id: 'F', groupId: 'G', state: 'REFUNDED', createdAt: '2026-03-10T11:00:00.000Z', total: '4.00' }],
})

/** Three orders of two people, with versions, a return and a seller. */
const messages: readonly Message[] = [
  sellerReceived({ grade: '4' }, { revision: 1 }),
  sellerReceived({ grade: '3' }, { revision: 2 }),
  orderDecided({ id: 'N-1', state: 'SHIPPING' }, { by: 'ada', revision: 1 }),
  orderDecided({ id: 'N-1', state: 'SHIPPED' }, { by: 'ada', revision: 2 }),
  orderDecided({ id: 'N-1', state: 'RECEIVED', lines: [refunded] }, { by: 'ada', revision: 3 }),
  orderDecided({ id: 'N-2', state: 'SHIPPED' }, { by: 'sue', revision: 1, consent: 'subscribed' }),
  orderDecided({ id: 'N-2', state: 'RECEIVED' }, { by: 'sue', revision: 2, consent: 'subscribed' }),
  orderDecided({ id: 'N-3', state: 'SHIPPED' }, { by: 'sue', revision: 1, consent: 'unknown', marketplace: 'south' }),
  orderDecided({ id: 'N-3', state: 'CANCELED' }, { by: 'sue', revision: 2, consent: 'unknown', marketplace: 'south' }),
  returnDecided({ id: 'R-1', orderId: 'N-2' }, { by: 'sue', revision: 1 }),
  returnDecided({ id: 'R-1', orderId: 'N-2', state: 'CLOSED' }, { by: 'sue', revision: 2 }),
]

interface Delivery {
  readonly message: Message
  /** Whether Dotdigital is written to between this message and the next. */
  readonly isFollowedByRounds: boolean
}

const run = async (deliveries: readonly Delivery[]) => {
  await world.reset()
  for (const { message, isFollowedByRounds } of deliveries) {
    await world.deliver(message)
    if (!isFollowedByRounds) continue
    world.pass(secondMs)
    await world.publish()
    await world.fire()
  }
  await world.settle()
  // Rates of sellers are written a day later.
  world.pass(dayMs)
  await world.settle()
  return world.dotdigital.state()
}

type State = Awaited<ReturnType<typeof run>>

const standingIn = ({ contacts, records }: State) => ({
  contacts: new Map(
    contacts.map(({ identifiers, emailStatus, dataFields }) => [identifiers['email'], { emailStatus, dataFields }]),
  ),
  records: Object.fromEntries(
    Object.entries(records).map(([name, byKey]) => [
      name,
      new Map(Object.entries(byKey).map(([key, record]) => [key, record.json])),
    ]),
  ),
})

const sendsIn = ({ outbox, enrolments }: State): readonly string[] => [
  ...outbox.map(({ campaignId, personalization }) => `${campaignId} ${personalization['order_url']}`),
  ...enrolments.flatMap(({ enrolled }) => enrolled.map((contact) => `enrolled ${contact}`)),
]

const anyOrder = fc
  .tuple(
    fc.shuffledSubarray([...messages], { minLength: messages.length }),
    fc.array(fc.constantFrom(...messages), { maxLength: 6 }),
    fc.array(fc.boolean(), { minLength: 17, maxLength: 17 }),
    fc.nat(),
  )
  .map(([all, again, rounds, where]) => {
    const at = where % all.length
    const delivered = [...all.slice(0, at), ...again, ...all.slice(at)]
    return delivered.map((message, index) => ({ message, isFollowedByRounds: rounds[index] ?? false }))
  })

const what = 'any order and repetition of what is delivered ends in the same Dotdigital, and sends nothing twice'

it.each(['PostgreSQL', 'PGlite'] as const)(`on %s ${what}`, { timeout: 120_000 }, async (where) => {
  world = await openWorld(where)
  const expected = standingIn(await run(messages.map((message) => ({ message, isFollowedByRounds: false }))))
  expect(expected.records['Orders']?.get('north-N-1')).toMatchObject({ orderStatus: 'RECEIVED', refundTotal: 4 })
  expect(expected.records['Orders']?.get('south-N-3')).toMatchObject({ orderStatus: 'CANCELED' })
  expect(expected.records['Sellers']?.get('north-s-1')).toMatchObject({ grade: 3 })
  expect(expected.contacts.get('sue@example.org')?.dataFields).toMatchObject({ MP_ORDERS: 1, LOYALTY: 'gold' })

  await fc.assert(
    fc.asyncProperty(anyOrder, async (deliveries) => {
      const state = await run(deliveries)
      const sends = sendsIn(state)

      expect(standingIn(state)).toEqual(expected)
      expect(sends).toEqual([...new Set(sends)])
      expect(await world.stores.effects.counts()).toEqual({ due: 0, importing: 0, held: 0 })
    }),
    { numRuns: 25 },
  )
})
