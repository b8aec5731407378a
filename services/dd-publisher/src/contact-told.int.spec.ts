import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { orderDecided } from './testing/builders.js'
import { openWorld, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(() => world.reset())
afterAll(() => world.close())

it('a record that is published is told with the contact it stands at', async () => {
  await world.deliver(orderDecided())
  await world.settle()
  await world.standing('north:order:N-1')

  const { contactId } = (await world.dotdigital.contact('ada@example.org')) ?? {}
  expect(contactId).toBeGreaterThan(0)
  expect(world.told.filter(({ type }) => type === 'record.settled.v1').map(({ data }) => data)).toEqual([
    { state: 'delivered', reason: 'published', contact: { account: world.account.id, id: String(contactId) } },
  ])
})
