import type { TriggerChannel } from '@concord/domain'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { orderDecided } from './testing/builders.js'
import { openWorld, secondMs, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

const carriedBy = (channel: TriggerChannel): void => {
  world.account = {
    ...world.account,
    triggers: { shipped: { purpose: 'transactional', maxAgeHours: 72, channel } },
  }
}
const calls = async (path: string) => (await world.dotdigital.calls(path)).filter(({ method }) => method !== 'GET')

describe('a trigger carried by an event', () => {
  const path = '/events/v3/import'
  beforeEach(() => carriedBy({ event: 'Order shipped' }))

  it('tells the contact’s timeline of the order, once', async () => {
    await world.deliver(orderDecided({ shipping: { tracking: 'T-1' } }))
    await world.settle()
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: sent sent'])
    const ada = await world.dotdigital.contact('ada@example.org')
    expect((await calls(path)).map(({ requestBody }): unknown => JSON.parse(requestBody))).toEqual([
      [
        expect.objectContaining({
          contactIdentity: { identifier: 'contactId', value: String(ada?.contactId) },
          type: 'Order shipped',
          id: 'shipped north:N-1',
          eventData: expect.objectContaining({
            order_id: 'N-1',
            order_url: 'https://north.example.org/orders/N-1',
            tracking_number: 'T-1',
          }),
        }),
      ],
    ])
  })

  it('is unknown where the answer is lost, and never told again', async () => {
    await world.dotdigital.faults({ match: { path }, times: 1, do: 'cut-after' })
    await world.deliver(orderDecided())
    await world.settle().catch(() => undefined)
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: unknown answer-lost'])
    expect(await calls(path)).toHaveLength(1)
  })
})

describe('a trigger carried by a list', () => {
  const listsOf = async (email: string) => (await world.dotdigital.contact(email))?.lists

  it('adds the contact to it, and to none else, and takes nobody off', async () => {
    carriedBy({ listEntry: 14 })
    await world.deliver(orderDecided({}, { by: 'sue' }), orderDecided({ id: 'N-2' }))
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: sent sent', 'shipped north:N-2: sent sent'])
    expect([await listsOf('sue@example.org'), await listsOf('ada@example.org')]).toEqual([[12, 14], [14]])
    expect(await world.dotdigital.contact('ada@example.org')).toMatchObject({ emailStatus: 'unsubscribed' })
  })

  it('is made again where the answer is lost: it does no harm', async () => {
    carriedBy({ listEntry: 14 })
    await world.dotdigital.faults({ match: { method: 'PATCH' }, times: 1, do: 'cut-after' })
    await world.deliver(orderDecided())
    await world.settle().catch(() => undefined)
    world.pass(5 * secondMs)
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: sent sent'])
    expect(await listsOf('ada@example.org')).toEqual([14])
  })

  it('that Dotdigital does not know is withheld, and says so', async () => {
    carriedBy({ listEntry: 999 })
    await world.deliver(orderDecided())
    await world.settle()

    expect(await world.triggers()).toEqual(['shipped north:N-1: withheld refused-by-dotdigital'])
  })
})
