import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases, type DatabaseUnderTest, testVault } from '../testing/databases.js'
import { orderReceived, proxy } from '../testing/messages.js'
import { sceneOn, whoIn } from '../testing/scene.js'
import { postgresNews } from './postgres-news.js'
import { postgresRegistry } from './postgres-registry.js'

describe.each(databases)('the news on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  afterAll(() => held.close())

  it('are told once, and again where a bus forgot what was told lately', async () => {
    const now = () => new Date('2026-03-01T12:00:00.000Z')
    const registry = postgresRegistry(held.database, testVault, now)
    const scene = sceneOn({ registry, who: whoIn((text) => testVault.hash(text)), now })
    await scene.arrive(
      orderReceived({ id: 'O1', customer: 'c-1', email: 'ada@example.org', created: 1 }),
      orderReceived({ id: 'O2', customer: 'c-1', email: 'grace@example.org', created: 2 }),
      orderReceived({ id: 'O3', customer: 'c-3', email: proxy }),
    )
    const news = postgresNews(held.database, testVault)
    const [item, ...others] = await news.untold(9)
    expect(item).toMatchObject({ is: 'profile', email: 'grace@example.org', orders: ['north:order:O1'] })
    expect([others, await news.count()]).toEqual([[], 1])

    await news.told([item?.id ?? ''])
    expect([await news.untold(9), await news.count()]).toEqual([[], 0])
    await news.tellAgain('2026-03-01T11:00:00.000Z')
    expect((await news.untold(9)).map(({ id }) => id)).toEqual([item?.id])
    await news.told([item?.id ?? ''])
    await news.tellAgain('2026-03-01T13:00:00.000Z')
    expect(await news.untold(9)).toEqual([])
    await news.forget('2026-03-01T11:59:59.999Z')
    await news.tellAgain('2026-03-01T11:00:00.000Z')
    await news.forget('2026-03-01T12:00:00.000Z')
    expect((await news.untold(9)).map(({ id }) => id)).toEqual([item?.id])
    await news.told([item?.id ?? ''])
    await news.forget('2026-03-01T12:00:00.000Z')
    await news.tellAgain('2026-03-01T11:00:00.000Z')
    expect(await news.untold(9)).toEqual([])

    const overdue = (marketplace: string, before: string) => news.overdue(marketplace, before, 9)
    expect(await overdue('north', '2026-03-01T11:59:59.999Z')).toEqual([])
    expect(await overdue('south', '2026-03-02')).toEqual([])
    const [wait] = await overdue('north', '2026-03-01T12:00:00.000Z')
    expect(wait).toMatchObject({ record: 'north:order:O3', lane: 'realtime', isOrderKnown: true })
    await news.overdueTold(['north:order:O3'], '2026-03-05')
    expect(await overdue('north', '2026-03-02')).toEqual([])
    await news.tellAgain('2026-03-04')
    expect(await overdue('north', '2026-03-02')).toHaveLength(1)
  })
})
