import type { Message } from '@concord/contracts'
import { type Pair, pairsOf, partition, shownBy } from '@concord/domain'
import type { Bus } from '@concord/messaging'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { showProfile } from './show.js'
import { tellNews, tellOverdue } from './tell.js'
import { memoryNews } from './testing/memory-news.js'
import { type MemoryRegistry, memoryRegistry } from './testing/memory-registry.js'
import { orderReceived, proxy, returnReceived, salesOrderReceived } from './testing/messages.js'
import { marketplaces, rulesOf, type Scene, sceneOn, whoIn } from './testing/scene.js'

const [ada, grace] = ['ada@example.org', 'grace@example.org']
const who = whoIn((text) => text)

let clock: Date
const now = () => clock
let registry: MemoryRegistry
let scene: Scene
beforeEach(() => {
  clock = new Date('2026-03-01T12:00:00.000Z')
  registry = memoryRegistry(now)
  scene = sceneOn({ registry, who, now })
})

const owner = async (id: string) => (await scene.ownerOf(`north:order:${id}`)) ?? ''
const sentBy = async (tell: (bus: Bus) => Promise<boolean>): Promise<Message[]> => {
  const sent: Message[] = []
  while (await tell({ publish: async (messages) => void sent.push(...messages) } as Bus));
  return sent
}
const told = () => sentBy((bus) => tellNews(memoryNews(registry), bus))
const profilesTold = async () =>
  (await told()).flatMap((message) =>
    message.type === 'identified.contact.v1' ? [{ recordkey: message.recordkey, ...message.data }] : [],
  )

describe('what changes of orders that were told before', () => {
  it('is told after a merge, with the new owner, its addresses and a revision that rises', async () => {
    await scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      orderReceived({ id: 'O2', customer: 'c-2', email: grace, created: 2 }),
      orderReceived({ id: 'O3', customer: 'c-2', email: grace, created: 2, marketplace: 'south' }),
    )
    expect(await told()).toEqual([])
    const before = [scene.fateOf('north:order:O1'), scene.fateOf('north:order:O2')].map((fate) =>
      fate?.type === 'identified.order.v1' ? (fate.data.person.revision ?? 0) : Number.NaN,
    )
    await scene.arrive(orderReceived({ id: 'O4', customer: 'c-1', email: grace, created: 3 }))

    const id = await owner('O1')
    const news = await profilesTold()
    expect(news.map(({ recordkey, orders }) => [recordkey, orders])).toEqual([
      [`north:contact:${id}`, ['north:order:O1', 'north:order:O2']],
      [`south:contact:${id}`, ['south:order:O3']],
    ])
    for (const { profile } of news)
      expect(profile).toEqual({ profileId: id, revision: expect.any(Number), email: grace, otherEmails: [ada] })
    const { revision = 0 } = news[0]?.profile ?? {}
    expect(revision).toBeGreaterThan(Math.max(...before))
  })

  it('is told after a change of address, and of nothing when nothing changes', async () => {
    await scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1, updated: 9 }),
      orderReceived({ id: 'O1', updated: 10 }),
      orderReceived({ id: 'O2', customer: 'c-1', email: proxy, created: 2 }),
    )
    expect(await told()).toEqual([])
    await scene.arrive(salesOrderReceived({ checkout: 'O2', email: grace }))

    expect(await profilesTold()).toMatchObject([
      { profile: { email: grace, otherEmails: [ada] }, orders: ['north:order:O1', 'north:order:O2'] },
    ])
  })

  it('is told in pieces of 500 orders', async () => {
    const many = Array.from({ length: 501 }, (_none, nth) =>
      orderReceived({ id: `O${nth}`, customer: 'c-1', email: ada }),
    )
    await scene.arrive(...many, orderReceived({ id: 'X', customer: 'c-1', email: grace, created: 9 }))

    expect((await profilesTold()).map(({ orders }) => orders.length)).toEqual([500, 1])
  }, 60_000)
})

