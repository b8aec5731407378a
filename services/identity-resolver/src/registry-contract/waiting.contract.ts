import { beforeEach, expect, it } from 'vitest'
import { ada, orderReceived, proxy, returnReceived } from '../testing/messages.js'
import { type Scene, sceneOn, type Staging } from '../testing/scene.js'

/** What waits for an address or for its order, and is released. */
export const waitingContract = (open: () => Promise<Staging>): void => {
  let scene: Scene
  beforeEach(async () => {
    scene = sceneOn(await open())
  })

  it('lets what shows only a proxy wait, and releases it in order when a real address arrives', async () => {
    const said = await scene.arrive(
      orderReceived({ id: 'O2', customer: 'c-1', email: proxy, updated: 2 }),
      orderReceived({ id: 'O1', customer: 'c-1', email: proxy, updated: 1 }),
      orderReceived({ id: 'O9', customer: 'c-9', email: proxy }),
      orderReceived({ id: 'O3', customer: 'c-1', email: ada, updated: 3 }),
    )

    expect(said).toEqual([
      'O2 waits for identity',
      'O1 waits for identity',
      'O9 waits for identity',
      'O3 is of ada@example.org',
      'O1 is of ada@example.org',
      'O2 is of ada@example.org',
    ])
  })

  it('releases nothing twice, once it is identified', async () => {
    await scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: proxy }),
      orderReceived({ id: 'O2', customer: 'c-1', email: ada }),
    )

    const [, ...commands] = await scene.handler(orderReceived({ id: 'O3', customer: 'c-1', email: ada }))
    expect(commands).toEqual([])
  })

  it('repeats a release that was lost with a crash', async () => {
    await scene.arrive(orderReceived({ id: 'O1', customer: 'c-1', email: proxy }))
    const bringer = orderReceived({ id: 'O2', customer: 'c-1', email: ada })
    await scene.handler(bringer)

    expect(await scene.handler(bringer)).toMatchObject([
      { type: 'identified.order.v1' },
      { type: 'command.replay.v1', data: { keys: ['north:order:O1'] } },
    ])
  })

  it('lets the address of a nameless customer turn out to be that of a known person', async () => {
    const said = await scene.arrive(
      orderReceived({ id: 'O1', email: ada }),
      orderReceived({ id: 'O2', customer: 'c-1', email: proxy, updated: 1 }),
      orderReceived({ id: 'O3', customer: 'c-1', email: ada, updated: 2 }),
    )

    expect(said.slice(2)).toEqual(['O3 is of ada@example.org', 'O2 is of ada@example.org'])
    expect([await scene.owner('O2'), await scene.owner('O3')]).toEqual([
      await scene.owner('O1'),
      await scene.owner('O1'),
    ])
  })

  it('lets a return wait for its order', async () => {
    const said = await scene.arrive(
      returnReceived('O1'),
      returnReceived('O2'),
      orderReceived({ id: 'O1', customer: 'c-1', email: ada }),
      returnReceived('O1', 'R2'),
    )

    expect(said).toEqual([
      'R of O1 waits for order',
      'R of O2 waits for order',
      'O1 is of ada@example.org',
      'R of O1 is of ada@example.org',
      'R2 is of ada@example.org',
    ])
  })

  it('lets a return wait with its order for the address of the customer', async () => {
    const said = await scene.arrive(
      returnReceived('O1', 'R1'),
      orderReceived({ id: 'O1', customer: 'c-1', email: proxy }),
      returnReceived('O1', 'R2'),
      orderReceived({ id: 'O2', customer: 'c-1', email: ada }),
    )

    expect(said.slice(0, 3)).toEqual(['R1 waits for order', 'O1 waits for identity', 'R2 waits for identity'])
    for (const id of ['R1', 'R2'])
      expect(scene.fateOf(`north:return:${id}`)).toMatchObject({
        type: 'identified.return.v1',
        data: { person: { email: ada, profileId: await scene.owner('O1') }, returned: { id } },
      })
  })
}
