import { beforeEach, describe, expect, it } from 'vitest'
import { ada, grace, orderReceived, proxy } from './testing/messages.js'
import { peopleInMemory } from './testing/people.js'
import { marketplaces, sceneOn } from './testing/scene.js'
import { whoBy } from './who.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(() => {
  people = peopleInMemory()
})

type Shown = Parameters<typeof orderReceived>[0]
const customer = (n: number): string => `customer:customer north c-${n}`
const emailOf = (address: string): string => `email:email ${address}`
const order = (id: string, shown: Shown = {}) => orderReceived({ id, ...shown })
/** Which records an order has handed on again. */
const releasedBy = async (shown: Shown) => {
  const [, ...commands] = await people.scene.handler(orderReceived(shown))
  return commands.flatMap((command) => (command.type === 'command.replay.v1' ? command.data.keys : []))
}
const ordersTold = async () =>
  (await people.profilesTold()).map(({ profile, orders }) => [profile.profileId, profile.email, orders])

describe('what waits for an address', () => {
  /** A crash lost the release. */
  beforeEach(async () => {
    await people.scene.arrive(
      order('K', { customer: 'c-2', fields: { card: '7' } }),
      order('W', { customer: 'c-1', email: proxy }),
    )
    await people.scene.handler(order('O1', { customer: 'c-1', email: ada }))
  })

  it('is handed on again by whoever shows an address, though it is no news', async () => {
    expect(await releasedBy({ id: 'O2', email: ada })).toEqual(['north:order:W'])
  })

  it('is handed on again by whoever shows two identifiers together, though it is no news', async () => {
    await people.scene.handler(order('O2', { customer: 'c-1', email: proxy, fields: { card: '8' } }))

    expect(await releasedBy({ id: 'O3', customer: 'c-1', fields: { card: '8' } })).toEqual(['north:order:W'])
  })

  it('is not handed on by whoever shows nothing but who it was, however often', async () => {
    for (let times = 0; times < 3; times += 1)
      expect(await releasedBy({ id: 'O2', customer: 'c-1', email: proxy })).toEqual([])
  })

  it('is not handed on by what waited itself and brings nothing new', async () => {
    await people.scene.arrive(order('V', { customer: 'c-1', email: proxy }))
    await people.scene.handler(order('W2', { customer: 'c-3', email: proxy }))
    await people.scene.handler(order('V2', { customer: 'c-3', email: proxy }))
    await people.scene.handler(order('O4', { customer: 'c-3', email: grace }))

    expect(await releasedBy({ id: 'W2', customer: 'c-3', email: proxy })).toEqual([])
  })

  it('is handed on by what waited itself where that brings the address', async () => {
    await people.scene.arrive(order('W2', { customer: 'c-3' }), order('V2', { customer: 'c-3' }))

    expect(await releasedBy({ id: 'W2', customer: 'c-3', email: grace })).toEqual(['north:order:V2'])
  })
})

describe('an order that was told before', () => {
  it('is told of again where a later version shows whose it is', async () => {
    await people.scene.arrive(
      order('O2', { customer: 'c-2', email: grace, created: 1 }),
      order('O1', { email: ada, created: 2 }),
      order('O1', { customer: 'c-2', created: 2, updated: 1 }),
    )

    expect(await ordersTold()).toEqual([[people.seedOf(customer(2)), grace, ['north:order:O1', 'north:order:O2']]])
    expect(people.registry.tables().orders.get('north:order:O1')).toMatchObject({
      ...{ anchor: customer(2), isIdentified: true },
    })
  })

  it('counts as told where it comes again while it is one of a crowd', async () => {
    const desk = (n: number, updated = 0) => order(`O${n}`, { customer: `c-${n}`, email: 'desk@example.org', updated })
    await people.scene.arrive(...[1, 2, 3, 4, 5, 6].map((n) => desk(n)), desk(1, 1))
    await people.scene.split({ identifiers: [people.seedOf(customer(6))] })

    expect((await ordersTold()).map(([, , orders]) => orders)).toEqual([
      [1, 2, 3, 4, 5].map((n) => `north:order:O${n}`),
    ])
  })
})

describe('an address that is shown again', () => {
  beforeEach(() =>
    people.scene.arrive(
      order('O1', { customer: 'c-1', email: ada, created: 1 }),
      order('O2', { customer: 'c-1', email: grace, created: 2 }),
    ),
  )
  const addresses = () => people.registry.tables().profiles.get(people.seedOf(customer(1)))?.addresses

  it('is the one to write to where it was another, and that is told', async () => {
    await people.told()
    await people.scene.arrive(order('O3', { customer: 'c-1', email: ada, created: 3 }))

    expect(addresses()).toEqual([emailOf(ada), emailOf(grace)])
    expect((await ordersTold()).map(([, email]) => email)).toEqual([ada])
  })

  it('is no news where it is the one to write to already, so nobody’s evidence is looked at', async () => {
    const { scene, seen } = people.watched()
    await scene.arrive(order('O3', { customer: 'c-1', email: grace, created: 3 }))
    expect(seen.walked).toEqual([])

    await scene.arrive(order('O4', { customer: 'c-1', email: ada, created: 4 }))
    expect(seen.walked).not.toEqual([])
  })

  it('is news beside one that is none', async () => {
    const joint = { customer: 'c-1', email: ada, fields: { 'real-email': grace } }
    await people.scene.arrive(order('O3', { ...joint, created: 3 }))
    expect(addresses()).toEqual([emailOf(grace), emailOf(ada)])

    await people.scene.arrive(order('O4', { ...joint, email: grace, fields: { 'real-email': ada }, created: 4 }))
    expect(addresses()).toEqual([emailOf(ada), emailOf(grace)])
  })

  it('leaves the older word on it where it was shown earlier', async () => {
    await people.scene.arrive(order('O3', { customer: 'c-1', email: ada, created: 0 }))

    expect(addresses()).toEqual([emailOf(grace), emailOf(ada)])
  })
})

it('makes people of a crowd that is none any more by what is configured, also beside who is none', async () => {
  const desk = (n: number) => order(`O${n}`, { customer: `c-${n}`, email: 'desk@example.org', created: n })
  const shared = (id: string, email: string) => order(id, { customer: 'c-9', email, created: 9 })
  await people.scene.arrive(
    ...[1, 2, 3, 4, 5, 6].map(desk),
    ...['a@example.org', 'b@example.org', 'c@example.org', 'desk@example.org'].map((email) => shared(email, email)),
  )
  const raised = { ...marketplaces, north: { ...marketplaces.north, clusterLimit: 7 } }
  const who = whoBy({ marketplaces: raised, hash: (text) => text })
  const later = sceneOn({ registry: people.registry, who, now: () => new Date('2026-03-02') })

  expect(await later.arrive(shared('desk@example.org', 'desk@example.org'))).not.toEqual([])
  expect(people.registry.tables().identifiers.get(customer(9))).toMatchObject({ addresses: 4 })
  expect(people.registry.tables().identifiers.get(customer(6))?.crowd).toBeUndefined()
})
