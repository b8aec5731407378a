import { beforeEach, describe, expect, it } from 'vitest'
import type { Identifier, Registry } from './ports.js'
import { orderReceived, proxy, returnReceived, salesOrderReceived } from './testing/messages.js'
import { type Scene, sceneOn } from './testing/scene.js'

const [ada, grace] = ['ada@example.org', 'grace@example.org']
const customer: Identifier = { is: 'customer', marketplace: 'north', id: 'c-1' }

/** What every registry keeps to, by itself and under the resolver; each test begins with an empty one. */
export const registryContract = (open: () => Promise<Registry>): void => {
  let registry: Registry
  let scene: Scene
  beforeEach(async () => {
    registry = await open()
    scene = sceneOn(registry)
  })

  const owner = (id: string, marketplace = 'north') => scene.ownerOf(`${marketplace}:order:${id}`)

  describe('by itself', () => {
    it('does all of what belongs together or nothing', async () => {
      const broken = registry.together(async (names) => {
        await names.lock([customer], [])
        const { id } = await names.create(ada)
        await names.link(customer, id)
        await names.wait({ record: 'north:order:O1', version: 'v1', profileId: id })
        throw new Error('killed')
      })
      await expect(broken).rejects.toThrow('killed')

      expect(await registry.together((names) => names.find(customer))).toBeUndefined()
    })

    it('hands out what waits oldest first, and the newest version of each record once', async () => {
      const keys = await registry.together(async (names) => {
        const { id } = await names.create()
        await names.wait({ record: 'O2', version: '2026-02', profileId: id })
        await names.wait({ record: 'O1', version: '2026-03', profileId: id })
        await names.wait({ record: 'R3', version: '2026-01', order: 'O9' })
        await names.wait({ record: 'O2', version: '2026-04', profileId: id })
        await names.wait({ record: 'other', version: '2026-01', profileId: 'somebody else' })
        await names.wait({ record: 'guest', version: '2026-01' })
        return [await names.waitingFor({ profileId: id, order: 'O9' }), await names.waitingFor({ order: 'O9' })]
      })

      expect(keys).toEqual([['R3', 'O1', 'O2'], ['R3']])
    })

    it('counts the different addresses of a customer', async () => {
      const seen = (email?: string) => registry.together((names) => names.noteEmail(customer, email))

      expect([await seen(), await seen(ada), await seen(ada), await seen(grace), await seen()]).toEqual([0, 1, 1, 2, 2])
    })

    it('lets no address come to an owner while somebody decides to wait for it', async () => {
      const order = 'north:order:O1'
      const { id } = await registry.together(async (names) => {
        const profile = await names.create()
        await names.setOwner(order, profile.id)
        return profile
      })
      let look = (): void => undefined
      const looked = new Promise<void>((resolve) => {
        look = resolve
      })
      const waits = registry.together(async (names) => {
        await names.ownerOf(order)
        look()
        for (let turn = 0; turn < 20; turn += 1) await names.ownerOf(order)
        await names.wait({ record: 'north:return:R1', version: 'v1', profileId: id })
      })
      await looked
      const released = registry.together(async (names) => {
        await names.setEmail(id, ada)
        return names.waitingFor({ profileId: id, order: 'north:order:O2' })
      })
      await waits

      expect(await released).toEqual(['north:return:R1'])
    })
  })

  describe('for the resolver', () => {
    it('knows a customer by the id of the marketplace, whatever address an order shows', async () => {
      const said = await scene.arrive(
        orderReceived({ id: 'O1', customer: 'c-1', email: 'Ada@Example.org ' }),
        orderReceived({ id: 'O2', customer: 'c-1', email: proxy }),
        orderReceived({ id: 'O3', customer: 'c-1' }),
      )

      expect(said).toEqual(['O1 is of ada@example.org', 'O2 is of ada@example.org', 'O3 is of ada@example.org'])
      expect(await owner('O3')).toBe(await owner('O1'))
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
          person: { profileId: await owner('O1'), email: ada, locale: 'fr_FR', firstName: 'Ada', lastName: undefined },
        },
      })
    })

    it('tells the customers of two marketplaces apart although their ids are the same', async () => {
      await scene.arrive(
        orderReceived({ id: 'O1', customer: 'c-1', email: ada }),
        orderReceived({ id: 'O2', customer: 'c-1', email: grace, marketplace: 'south' }),
      )

      expect(await owner('O1')).not.toBe(await owner('O2', 'south'))
    })

    it('takes one address in two marketplaces for one person', async () => {
      await scene.arrive(
        orderReceived({ id: 'O1', customer: 'c-1', email: ada }),
        orderReceived({ id: 'O2', customer: 'x-7', email: 'ADA@example.org', marketplace: 'south' }),
      )

      expect(await owner('O2', 'south')).toBe(await owner('O1'))
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
      expect([await owner('O4'), await owner('O5')]).toEqual([undefined, undefined])
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
      expect([await owner('O2'), await owner('O3')]).toEqual([await owner('O1'), await owner('O1')])
    })

    it('never joins two people who both have an address', async () => {
      const said = await scene.arrive(
        orderReceived({ id: 'O1', customer: 'c-1', email: ada }),
        orderReceived({ id: 'O2', customer: 'c-2', email: grace }),
        orderReceived({ id: 'O3', customer: 'c-1', email: grace }),
        orderReceived({ id: 'O4', email: grace }),
        orderReceived({ id: 'O5', email: ada }),
      )

      expect(said.slice(2)).toEqual([
        'O3 is of ada@example.org',
        'O4 is of grace@example.org',
        'O5 is of ada@example.org',
      ])
      expect(await owner('O1')).not.toBe(await owner('O2'))
    })

    it('quarantines the orders of a customer id that shows more addresses than one person has', async () => {
      const said = await scene.arrive(
        ...[1, 2, 3, 4].map((n) => orderReceived({ id: `O${n}`, customer: 'c-1', email: `person${n}@example.org` })),
        orderReceived({ id: 'O5', customer: 'c-1', email: 'person1@example.org' }),
        orderReceived({ id: 'O6', customer: 'c-1', email: proxy }),
      )

      expect(said.slice(2)).toEqual([
        'O3 is of person1@example.org',
        'O4 is quarantined: shared-customer-id',
        'O5 is quarantined: shared-customer-id',
        'O6 is quarantined: shared-customer-id',
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
          data: { person: { email: ada, profileId: await owner('O1') }, returned: { id } },
        })
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
        'C1 is delivered: stored',
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

      expect(said.slice(4)).toEqual([
        'C1 is delivered: stored',
        'O1 is of grace@example.org',
        'C2 is delivered: stored',
        'O2 is of ada@example.org',
        'O3 is of ada@example.org',
        'R of O3 is of ada@example.org',
      ])
    })

    it('learns nobody from a sales order that shows a relay or no address', async () => {
      const said = await scene.arrive(
        orderReceived({ id: 'O1', checkout: 'C1', customer: 'c-1', email: proxy }),
        salesOrderReceived({ checkout: 'C1', email: proxy }),
        salesOrderReceived({ checkout: 'C1', placed: 1 }),
      )

      expect(said).toEqual([
        'O1 waits for identity',
        'C1 is delivered: stored',
        'O1 waits for identity',
        'C1 is delivered: stored',
        'O1 waits for identity',
      ])
    })

    it('believes the newest word of a storefront, in whatever order the words arrive', async () => {
      const said = await scene.arrive(
        salesOrderReceived({ checkout: 'C1', email: ada, placed: 2 }),
        salesOrderReceived({ checkout: 'C1', email: grace, placed: 1 }),
        salesOrderReceived({ checkout: 'C1', email: ada, placed: 2 }),
        orderReceived({ id: 'O1', checkout: 'C1', customer: 'GUEST' }),
      )

      expect(said).toEqual([
        'C1 is delivered: stored',
        'C1 is superseded: newer-version',
        'C1 is delivered: stored',
        'O1 is of ada@example.org',
      ])
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
  })
}
