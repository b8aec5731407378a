import type { Bus } from '@concord/messaging'
import { beforeEach, describe, expect, it } from 'vitest'
import { ada, grace, orderReceived, proxy, returnReceived, salesOrderReceived } from './testing/messages.js'
import { memoryNews } from './testing/memory-news.js'
import { peopleInMemory } from './testing/people.js'
import { marketplaces } from './testing/scene.js'
import type { News, OverdueWait } from './ports.js'
import { tellOverdue } from './tell.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(() => {
  people = peopleInMemory()
})

describe('what changes of orders that were told before', () => {
  it('is told after a merge, with the new owner, its addresses and a revision that rises', async () => {
    await people.scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      orderReceived({ id: 'O2', customer: 'c-2', email: grace, created: 2 }),
      orderReceived({ id: 'O3', customer: 'c-2', email: grace, created: 2, marketplace: 'south' }),
    )
    expect(await people.told()).toEqual([])
    const before = [people.scene.fateOf('north:order:O1'), people.scene.fateOf('north:order:O2')].map((fate) =>
      fate?.type === 'identified.order.v1' ? (fate.data.person.revision ?? 0) : Number.NaN,
    )
    await people.scene.arrive(orderReceived({ id: 'O4', customer: 'c-1', email: grace, created: 3 }))

    const id = await people.owner('O1')
    const news = await people.profilesTold()
    expect(news.map(({ recordkey, orders }) => [recordkey, orders])).toEqual([
      [`north:contact:${id}`, ['north:order:O1', 'north:order:O2']],
      [`south:contact:${id}`, ['south:order:O3']],
    ])
    const customers = ['customer north c-1', 'customer north c-2', 'customer south c-2']
    for (const { profile } of news)
      expect(profile).toEqual({
        ...{ profileId: id, revision: expect.any(Number), email: grace, otherEmails: [ada] },
        customers,
      })
    const { revision = 0 } = news[0]?.profile ?? {}
    expect(revision).toBeGreaterThan(Math.max(...before))
  })

  it('is told after a change of address, and of nothing when nothing changes', async () => {
    await people.scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1, updated: 9 }),
      orderReceived({ id: 'O1', updated: 10 }),
      orderReceived({ id: 'O2', customer: 'c-1', email: proxy, created: 2 }),
    )
    expect(await people.told()).toEqual([])
    await people.scene.arrive(salesOrderReceived({ checkout: 'O2', email: grace }))

    expect(await people.profilesTold()).toMatchObject([
      { profile: { email: grace, otherEmails: [ada] }, orders: ['north:order:O1', 'north:order:O2'] },
    ])
  })
})

describe('a record that waits too long', () => {
  it('is told once with whose turn it is, and goes on all the same when evidence comes', async () => {
    await people.scene.arrive(orderReceived({ id: 'O1', customer: 'c-1', email: proxy }), returnReceived('O9'))
    people.setClock('2026-03-04T11:59:59.000Z')
    expect(await people.overdueTold()).toEqual([])
    people.setClock('2026-03-04T12:00:00.000Z')

    expect((await people.overdueTold()).map(({ recordkey, data }) => [recordkey, data])).toEqual([
      ['north:order:O1', { state: 'waiting', reason: 'identity-overdue', detail: '72 hours' }],
      [
        'north:return:R of O9',
        { state: 'waiting', reason: 'identity-overdue', detail: '72 hours, and its order has not come either' },
      ],
    ])
    expect(await people.overdueTold()).toEqual([])
    expect(await people.scene.arrive(orderReceived({ id: 'O1', customer: 'c-1', email: proxy, updated: 1 }))).toEqual([
      'O1 waits for identity-overdue',
    ])
    expect(await people.scene.arrive(orderReceived({ id: 'O2', customer: 'c-1', email: ada }))).toEqual([
      'O2 is of ada@example.org',
      'O1 is of ada@example.org',
    ])
  })
})

describe('what is told', () => {
  it('is of one version by its revision, so that a late word is told from the newest', async () => {
    await people.scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      orderReceived({ id: 'O2', customer: 'c-1', email: grace, created: 2 }),
      orderReceived({ id: 'O3', customer: 'c-1', email: 'joan@example.org', created: 3 }),
    )
    const versions = (await people.told()).map(({ recordversion }) => recordversion)

    expect(versions).toHaveLength(2)
    expect(versions).toEqual(versions.toSorted())
  })

  it('is told in rounds, and says whether there is more', async () => {
    const told = new Set<string>()
    const sent: number[] = []
    const waits = Array.from({ length: 450 }, (_none, n): OverdueWait => ({
      ...{ record: `north:order:W${n}`, version: 'v1', lane: 'realtime', isOrderKnown: true },
    }))
    const news: News = {
      ...memoryNews(people.registry),
      overdue: async (marketplace, _before, limit) =>
        marketplace === 'north' ? waits.filter(({ record }) => !told.has(record)).slice(0, limit) : [],
      overdueTold: async (records) => records.forEach((record) => told.add(record)),
    }
    const bus = { publish: async (messages) => void sent.push(messages.length) } as Bus
    const round = () =>
      tellOverdue({ news, bus, marketplaces: Object.values(marketplaces), now: () => new Date('2026-03-09') })

    expect([await round(), await round(), await round(), await round()]).toEqual([true, true, false, false])
    expect(sent).toEqual([200, 200, 50])
  })
})
