import { beforeEach, describe, expect, it } from 'vitest'
import { pollOrders, pollReturns, type PollNeeds, sweepSellers } from './poll.js'
import { pollStateContract } from './poll-state.contract.js'
import type { MarketplaceSource } from './polling-ports.js'
import type { Observation } from './ports.js'
import { type Clock, clockAt } from './testing/clock.js'
import { memoryPollState } from './testing/memory-poll-state.js'
import { rawOrder, rawReturn, rawShop } from './testing/raw.js'

describe('poll states in memory', () => pollStateContract(async () => memoryPollState()))

/** A marketplace that answers as it is told, and remembers what it was asked. */
const marketplace = () => {
  const asked: (Date | undefined)[] = []
  const world = {
    pages: [] as readonly (readonly object[])[],
    /** Done before a page is handed over. */
    beforePage: (() => undefined) as (index: number) => void,
    inIncident: [] as readonly object[],
    byId: new Map<string, object>(),
    shops: [] as readonly object[],
  }
  async function* paged(pages: readonly (readonly object[])[]) {
    for (const [index, page] of pages.entries()) {
      world.beforePage(index)
      yield page
    }
  }
  const source: MarketplaceSource = {
    orders: (since) => (asked.push(since), paged(world.pages)),
    async *ordersInIncident() {
      yield world.inIncident
    },
    ordersById: async (ids) => ids.map((id) => world.byId.get(id)).filter((order) => order !== undefined),
    returns: (since) => (asked.push(since), paged(world.pages)),
    async *sellers() {
      yield world.shops
    },
  }
  return { world, source, asked }
}

const order = (id: string, updatedAt = '2026-03-01T10:00:00Z', fields: object = {}): object =>
  rawOrder({ order_id: id, last_updated_date: updatedAt, ...fields })

