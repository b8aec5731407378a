import { beforeEach, expect, it } from 'vitest'
import { orderReceived, proxy, returnReceived, salesOrderReceived } from '../testing/messages.js'
import { type Scene, sceneOn, type Staging } from '../testing/scene.js'

/** Records that belong together and come at the same time. */
export const atOnceContract = (open: () => Promise<Staging>): void => {
  let scene: Scene
  beforeEach(async () => {
    scene = sceneOn(await open())
  })

  it('leaves no order waiting for ever when the storefront tells of it at the same time', async () => {
    for (let turn = 0; turn < 40; turn += 1) {
      const [checkout, email] = [`C${turn}`, `person${turn}@example.org`]
      const order = orderReceived({ id: `O${turn}`, checkout, customer: 'GUEST', email: proxy })
      const told = salesOrderReceived({ checkout, email })
      await Promise.all(
        turn % 2 === 0 ? [scene.arrive(order), scene.arrive(told)] : [scene.arrive(told), scene.arrive(order)],
      )
      expect(scene.fateOf(order.recordkey)).toMatchObject({ data: { person: { email } } })
    }
  })

  it('leaves nobody waiting for ever when two orders of a customer come at once', async () => {
    for (let turn = 0; turn < 40; turn += 1) {
      const [c, email] = [`c-${turn}`, `person${turn}@example.org`]
      const [hidden, open] = [
        orderReceived({ id: `hidden ${turn}`, customer: c, email: proxy }),
        orderReceived({ id: `open ${turn}`, customer: c, email }),
      ]
      await Promise.all(
        turn % 2 === 0 ? [scene.arrive(hidden), scene.arrive(open)] : [scene.arrive(open), scene.arrive(hidden)],
      )
      expect(scene.fateOf(hidden.recordkey)).toMatchObject({ data: { person: { email } } })
    }
  })

  it('leaves no return waiting for ever when the address of its customer comes at the same time', async () => {
    for (let turn = 0; turn < 40; turn += 1) {
      const [c, email] = [`c-${turn}`, `person${turn}@example.org`]
      const returned = returnReceived(`O${turn}`)
      await scene.arrive(orderReceived({ id: `O${turn}`, customer: c, email: proxy }))
      await Promise.all([
        scene.arrive(returned),
        scene.arrive(orderReceived({ id: `open ${turn}`, customer: c, email })),
      ])
      expect(scene.fateOf(returned.recordkey)).toMatchObject({ data: { person: { email } } })
    }
  })

  it('lets customers who share addresses and orders come all at once', async () => {
    const orders = Array.from({ length: 24 }, (_none, index) =>
      orderReceived({
        id: `O${index}`,
        marketplace: index % 2 === 0 ? 'north' : 'south',
        customer: `c-${index % 6}`,
        email: index % 3 === 0 ? proxy : `person${index % 2}@example.org`,
      }),
    )
    await Promise.all(orders.map((order) => scene.arrive(order)))

    for (const { recordkey } of orders) expect(await scene.ownerOf(recordkey)).toBeDefined()
  })
}