describe('a person’s word', () => {
  const two = () =>
    scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      orderReceived({ id: 'O2', customer: 'c-2', email: grace, created: 2 }),
      orderReceived({ id: 'O3', customer: 'c-2', email: proxy, created: 3 }),
    )
  const everybody = async () => ({
    owners: [await owner('O1'), await owner('O2'), await owner('O3')],
    profiles: [...registry.tables().profiles.values()].map(({ id, addresses }) => ({ id, addresses })),
    members: [...registry.tables().identifiers.values()].map(({ name, profileId }) => [name, profileId]),
  })

  it('makes two one, and splits them again exactly', async () => {
    await two()
    const before = await everybody()
    const [one = '', other = ''] = before.owners
    expect(await scene.merge({ profiles: [other, one] })).toEqual({ is: 'done', profileIds: [one], isWhole: true })
    expect((await everybody()).owners).toEqual([one, one, one])
    expect((await profilesTold())[0]).toMatchObject({ profile: { email: grace }, orders: { length: 3 } })
    const { history = [] } = (await showProfile(registry, other)) ?? {}
    expect(history[0]).toMatchObject({
      is: 'merge',
      before: [one, other],
      after: [one],
      decision: { by: 'Eve of operations' },
    })

    expect(await scene.split({ merge: history[0]?.id ?? '' })).toMatchObject({ is: 'done', isWhole: true })
    const after = await everybody()
    expect({ ...after, profiles: new Set(after.profiles) }).toEqual({ ...before, profiles: new Set(before.profiles) })
    expect((await profilesTold()).map(({ profile, orders }) => [profile.email, orders.length])).toEqual(
      expect.arrayContaining([
        [ada, 1],
        [grace, 2],
      ]),
    )
  })

  it('takes evidence back for good, whoever shows it again', async () => {
    await two()
    const wrong = orderReceived({ id: 'O4', customer: 'c-1', email: grace, created: 4 })
    await scene.arrive(wrong)
    const shown = await showProfile(registry, await owner('O1'))
    const [merge] = shown?.history ?? []
    await scene.split({ merge: merge?.id ?? '' })
    await scene.arrive(wrong)

    expect(await owner('O1')).not.toBe(await owner('O2'))
    expect(scene.fateOf('north:order:O4')).toMatchObject({ data: { person: { email: ada } } })
  })

  it('does not split what later evidence joins as well, and says through whom', async () => {
    await two()
    await scene.merge({ profiles: [await owner('O1'), await owner('O2')] })
    await scene.arrive(
      orderReceived({ id: 'O4', customer: 'c-1', fields: { card: '7' } }),
      orderReceived({ id: 'O5', customer: 'c-2', fields: { card: '7' } }),
    )
    const { identifiers = [] } = (await showProfile(registry, await owner('O1'))) ?? {}
    const card = identifiers.find(({ kind }) => kind === 'loyalty')?.id ?? ''

    expect(await scene.split({ merge: '1' })).toEqual({ is: 'still-joined', through: [card] })
    expect(await scene.split({ identifiers: [card] })).toMatchObject({ is: 'done' })
    expect(await scene.split({ merge: '1' })).toMatchObject({ is: 'done' })
    expect(await owner('O1')).not.toBe(await owner('O2'))
  })

  it('makes people again of a crowd whose shared address is taken back', async () => {
    const desk = (n: number) => orderReceived({ id: `O${n}`, customer: `c-${n}`, email: 'desk@example.org' })
    await scene.arrive(...[1, 2, 3, 4, 5, 6].map(desk), orderReceived({ id: 'X', customer: 'c-1', email: ada }))
    expect(scene.fateOf('north:order:X')).toMatchObject({ data: { reason: 'oversized-identity' } })
    const address = [...registry.tables().identifiers.values()].find((one) => one.address === 'desk@example.org')

    expect(await scene.split({ identifiers: [address?.seed ?? ''] })).toMatchObject({ is: 'done', isWhole: true })
    expect(await scene.arrive(orderReceived({ id: 'X', customer: 'c-1', email: ada, updated: 5 }))).toEqual([
      'X is of ada@example.org',
    ])
  })

  it('releases what waited for an address', async () => {
    await two()
    await scene.arrive(orderReceived({ id: 'W', customer: 'c-9', email: proxy }), returnReceived('W'))
    await scene.merge({ profiles: [await owner('W'), await owner('O1')] })

    expect((await told()).filter(({ type }) => type === 'command.replay.v1')).toMatchObject([
      { data: { keys: ['north:order:W', 'north:return:R of W'] } },
    ])
  })

  it('is refused where it would make no person', async () => {
    await two()
    await scene.arrive(orderReceived({ id: 'F', customer: 'c-1', email: ada, marketplace: 'far' }))
    const far = (await scene.ownerOf('far:order:F')) ?? ''
    const [one, other] = [await owner('O1'), await owner('O2')]

    expect(await scene.merge({ profiles: [one, 'nobody'] })).toEqual({ is: 'unknown', id: 'nobody' })
    expect(await scene.merge({ profiles: [one, one] })).toEqual({ is: 'already-so' })
    expect(await scene.merge({ profiles: [one, far] })).toEqual({ is: 'other-namespace' })
    expect(await scene.split({ merge: '77' })).toEqual({ is: 'unknown', id: '77' })
    expect(await scene.split({ identifiers: [other, 'nobody'] })).toEqual({ is: 'unknown', id: 'nobody' })
    expect(registry.tables().changes).toEqual([])
  })

  it('sees whom a profile is made of, and by which records, but no address in clear', async () => {
    await two()
    const shown = await showProfile(registry, await owner('O2'))

    expect(shown).toMatchObject({
      orders: 2,
      identifiers: [{ kind: 'customer' }, { kind: 'email', address: 'g***@e***.org' }],
    })
    expect(shown?.evidence).toMatchObject([
      { record: 'north:order:O2', between: [{ kind: 'customer' }, { kind: 'email' }] },
    ])
    expect(JSON.stringify(shown)).not.toContain('grace@')
    expect(await showProfile(registry, 'nobody')).toBeUndefined()
  })
})

