import { describe, expect, it } from 'vitest'
import { createWorld } from './index.js'
import { framesIn, movesIn, ordersIn, seeds } from './seen.js'

const anchor = new Date('2026-03-02T12:00:00Z')
const time = (date: string) => Date.parse(date)

describe.each(seeds)('the frames of world %i', (seed) => {
  const world = createWorld({ seed, anchor })
  const frames = framesIn(world)
  const moves = movesIn(world)

  it('never lose an order, a return or a shop', () => {
    for (const [index, frame] of frames.entries()) {
      const previous = frame.step === 0 ? undefined : frames[index - 1]
      const ids = new Set(frame.orders.map((order) => order.order_id))
      expect(previous?.orders.filter((order) => !ids.has(order.order_id)) ?? []).toEqual([])
      expect(frame.returns.length).toBeGreaterThanOrEqual(previous?.returns.length ?? 0)
      expect(frame.shops).toHaveLength(frame.marketplace === 'north' ? 7 : 5)
    }
  })

  it('show nothing that is still to come', () => {
    for (const { at, orders, returns, shops } of frames) {
      const dates = [
        ...orders.map((order) => order.last_updated_date),
        ...orders.flatMap((order) => order.order_lines.map((line) => line.last_updated_date)),
        ...returns.map((each) => each.last_updated),
        ...shops.map((shop) => shop.last_updated_date),
      ]
      expect(dates.filter((date) => time(date) > time(at))).toEqual([])
    }
  })

  it('date each change after the frame before, but for one change in silence', () => {
    const silent = moves.filter(({ before, after }) => before?.last_updated_date === after.last_updated_date)

    expect(silent.map(({ after }) => after.has_incident)).toEqual([true])
    for (const { from, until, after } of moves.filter((move) => !silent.includes(move))) {
      expect(time(after.last_updated_date)).toBeGreaterThan(time(from))
      expect(time(after.last_updated_date)).toBeLessThan(time(until))
    }
  })

  it('never turn an update date back', () => {
    for (const { before, after } of moves) {
      expect(time(after.last_updated_date)).toBeGreaterThanOrEqual(
        time(before?.last_updated_date ?? after.created_date),
      )
    }
  })

  it('keep what an order was born with', () => {
    const birth = ({ order_id, commercial_id, created_date, shop_id }: (typeof moves)[number]['after']) => ({
      order_id,
      commercial_id,
      created_date,
      shop_id,
    })
    for (const { before, after } of moves) if (before !== undefined) expect(birth(after)).toEqual(birth(before))
  })

  it('give every order, line and return of a marketplace its own id', () => {
    for (const { orders, returns } of frames) {
      const lists = [
        orders.map((order) => order.order_id),
        orders.flatMap((order) => order.order_lines.map((line) => line.order_line_id)),
        returns.map((each) => each.id),
      ]
      for (const ids of lists) expect(new Set(ids).size).toBe(ids.length)
    }
  })

  it('begin eight months before the anchor at the earliest', () => {
    const oldest = Math.min(...ordersIn(world, 0).map((order) => time(order.created_date)))

    expect(oldest).toBeGreaterThan(anchor.getTime() - 245 * 24 * 3_600_000)
    expect(oldest).toBeLessThan(anchor.getTime() - 200 * 24 * 3_600_000)
  })

  it('tell by webhook and relay only of orders that changed at that step', () => {
    for (const { step, webhooks, relayed, marketplace } of frames) {
      const changed = moves.filter((move) => move.step === step).map(({ after }) => after.order_id)
      const told = [...webhooks.flatMap(({ payload }) => payload.map(({ id }) => id)), ...relayed]
      expect(
        told.filter((id) => !changed.includes(id)),
        marketplace,
      ).toEqual([])
      expect(new Set(told).size).toBe(told.length)
    }
  })
})
