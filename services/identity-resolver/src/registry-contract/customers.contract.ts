import { beforeEach, expect, it } from 'vitest'
import { ada, grace, orderReceived, proxy, returnReceived, salesOrderReceived } from '../testing/messages.js'
import { type Scene, sceneOn, type Staging } from '../testing/scene.js'

/** Who a customer is, by whatever an order shows. */
export const customersContract = (open: () => Promise<Staging>): void => {
  let scene: Scene
  beforeEach(async () => {
    scene = sceneOn(await open())
  })

  it('knows a customer by the id of the marketplace, whatever address an order shows', async () => {
    const said = await scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: 'Ada@Example.org ' }),
      orderReceived({ id: 'O2', customer: 'c-1', email: proxy }),
      orderReceived({ id: 'O3', customer: 'c-1' }),
    )

    expect(said).toEqual(['O1 is of ada@example.org', 'O2 is of ada@example.org', 'O3 is of ada@example.org'])
    expect(await scene.owner('O3')).toBe(await scene.owner('O1'))
  })

  it('tells the publisher who it is, in the words of the order', async () => {
    await scene.arrive(orderReceived({ customer: 'c-1', email: ada }))

    expect(scene.fateOf('north:order:O1')).toMatchObject({
      type: 'identified.order.v1',
      source: 'identity-resolver',
      recordkey: 'north:order:O1',
      lane: 'realtime',
      data: {
        origin: 'live',
        order: { id: 'O1' },
        person: {
          profileId: await scene.owner('O1'),
          email: ada,
          otherEmails: [],
          locale: 'fr_FR',
          firstName: 'Ada Augusta',
        },
      },
    })
  })

  it('tells the customers of two marketplaces apart although their ids are the same', async () => {
    await scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada }),
      orderReceived({ id: 'O2', customer: 'c-1', email: grace, marketplace: 'south' }),
    )

    expect(await scene.owner('O1')).not.toBe(await scene.owner('O2', 'south'))
  })

  it('takes one address in two marketplaces for one person', async () => {
    await scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada }),
      orderReceived({ id: 'O2', customer: 'x-7', email: 'ADA@example.org', marketplace: 'south' }),
    )

    expect(await scene.owner('O2', 'south')).toBe(await scene.owner('O1'))
  })

  it('knows a guest by a real address only', async () => {
    const said = await scene.arrive(
      orderReceived({ id: 'O1', customer: 'GUEST', email: ada }),
      orderReceived({ id: 'O2', customer: 'GUEST', email: grace }),
      orderReceived({ id: 'O3', email: ada }),
      orderReceived({ id: 'O4', customer: 'GUEST', email: proxy }),
      orderReceived({ id: 'O5', customer: 'GUEST', email: 'x@sub.relay.example.org' }),
      orderReceived({ id: 'O6', email: 'no address' }),
    )

    expect(said).toEqual([
      'O1 is of ada@example.org',
      'O2 is of grace@example.org',
      'O3 is of ada@example.org',
      'O4 waits for identity',
      'O5 waits for identity',
      'O6 waits for identity',
    ])
    expect([await scene.owner('O4'), await scene.owner('O5')]).toEqual([undefined, undefined])
  })

  it('tells addresses apart where a marketplace has a namespace of its own', async () => {
    await scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada }),
      orderReceived({ id: 'O2', customer: 'c-1', email: ada, marketplace: 'far' }),
    )

    expect(await scene.owner('O2', 'far')).not.toBe(await scene.owner('O1'))
  })

  it('knows a customer again by a loyalty number and by the id of the storefront', async () => {
    const said = await scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, fields: { card: '77' } }),
      orderReceived({ id: 'O2', customer: 'c-2', email: proxy, fields: { card: '77' } }),
      orderReceived({ id: 'O3', customer: 'c-3', email: proxy, fields: { card: '77' }, marketplace: 'south' }),
      salesOrderReceived({ checkout: 'C4', shopper: 's-1', email: grace }),
      salesOrderReceived({ checkout: 'C5', shopper: 's-1' }),
      orderReceived({ id: 'O5', checkout: 'C5', customer: 'GUEST', email: proxy }),
    )

    expect(said).toEqual([
      'O1 is of ada@example.org',
      'O2 is of ada@example.org',
      'O3 waits for identity',
      'C4 is known',
      'C5 is known',
      'O5 is of grace@example.org',
    ])
  })

  it('still knows whose an order was when its customer has been blanked', async () => {
    const said = await scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada }),
      orderReceived({ id: 'O1', updated: 1 }),
      orderReceived({ id: 'O2', customer: 'c-2', email: proxy }),
      orderReceived({ id: 'O2', updated: 1 }),
      orderReceived({ id: 'O3', customer: 'c-2', email: grace }),
    )

    expect(said).toEqual([
      'O1 is of ada@example.org',
      'O1 is of ada@example.org',
      'O2 waits for identity',
      'O2 waits for identity',
      'O3 is of grace@example.org',
      'O2 is of grace@example.org',
    ])
  })

  it('says the same of a record that is handed over again', async () => {
    const messages = [
      orderReceived({ id: 'O1', customer: 'c-1', email: ada }),
      orderReceived({ id: 'O2', customer: 'c-2', email: proxy }),
      orderReceived({ id: 'O3' }),
      returnReceived('O1'),
      returnReceived('O9'),
    ]
    const say = async () => {
      const said = []
      for (const message of messages) said.push(...(await scene.handler(message)))
      return said.map(({ type, recordkey, recordversion, data }) => ({ type, recordkey, recordversion, data }))
    }

    const first = await say()
    expect(await say()).toEqual(first)
  })
}
