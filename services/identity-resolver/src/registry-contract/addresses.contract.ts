import { beforeEach, expect, it } from 'vitest'
import { ada, grace, orderReceived, salesOrderReceived } from '../testing/messages.js'
import { type Scene, sceneOn, type Staging } from '../testing/scene.js'

/** Two people who turn out to be one, and the address the one is written to. */
export const addressesContract = (open: () => Promise<Staging>): void => {
  let scene: Scene
  beforeEach(async () => {
    scene = sceneOn(await open())
  })

  it('joins two people whom one order shows to be one, and keeps the older profile', async () => {
    await scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      orderReceived({ id: 'O2', customer: 'c-2', email: grace, created: 2 }),
    )
    const older = await scene.owner('O1')
    const said = await scene.arrive(
      orderReceived({ id: 'O3', customer: 'c-1', email: grace, created: 3 }),
      orderReceived({ id: 'O4', email: ada }),
    )

    expect(said).toEqual(['O3 is of grace@example.org', 'O4 is of grace@example.org'])
    expect([await scene.owner('O2'), await scene.owner('O3'), await scene.owner('O4')]).toEqual([older, older, older])
    expect(scene.personOf('north:order:O3')?.otherEmails).toEqual([ada])
  })

  it('writes to the newest address, by when it was bought and not by when the order last moved', async () => {
    const said = await scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      orderReceived({ id: 'O2', customer: 'c-1', email: grace, created: 2 }),
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1, updated: 50 }),
      orderReceived({ id: 'O2', customer: 'c-1', email: 'joan@example.org', created: 2, updated: 51 }),
    )

    expect(said).toEqual([
      'O1 is of ada@example.org',
      'O2 is of grace@example.org',
      'O1 is of grace@example.org',
      'O2 is of joan@example.org',
    ])
  })

  it('believes a storefront before a configured field, and that before the order', async () => {
    const at = (created: number, shown: object) =>
      orderReceived({ id: `O${created}`, customer: 'c-1', created, ...shown })
    const said = await scene.arrive(
      salesOrderReceived({ checkout: 'O1', email: ada }),
      at(1, {}),
      at(2, { fields: { 'real-email': `${grace} | IT123` } }),
      at(3, { email: 'joan@example.org' }),
    )

    expect(said.slice(1)).toEqual([1, 2, 3].map((n) => `O${n} is of ada@example.org`))
    expect(scene.personOf('north:order:O3')?.otherEmails?.toSorted()).toEqual([grace, 'joan@example.org'])
  })
}
