import { expect, it } from 'vitest'
import { createStory } from './marketplace.js'
import { createTraffic } from './traffic.js'

const now = new Date('2026-03-01T12:00:00Z')
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')
const wish = { seed: 5, marketplace: 'relayed', records: 500, lateOrders: 6, now }
const traffic = createTraffic(wish)
const contentsOf = (items: typeof traffic.items): ReadonlySet<string> =>
  new Set(items.map((item) => JSON.stringify(item)))

it('is the same for the same seed, and another for another', () => {
  expect(createTraffic(wish)).toEqual(traffic)
  expect(createTraffic({ ...wish, seed: 6 }).items).not.toEqual(traffic.items)
})

it('expects as many versions as it posts different contents', () => {
  const expected = traffic.expected.reduce((sum, { versions }) => sum + versions, 0)
  expect(contentsOf([...traffic.items, ...traffic.late]).size).toBe(expected)
  expect(expected).toBeGreaterThanOrEqual(wish.records)
})

it('has duplicates, old versions after newer ones, and every kind of fate', () => {
  expect(traffic.items.length).toBeGreaterThan(contentsOf(traffic.items).size * 1.05)
  expect(new Set(traffic.expected.map(({ fate }) => fate))).toEqual(new Set(['delivered', 'waiting', 'quarantined']))
  const dates = new Map<unknown, string>()
  const isOld = traffic.items.map(({ order_id: id, last_updated_date: date }) => {
    const before = dates.get(id) ?? ''
    dates.set(id, textOf(date))
    return textOf(date) < before
  })
  expect(isOld.filter(Boolean).length).toBeGreaterThan(50)
})

it('lets no record be dated later than now', () => {
  const dates = [...traffic.items, ...traffic.late].map((item) =>
    textOf(item['last_updated_date'] ?? item['last_updated']),
  )
  expect(dates.filter((date) => date > now.toISOString())).toEqual([])
})

it('moves every order of the polled marketplace on to its newest version by the last step', () => {
  const { world, expected } = createStory({ orders: 9, steps: 6, now })
  const last = world.marketplaces[0]?.frames.at(-1)
  const shown = new Map(last?.orders.map((order) => [`polled-${textOf(order['order_id'])}`, order['order_state']]))
  expect(expected.map(({ newest }) => shown.get(newest?.name ?? ''))).toEqual(
    expected.map(({ newest }) => newest?.state),
  )
  expect(new Set(expected.map(({ versions }) => versions))).toEqual(new Set([3]))
})
