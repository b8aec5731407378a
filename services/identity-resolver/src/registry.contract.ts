import { beforeEach, describe, expect, it } from 'vitest'
import type { Identifier, Names, Registry, Wait } from './ports.js'
import { orderReceived, proxy, returnReceived, salesOrderReceived } from './testing/messages.js'
import { type Scene, sceneOn, type Staging } from './testing/scene.js'

const [ada, grace] = ['ada@example.org', 'grace@example.org']

const newborn = (name: string, about: Partial<Identifier> = {}): Omit<Identifier, 'born'> => ({
  ...{ name, scope: 'north', seed: `seed of ${name}`, profileId: `seed of ${name}` },
  ...{ strength: 'order', at: '1', addresses: 0, ...about },
})
const waitOf = (record: string, version: string, about: Partial<Wait> = {}): Wait => ({
  ...{ record, version, order: record, lane: 'realtime', isOrderKnown: true, ...about },
})

/** What every registry keeps to, by itself and under the resolver; each test begins with an empty one. */
export const registryContract = (open: () => Promise<Staging>): void => {
  let registry: Registry
  let scene: Scene
  beforeEach(async () => {
    const staging = await open()
    registry = staging.registry
    scene = sceneOn(staging)
  })

  const owner = (id: string, marketplace = 'north') => scene.ownerOf(`${marketplace}:order:${id}`)
  const personOf = (key: string) => {
    const fate = scene.fateOf(key)
    return fate?.type === 'identified.order.v1' ? fate.data.person : undefined
  }

  describe('by itself', () => {
    const alone = <T>(work: (names: Names) => Promise<T>) => registry.together([], work)

    it('does all of what belongs together or nothing', async () => {
      const broken = alone(async (names) => {
        await names.bear([newborn('email:1')])
        await names.wait(waitOf('north:order:O1', 'v1'))
        throw new Error('killed')
      })
      await expect(broken).rejects.toThrow('killed')

      expect(await alone((names) => names.identifiers(['email:1']))).toEqual([])
      expect(await alone((names) => names.waitingFor(['north:order:O1'], []))).toEqual([])
    })

    it('begins again with the keys that were missing, and keeps nothing of the first try', async () => {
      const tries: number[] = []
      const revision = await registry.together(['a'], async (names) => {
        tries.push((await names.identifiers(['email:1', 'email:2'])).length)
        if (tries.length < 3) await names.bear([newborn(`email:${tries.length}`)])
        names.hold(tries.length < 3 ? ['a', 'b', 'c'].slice(0, tries.length + 1) : ['c', 'a'])
        return names.putProfile({ id: 'p', addresses: [] })
      })

      expect(tries).toEqual([0, 0, 0])
      expect(revision).toBeGreaterThan(0)
      const kept = await alone((names) => names.identifiers(['email:1', 'email:2']))
      expect(kept).toEqual([])
    })

    it('numbers births and revisions, each higher than the last', async () => {
      const [first, second] = await alone((names) => names.bear([newborn('customer:1'), newborn('email:1')]))
      const [third] = await alone((names) => names.bear([newborn('email:2')]))
      const revisions = [
        await alone((names) => names.putProfile({ id: 'p', addresses: ['email:1'] })),
        await alone((names) => names.putProfile({ id: 'q', addresses: [] })),
        await alone((names) => names.putProfile({ id: 'p', addresses: [] })),
      ]

      expect([first, second, third].map((one) => one?.born)).toEqual(
        [first, second, third].map((one) => one?.born ?? 0).toSorted((one, other) => one - other),
      )
      expect(revisions).toEqual(revisions.toSorted((one, other) => one - other))
      expect(await alone((names) => names.profiles(['p', 'q', 'none']))).toHaveLength(2)
    })

    it('knows an identifier again as it was left', async () => {
      const full = newborn('email:1', { address: ada, crowd: 7, profileId: 'p', strength: 'sales-order', at: '9' })
      await alone((names) => names.bear([newborn('email:1'), newborn('customer:1')]))
      await alone(async (names) => {
        const [one] = await names.identifiers(['email:1'])
        await names.change([{ ...one, ...full, born: one?.born ?? 0, addresses: 3 }])
      })

      const [found] = await alone((names) => names.membersOf(['p']))
      expect(found).toMatchObject({ ...full, addresses: 3 })
      expect((await alone((names) => names.identifiersOfSeeds(['seed of email:1'])))[0]).toEqual(found)
      const [untouched] = await alone((names) => names.identifiers(['customer:1']))
      expect([untouched?.crowd, untouched?.address]).toEqual([undefined, undefined])
    })

    it('keeps the first witness of an edge, and a person’s word on it', async () => {
      const edge = { pair: ['a', 'b'], strength: 'order', since: '2026' } as const
      await alone((names) =>
        names.putEdges([
          { ...edge, record: 'first' },
          { ...edge, pair: ['b', 'c'] },
        ]),
      )
      await alone((names) => names.putEdges([{ ...edge, record: 'second', verdict: 'denied' }]))
      await alone((names) => names.putEdges([{ ...edge, record: 'third' }]))

      const [found, ...others] = await alone((names) => names.edgesAmong(['a', 'b']))
      expect(found).toMatchObject({ pair: ['a', 'b'], record: 'first', verdict: 'denied' })
      expect(others).toEqual([])
      expect(await alone((names) => names.edgesOf(['b'], 9))).toHaveLength(2)
      expect(await alone((names) => names.edgesOf(['b'], 1))).toHaveLength(1)
    })

    it('hands out what waits oldest first, and the newest version of each record once', async () => {
      const keys = await alone(async (names) => {
        const [one] = await names.bear([newborn('customer:1')])
        const seen = { checkout: 'k', sights: [], isIdentified: false }
        await names.putOrder({ ...seen, key: 'O1', anchor: one?.name })
        await names.putOrder({ ...seen, key: 'O2', anchor: one?.name })
        await names.wait(waitOf('O2', '2026-02'))
        await names.wait(waitOf('O1', '2026-03'))
        await names.wait(waitOf('R3', '2026-01', { order: 'O9', isOrderKnown: false }))
        await names.wait(waitOf('O2', '2026-04'))
        await names.wait(waitOf('other', '2026-01'))
        const ours = [one?.profileId ?? '']
        return [
          await names.waitingFor(['O9'], ours),
          await names.waitingFor(['O9'], []),
          await names.waitingFor([], ours),
        ]
      })

      expect(keys).toEqual([['R3', 'O1', 'O2'], ['R3'], ['O1', 'O2']])
    })

    it('knows since when a record waits, however often it comes again', async () => {
      const since = await alone((names) => names.wait(waitOf('O1', 'v1')))

      expect(await alone((names) => names.wait(waitOf('O1', 'v2')))).toBe(since)
      const stop = () => alone((names) => names.stopWaiting('O1'))
      expect([await stop(), await stop()]).toEqual([true, false])
      expect(await alone((names) => names.waitingFor(['O1'], []))).toEqual([])
    })

    it('finds an order by what it hangs on, by its checkout, and beside its strongest identifier', async () => {
      const sights = [{ name: 'customer:1', strength: 'order', at: '1' }] as const
      const order = { key: 'O1', checkout: 'k', sights, anchor: 'email:1', isIdentified: true }
      await alone((names) => names.putOrder({ ...order, anchor: 'customer:1' }))
      expect(await alone((names) => names.ordersBeside('customer:1'))).toEqual([])
      await alone((names) => names.putOrder(order))

      for (const find of [
        (names: Names) => names.ordersAt(['email:1', 'email:2']),
        (names: Names) => names.ordersOf('k'),
        (names: Names) => names.ordersBeside('customer:1'),
      ])
        expect(await alone(find)).toEqual([order])
      expect(await alone((names) => names.order('O1'))).toEqual(order)
      expect(await alone((names) => names.ordersAt(['customer:1']))).toEqual([])
    })

    it('keeps what changed who is who, with why, newest first', async () => {
      const [one, other] = [
        { profileId: 'p', names: ['customer:1'] },
        { profileId: 'q', names: ['customer:2'] },
      ]
      const after = [{ profileId: 'p', names: ['customer:1', 'customer:2'] }]
      const evidence = [{ kinds: ['customer', 'customer'], record: 'north:order:O1' }] as const
      const change = { at: '2026', is: 'merge', before: [one, other], after, evidence } as const
      const undone = { ...change, is: 'split', decision: { by: 'Eve', why: 'two people' } } as const
      await alone((names) => names.keepChange(change))
      await alone((names) => names.keepChange(undone))

      const [last, first] = await alone((names) => names.changesOf(['q']))
      expect([last, first]).toMatchObject([undone, change])
      expect(await alone((names) => names.findChange(first?.id ?? ''))).toMatchObject(change)
      expect(await alone((names) => names.findChange('no number'))).toBeUndefined()
      expect(await alone((names) => names.changesOf(['elsewhere']))).toEqual([])
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
          person: { profileId: await owner('O1'), email: ada, otherEmails: [], locale: 'fr_FR', firstName: 'Ada Augusta' },
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

    it('tells addresses apart where a marketplace has a namespace of its own', async () => {
      await scene.arrive(
        orderReceived({ id: 'O1', customer: 'c-1', email: ada }),
        orderReceived({ id: 'O2', customer: 'c-1', email: ada, marketplace: 'far' }),
      )

      expect(await owner('O2', 'far')).not.toBe(await owner('O1'))
    })

    it('joins two people whom one order shows to be one, and keeps the older profile', async () => {
      await scene.arrive(
        orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
        orderReceived({ id: 'O2', customer: 'c-2', email: grace, created: 2 }),
      )
      const older = await owner('O1')
      const said = await scene.arrive(
        orderReceived({ id: 'O3', customer: 'c-1', email: grace, created: 3 }),
        orderReceived({ id: 'O4', email: ada }),
      )

      expect(said).toEqual(['O3 is of grace@example.org', 'O4 is of grace@example.org'])
      expect([await owner('O2'), await owner('O3'), await owner('O4')]).toEqual([older, older, older])
      expect(personOf('north:order:O3')?.otherEmails).toEqual([ada])
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
      expect(personOf('north:order:O3')?.otherEmails?.toSorted()).toEqual([grace, 'joan@example.org'])
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
      expect(new Set(await Promise.all(['O1', 'O2', 'O3'].map((id) => owner(id)))).size).toBe(1)
      await scene.arrive(...orders.slice(3))

      expect(new Set(await Promise.all(['O1', 'O2', 'O3', 'O4'].map((id) => owner(id)))).size).toBe(4)
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
      expect(new Set(await Promise.all([1, 2, 3, 4, 5, 6, 7].map((n) => owner(`O${n}`)))).size).toBe(7)
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

      expect(said).toEqual([
        'C1 is known',
        'C1 is superseded: newer-version',
        'C1 is known',
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