describe('a record that waits too long', () => {
  const overdue = () =>
    sentBy((bus) => tellOverdue({ news: memoryNews(registry), bus, marketplaces: Object.values(marketplaces), now }))

  it('is told once with whose turn it is, and goes on all the same when evidence comes', async () => {
    await scene.arrive(orderReceived({ id: 'O1', customer: 'c-1', email: proxy }), returnReceived('O9'))
    clock = new Date('2026-03-04T11:59:59.000Z')
    expect(await overdue()).toEqual([])
    clock = new Date('2026-03-04T12:00:00.000Z')

    expect((await overdue()).map(({ recordkey, data }) => [recordkey, data])).toEqual([
      ['north:order:O1', { state: 'waiting', reason: 'identity-overdue', detail: '72 hours' }],
      [
        'north:return:R of O9',
        { state: 'waiting', reason: 'identity-overdue', detail: '72 hours, and its order has not come either' },
      ],
    ])
    expect(await overdue()).toEqual([])
    expect(await scene.arrive(orderReceived({ id: 'O1', customer: 'c-1', email: proxy, updated: 1 }))).toEqual([
      'O1 waits for identity-overdue',
    ])
    expect(await scene.arrive(orderReceived({ id: 'O2', customer: 'c-1', email: ada }))).toEqual([
      'O2 is of ada@example.org',
      'O1 is of ada@example.org',
    ])
  })
})

describe('the resolver and the pure function', () => {
  const order = fc.record({
    customer: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
    email: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
    card: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 1 }),
  })
  const orders = fc.array(order, { minLength: 1, maxLength: 22 }).map((all) =>
    all.map(({ customer, email, card }, nth) =>
      orderReceived({
        ...{ id: `O${nth}`, created: nth },
        ...(customer === undefined ? {} : { customer: `c-${customer}` }),
        ...(email === undefined ? { email: proxy } : { email: `person${email}@example.org` }),
        ...(card === undefined ? {} : { fields: { card: String(card) } }),
      }),
    ),
  )
  const shuffled = orders.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
  )
  const clusters = (groups: readonly (readonly string[])[]) => groups.map((one) => one.toSorted().join(' ')).toSorted()

  const found = (tables = registry.tables()) => {
    const groups = new Map<string, string[]>()
    for (const { name, profileId } of tables.identifiers.values())
      groups.set(profileId, [...(groups.get(profileId) ?? []), name])
    return clusters([...groups.values()])
  }

  const expected = (all: readonly ReturnType<typeof orderReceived>[]) => {
    const shown = all.map(({ data, recordversion, marketplace }) =>
      shownBy(data.order, recordversion, rulesOf(marketplace)).map((one) => who.nameOf(one)),
    )
    const pairs = [...new Map<string, Pair>(shown.flatMap(pairsOf).map((pair) => [pair.join(), pair])).values()]
    const isAddress = (name: string) => name.startsWith('email:')
    const countOf = (name: string) =>
      pairs.filter((pair) => pair.includes(name) && pair.some((one) => one !== name && isAddress(one))).length
    const rules = {
      isVoid: (name: string) => !isAddress(name) && countOf(name) > 3,
      limitOf: (names: readonly string[]) => (names.every(isAddress) ? Infinity : 6),
    }
    return clusters(partition([...new Set(shown.flat())], pairs, rules).map(({ names }) => names))
  }

  it('agree on who is who, in whatever order the records come, one at a time', async () => {
    await fc.assert(
      fc.asyncProperty(shuffled, async ([all, other]) => {
        for (const arriving of [all, other]) {
          registry = memoryRegistry(now)
          scene = sceneOn({ registry, who, now })
          for (const message of arriving) await scene.handler(message)
          expect(found()).toEqual(expected(all))
        }
      }),
      { numRuns: 60, endOnFailure: true },
    )
  }, 60_000)
})