describe('polling', () => {
  let clock: Clock
  let needs: PollNeeds
  let accepted: Observation[]
  let shop: ReturnType<typeof marketplace>

  beforeEach(() => {
    clock = clockAt('2026-03-01T12:00:00Z')
    accepted = []
    shop = marketplace()
    needs = {
      marketplace: 'north',
      source: shop.source,
      state: memoryPollState(),
      accept: async (observations) => {
        accepted.push(...observations)
        return { accepted: observations.length, duplicates: 0, superseded: 0, quarantined: 0 }
      },
      overlapSeconds: 900,
      now: clock.now,
    }
  })

  const ids = () => accepted.map(({ raw }) => (raw as { order_id: string }).order_id)
  const watermark = () => needs.state.watermark('north', 'order')

  it('takes the first cycle for a backfill and every later one for live', async () => {
    shop.world.pages = [[order('O1')]]
    await pollOrders(needs)
    clock.pass(300_000)
    await pollOrders(needs)

    expect(accepted).toMatchObject([
      { origin: 'backfill', lane: 'bulk', observedAt: '2026-03-01T12:00:00.000Z' },
      { origin: 'live', lane: 'realtime', observedAt: '2026-03-01T12:05:00.000Z' },
    ])
  })

  it('takes a first cycle that broke off for no cycle: the next one still is the backfill', async () => {
    shop.world.pages = [[order('O1')], [order('O2')]]
    shop.world.beforePage = (index) => {
      if (index === 1) throw new Error('the line broke')
    }
    await expect(pollOrders(needs)).rejects.toThrow('the line broke')
    shop.world.beforePage = () => undefined
    await pollOrders(needs)

    expect(accepted.map(({ origin }) => origin)).toEqual(['backfill', 'backfill', 'backfill'])
  })

  it('asks from the watermark less the overlap, and everything at first', async () => {
    shop.world.pages = [[order('O1', '2026-03-01T10:00:00Z'), order('O2', '2026-03-01T11:00:00Z')]]
    await pollOrders(needs)
    await pollOrders(needs)

    expect(shop.asked).toEqual([undefined, new Date('2026-03-01T10:45:00Z')])
  })

  it('moves the watermark only when every page is stored', async () => {
    shop.world.pages = [[order('O1', '2026-03-01T10:00:00Z')]]
    await pollOrders(needs)
    shop.world.pages = [[order('O2', '2026-03-01T11:00:00Z')], [order('O3', '2026-03-01T11:30:00Z')]]
    shop.world.beforePage = (index) => {
      if (index === 1) throw new Error('the line broke')
    }
    await expect(pollOrders(needs)).rejects.toThrow('the line broke')

    expect(await watermark()).toBe('2026-03-01T10:00:00.000Z')
  })

  it('does not move the watermark past a page that could not be stored', async () => {
    shop.world.pages = [[order('O1')], [order('O2')]]
    const away: PollNeeds = { ...needs, accept: () => Promise.reject(new Error('the journal is away')) }

    await expect(pollOrders(away)).rejects.toThrow('the journal is away')
    expect(await watermark()).toBeUndefined()
  })

  it('never moves the watermark back, nor past now for a date in the future', async () => {
    shop.world.pages = [[order('O1', '2026-03-01T11:00:00Z'), order('O2', '2031-01-01T00:00:00Z')]]
    await pollOrders(needs)
    expect(await watermark()).toBe('2026-03-01T11:00:00.000Z')

    shop.world.pages = [[order('O1', '2026-03-01T09:00:00Z')]]
    await pollOrders(needs)
    expect(await watermark()).toBe('2026-03-01T11:00:00.000Z')
  })

  it('does not skip what changes on a page already read, however long the other pages take', async () => {
    shop.world.pages = [[order('O1', '2026-03-01T10:00:00Z')], [order('O2', '2026-03-01T13:59:00Z')]]
    // Two hours lie between the pages, and O1 changes at half past twelve.
    shop.world.beforePage = (index) => {
      if (index === 1) clock.pass(2 * 3_600_000)
    }
    await pollOrders(needs)
    await pollOrders(needs)

    expect(shop.asked[1]?.getTime()).toBeLessThan(Date.parse('2026-03-01T12:30:00Z'))
  })

  it('takes in all of pages that shift, some of it twice', async () => {
    shop.world.pages = [
      [order('O1'), order('O2')],
      [order('O2'), order('O3')],
    ]
    await pollOrders(needs)

    expect(ids()).toEqual(['O1', 'O2', 'O2', 'O3'])
  })

  it('sees an incident that moves no update date when it opens and when it closes', async () => {
    shop.world.pages = [[order('O1')]]
    await pollOrders(needs)
    shop.world.pages = []
    const open = order('O1', '2026-03-01T10:00:00Z', { has_incident: true })
    shop.world.inIncident = [open]
    await pollOrders(needs)
    expect(accepted.at(-1)).toMatchObject({ raw: open, origin: 'live', lane: 'realtime' })

    shop.world.inIncident = []
    const closed = order('O1', '2026-03-01T10:00:00Z', { has_incident: false })
    shop.world.byId.set('O1', closed)
    await pollOrders(needs)
    expect(accepted.at(-1)?.raw).toBe(closed)

    const before = accepted.length
    await pollOrders(needs)
    expect(accepted).toHaveLength(before)
  })

  it('sees an incident close although the cycle that missed it first broke off', async () => {
    shop.world.inIncident = [order('O1')]
    await pollOrders(needs)
    shop.world.inIncident = []
    await expect(
      pollOrders({ ...needs, source: { ...shop.source, ordersById: () => Promise.reject(new Error('429')) } }),
    ).rejects.toThrow('429')
    shop.world.byId.set('O1', order('O1'))
    const before = accepted.length
    await pollOrders(needs)

    expect(ids().slice(before)).toEqual(['O1'])
  })

  it('reads the end of many incidents back in calls of at most a hundred', async () => {
    const many = Array.from({ length: 250 }, (_none, index) => order(`O${index}`))
    shop.world.inIncident = many
    await pollOrders(needs)
    shop.world.inIncident = []
    const sizes: number[] = []
    await pollOrders({
      ...needs,
      source: { ...shop.source, ordersById: async (some) => (sizes.push(some.length), []) },
    })

    expect(sizes).toEqual([100, 100, 50])
  })

  it('takes in what has neither id nor date, and moves no watermark for it', async () => {
    shop.world.pages = [[{}, order('O1', 'yesterday')]]
    await pollOrders(needs)

    expect(accepted).toHaveLength(2)
    expect(await watermark()).toBe('1970-01-01T00:00:00.000Z')
  })

  it('reads returns by their own watermark', async () => {
    shop.world.pages = [[rawReturn({ last_updated: '2026-03-01T11:00:00Z' })]]
    await pollReturns(needs)
    await pollReturns(needs)

    expect(accepted).toMatchObject([
      { kind: 'return', origin: 'backfill' },
      { kind: 'return', origin: 'live', lane: 'realtime' },
    ])
    expect(shop.asked).toEqual([undefined, new Date('2026-03-01T10:45:00Z')])
    expect(await watermark()).toBeUndefined()
  })

  it('sweeps all sellers every time, in the bulk lane', async () => {
    shop.world.shops = [rawShop()]
    await sweepSellers(needs)
    await sweepSellers(needs)

    expect(accepted).toMatchObject([
      { kind: 'seller', lane: 'bulk', origin: 'backfill' },
      { kind: 'seller', lane: 'bulk', origin: 'live' },
    ])
  })
})
