import { beforeEach, expect, it } from 'vitest'
import { orderReceived, proxy, returnReceived } from '../testing/messages.js'
import { type Scene, sceneOn, type Staging } from '../testing/scene.js'

/** Ids and addresses that stand for many people. */
export const crowdsContract = (open: () => Promise<Staging>): void => {
  let scene: Scene
  beforeEach(async () => {
    scene = sceneOn(await open())
  })

  it('quarantines the orders of a customer id that shows more addresses than one person has', async () => {
    const said = await scene.arrive(
      ...[1, 2, 3, 4].map((n) =>
        orderReceived({ id: `O${n}`, customer: 'c-1', email: `person${n}@example.org`, created: n }),
      ),
      orderReceived({ id: 'O5', customer: 'c-1', email: 'person1@example.org' }),
      orderReceived({ id: 'O6', customer: 'c-1', email: proxy }),
      returnReceived('O4'),
    )

    expect(said).toEqual([
      'O1 is of person1@example.org',
      'O2 is of person2@example.org',
      'O3 is of person3@example.org',
      'O4 is quarantined: shared-customer-id',
      'O5 is quarantined: shared-customer-id',
      'O6 is quarantined: shared-customer-id',
      'R of O4 is quarantined: shared-customer-id',
    ])
  })

  it('parts the people whom a shared id had joined, each order to the address it showed', async () => {
    const orders = [1, 2, 3, 4].map((n) =>
      orderReceived({ id: `O${n}`, customer: 'c-1', email: `person${n}@example.org`, created: n }),
    )
    await scene.arrive(...orders.slice(0, 3))
    expect(new Set(await Promise.all(['O1', 'O2', 'O3'].map((id) => scene.owner(id)))).size).toBe(1)
    await scene.arrive(...orders.slice(3))

    expect(new Set(await Promise.all(['O1', 'O2', 'O3', 'O4'].map((id) => scene.owner(id)))).size).toBe(4)
    expect(await scene.arrive(orderReceived({ id: 'O9', email: 'person2@example.org' }))).toEqual([
      'O9 is of person2@example.org',
    ])
  })

  it('makes no person of a crowd around one address, and quarantines its orders with their number', async () => {
    const said = await scene.arrive(
      ...[1, 2, 3, 4, 5, 6, 7].map((n) =>
        orderReceived({ id: `O${n}`, customer: `c-${n}`, email: 'desk@example.org' }),
      ),
      returnReceived('O1'),
    )

    expect(said.slice(4)).toEqual([
      'O5 is of desk@example.org',
      'O6 is quarantined: oversized-identity',
      'O7 is quarantined: oversized-identity',
      'R of O1 is quarantined: oversized-identity',
    ])
    expect(scene.fateOf('north:order:O6')).toMatchObject({ data: { detail: expect.stringContaining('at most 6') } })
    expect(new Set(await Promise.all([1, 2, 3, 4, 5, 6, 7].map((n) => scene.owner(`O${n}`)))).size).toBe(7)
  })
}
