import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openMarkets } from '../market.js'
import { openMemory } from '../memory.js'
import type { News, Notifier } from '../notifier.js'
import { openStory } from '../story.js'
import { tinyWorld, type TinyWorldOptions } from '../tiny-world.js'
import { asObject, instantOf, listOf, numberOf, textOf } from '../wire.js'
import type { WireObject } from '../world.js'
import { createLife } from './life.js'

const start = Date.parse('2026-03-02T00:20:00Z')
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A marketplace whose clock stands until it is set; what it tells is kept. */
const village = (options: TinyWorldOptions = { orders: 6, shops: 2 }) => {
  const memory = openMemory()
  const story = openStory(tinyWorld(options), memory)
  const markets = openMarkets(story, memory)
  const told: News[] = []
  const silence = { planned: 0, posted: 0, accepted: 0 }
  const counts = { webhooks: silence, relay: { ...silence, givenUp: 0 } }
  const notifier: Notifier = {
    enter: () => Promise.resolve(),
    count: () => counts,
    told: () => counts,
    tell: (_marketplace, news) => void told.push(news),
    reset: () => undefined,
  }
  let now = start
  const life = createLife({ story, markets, memory, notifier, now: () => new Date(now) })
  const [acme] = markets.values()
  if (acme === undefined) throw new Error('no marketplace')
  const liveTo = (at: number): void => {
    now = at
    life.catchUp()
  }
  return { life, market: acme, memory, told, liveTo }
}

const updated = (order: WireObject): number => instantOf(order, 'last_updated_date')
const placed = (order: WireObject): number => instantOf(order, 'created_date')

describe('the life of a marketplace', () => {
  it('has not begun until somebody begins it, and ends when somebody ends it', () => {
    const { life, market, liveTo } = village()
    liveTo(start + 5 * day)
    expect(market.orders()).toHaveLength(6)

    life.begin(12)
    life.end()
    liveTo(start + 9 * day)
    expect([market.orders().length, life.state()]).toEqual([6, undefined])
  })

  it('brings as many checkouts an hour as were asked for, of one shop or two, and none from before', () => {
    const { life, market, liveTo } = village()
    life.begin(12)
    liveTo(start + 10 * hour)
    const fresh = market.orders().slice(6)
    const inWholeHours = fresh.filter(
      (order) => placed(order) >= start + 40 * minute && placed(order) < start + 580 * minute,
    )

    expect(new Set(inWholeHours.map((order) => textOf(order, 'commercial_id'))).size).toBe(9 * 12)
    expect(new Set(fresh.map(({ order_id: id }) => id)).size).toBe(fresh.length)
    expect(fresh.every((order) => placed(order) > start && placed(order) <= start + 10 * hour)).toBe(true)
  })

  it('makes up for nothing that could have happened before it began', () => {
    const { life, market, liveTo } = village()
    life.begin(0)
    liveTo(start + 5 * day)
    const lines = market.orders().flatMap((order) => listOf(order, 'order_lines').map(asObject))
    const shipped = lines.map((line) => instantOf(line, 'shipped_date')).filter((date) => !Number.isNaN(date))

    expect(shipped.length).toBeGreaterThan(3)
    expect(Math.min(...shipped)).toBeGreaterThan(start)
  })

  it('leads orders all the way, each act at an instant of its own', () => {
    const { life, market, liveTo } = village()
    life.begin(1)
    liveTo(start + 30 * day)
    const states = new Set(market.orders().map((order) => textOf(order, 'order_state')))

    for (const state of ['WAITING_ACCEPTANCE', 'SHIPPING', 'SHIPPED', 'RECEIVED', 'CLOSED', 'REFUSED', 'CANCELED'])
      expect(states).toContain(state)
    expect(new Set(market.orders().map(updated)).size).toBeGreaterThan(market.orders().length * 0.95)
    expect(market.orders().every((order) => updated(order) <= start + 30 * day)).toBe(true)
    expect(market.incidents().length).toBeGreaterThan(10)
    expect(market.returns().length).toBeGreaterThan(10)
  })

  it('leaves no order of the story waiting, but for what nobody can do anything about', () => {
    const damaged = [{ order_id: 'X', created_date: '2026-03-01T00:00:00Z' }]
    const { life, market, memory, liveTo } = village({
      orders: 6,
      steps: [({ orders }) => ({ orders: [...orders, ...damaged] })],
    })
    memory.record({ fact: 'step', step: 1 })
    life.begin(0)
    liveTo(start + 60 * day)

    expect(market.order('X')).toEqual(damaged[0])
    const states = market.orders().map((order) => textOf(order, 'order_state'))
    expect(states.filter((state) => ['CLOSED', 'CANCELED'].includes(state))).toHaveLength(6)
  })

  it('lets the metrics of shops drift, and their update dates stay', () => {
    const shops = [
      {
        shop_id: 2000,
        shop_name: 'S',
        shop_state: 'OPEN',
        grade: 4.5,
        orders_count: 10,
        last_updated_date: '2026-03-01T00:00:00Z',
      },
    ]
    const { life, market, memory, liveTo } = village({ orders: 2, steps: [() => ({ shops })] })
    memory.record({ fact: 'step', step: 1 })
    life.begin(2)
    liveTo(start + day)
    const [shop = {}] = market.shops()

    expect(numberOf(shop, 'orders_count')).toBeGreaterThan(40)
    expect(shop['last_updated_date']).toBe('2026-03-01T00:00:00Z')
    expect(shop['grade']).not.toBe(4.5)
  })

  it('is the same however often anybody looks', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 2 * day }), { maxLength: 8 }), (pauses) => {
        const looked = village()
        const slept = village()
        for (const { life } of [looked, slept]) life.begin(1)
        let at = start
        for (const pause of pauses) looked.liveTo((at += pause))
        slept.liveTo(at)
        expect(looked.market.orders()).toEqual(slept.market.orders())
        expect(looked.market.shops()).toEqual(slept.market.shops())
        expect(new Set(looked.market.incidents())).toEqual(new Set(slept.market.incidents()))
      }),
      { numRuns: 10 },
    )
  })

  it('pushes what happened, in the stretch in which it happened', () => {
    const { life, told, liveTo } = village()
    life.begin(6)
    liveTo(start + 2 * day)
    const before = told.length
    liveTo(start + 2 * day)

    expect(told.length).toBe(before)
    expect(JSON.stringify(told)).toMatch(/"field":"STATE"/)
    expect(JSON.stringify(told)).toMatch(/"field":"SHIPMENTS"/)
  })
})
