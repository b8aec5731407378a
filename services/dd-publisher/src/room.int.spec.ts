import { createDotdigital, type Dotdigital } from '@concord/dotdigital'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { preparing } from './preparation.js'
import { orderDecided, sellerReceived } from './testing/builders.js'
import { openWorld, secondMs, type World } from './testing/world.js'

let world: World
let others: Dotdigital
beforeAll(async () => {
  world = await openWorld()
  others = createDotdigital({ url: world.url, user: 'user', password: 'password' })
})
beforeEach(() => world.reset())
afterAll(async () => {
  await others.close()
  await world.close()
})

const key = 'north:order:N-1'
/** As at the start of the process. */
const begin = (): void => {
  world.prepare = preparing({ account: world.account, platform: world.platform })
}
const publishFor = async (seconds: number): Promise<void> => {
  for (let passed = 0; passed < seconds; passed += 5) {
    world.pass(5 * secondMs)
    await world.publish()
  }
}

describe('a name that is taken', () => {
  it('by a data field of another type holds contacts, says why, and goes on once that is mended', async () => {
    await others.dataFields.delete('MP_SPEND')
    await others.dataFields.create({ name: 'mp_spend', type: 'String', visibility: 'Private' })
    begin()
    await world.deliver(orderDecided(), sellerReceived())
    await publishFor(120)

    expect(await world.standing(key)).toMatch(
      /^waiting rejected-by-dotdigital the data field MP_SPEND is of type String and has to be Numeric; .*delete it/,
    )
    expect(await world.standing('north:seller:s-1')).toBe('delivered published')
    expect((await world.dotdigital.record('north-N-1'))?.json).toMatchObject({ id: 'N-1' })

    await others.dataFields.delete('MP_SPEND')
    world.pass(30 * secondMs)
    await world.settle()
    expect(await world.standing(key)).toBe('delivered published')
    expect((await world.dotdigital.contact('ada@example.org'))?.dataFields).toMatchObject({ MP_SPEND: 10 })
  })

  it('by a collection of another scope holds its records, and says which name to change', async () => {
    world.account = { ...world.account, collections: { orders: 'Orders', sellers: 'Taken' } }
    await others.insight.ensureCollection('Taken', 'contact', 'custom')
    begin()
    await world.deliver(orderDecided(), sellerReceived())
    await publishFor(120)
    await world.settle()

    expect(await world.standing('north:seller:s-1')).toMatch(
      /^waiting rejected-by-dotdigital the collection Taken is of scope contact .* of scope account/,
    )
    expect(await world.standing(key)).toBe('delivered published')
    expect(await world.platform.conflicts(world.account)).toMatchObject([{ holds: ['seller'] }])
  })
})

it('looking for conflicts makes nothing', async () => {
  world.account = { ...world.account, collections: { orders: 'OtherOrders', sellers: 'OtherSellers' } }
  await others.dataFields.delete('MP_SPEND')
  const before = await world.dotdigital.state()

  expect(await world.platform.conflicts(world.account)).toEqual([])
  const after = await world.dotdigital.state()
  expect([after.dataFields, Object.keys(after.records)]).toEqual([before.dataFields, Object.keys(before.records)])
})
