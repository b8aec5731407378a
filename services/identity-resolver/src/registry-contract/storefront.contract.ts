import { beforeEach, expect, it } from 'vitest'
import { ada, grace, orderReceived, proxy, returnReceived, salesOrderReceived } from '../testing/messages.js'
import { type Scene, sceneOn, type Staging } from '../testing/scene.js'

/** The word of the storefront for whose checkout it was. */
export const storefrontContract = (open: () => Promise<Staging>): void => {
  let scene: Scene
  beforeEach(async () => {
    scene = sceneOn(await open())
  })

  it('takes the word of the storefront for whose checkout it was, whatever the orders of it show', async () => {
    const said = await scene.arrive(
      salesOrderReceived({ checkout: 'C1', email: ' Ada@Example.org' }),
      orderReceived({ id: 'O1', checkout: 'C1', customer: 'c-1', email: proxy }),
      orderReceived({ id: 'O2', checkout: 'C1', customer: 'GUEST' }),
      orderReceived({ id: 'O3', checkout: 'C1', customer: 'c-3', email: grace }),
      orderReceived({ id: 'O4', checkout: 'C2', customer: 'c-1', email: proxy }),
      orderReceived({ id: 'O5', checkout: 'C1', customer: 'c-1', email: proxy, marketplace: 'south' }),
    )

    expect(said).toEqual([
      'C1 is known',
      'O1 is of ada@example.org',
      'O2 is of ada@example.org',
      'O3 is of ada@example.org',
      'O4 is of ada@example.org',
      'O5 waits for identity',
    ])
  })

  it('releases what waited for the word of the storefront, and with it what waited for the customer', async () => {
    const said = await scene.arrive(
      orderReceived({ id: 'O1', checkout: 'C1', customer: 'GUEST', email: proxy }),
      orderReceived({ id: 'O2', checkout: 'C2', customer: 'c-1', email: proxy, updated: 1 }),
      orderReceived({ id: 'O3', checkout: 'C3', customer: 'c-1', updated: 2 }),
      returnReceived('O3'),
      salesOrderReceived({ checkout: 'C1', email: grace }),
      salesOrderReceived({ checkout: 'C2', email: ada }),
    )

    // A release may come twice, from the customer and from its own order.
    expect([...new Set(said.slice(4))]).toEqual([
      'C1 is known',
      'O1 is of grace@example.org',
      'C2 is known',
      'O2 is of ada@example.org',
      'O3 is of ada@example.org',
      'R of O3 is of ada@example.org',
    ])
  })

  it('learns nobody from a sales order that shows a relay or no address', async () => {
    const said = await scene.arrive(
      orderReceived({ id: 'O1', checkout: 'C1', customer: 'c-1', email: proxy }),
      salesOrderReceived({ checkout: 'C1', email: proxy }),
      salesOrderReceived({ checkout: 'C1', told: 1 }),
    )

    expect(said).toEqual(['O1 waits for identity', 'C1 is known', 'C1 is known'])
  })

  it('believes the newest word of a storefront, in whatever order the words arrive', async () => {
    const said = await scene.arrive(
      salesOrderReceived({ checkout: 'C1', email: ada, told: 2 }),
      salesOrderReceived({ checkout: 'C1', email: grace, told: 1 }),
      salesOrderReceived({ checkout: 'C1', email: ada, told: 2 }),
      orderReceived({ id: 'O1', checkout: 'C1', customer: 'GUEST' }),
    )

    expect(said).toEqual(['C1 is known', 'C1 is superseded: newer-version', 'C1 is known', 'O1 is of ada@example.org'])
  })
}
