import { pagesBy, RateLimited } from '@concord/mirakl'
import { beforeEach, describe, expect, it } from 'vitest'
import { LeaseLost } from './errors.js'
import * as polls from './poll.js'
import type { PollNeeds } from './poll.js'
import { pollStateContract } from './poll-state.contract.js'
import { inTurns } from './poll-walk.js'
import type { MarketplaceSource, SeenIncident } from './polling-ports.js'
import type { Observation } from './ports.js'
import { type Clock, clockAt } from './testing/clock.js'
import { memoryHints } from './testing/memory-hints.js'
import { memoryLeases } from './testing/memory-leases.js'
import { memoryPollState } from './testing/memory-poll-state.js'
import { rawOrder, rawReturn, rawShop } from './testing/raw.js'
import { openTerm } from './testing/terms.js'
import { atOnce } from './testing/walks.js'

const pollOrders = atOnce(polls.pollOrders)
const pollReturns = atOnce(polls.pollReturns)
const pollIncidents = atOnce(polls.pollIncidents)
const sweepSellers = atOnce(polls.sweepSellers)
const lookAtIncidents = atOnce(polls.lookAtIncidents)

describe('poll states in memory', () =>
  pollStateContract(async () => {
    const leases = memoryLeases(1_000, () => 0)
    return { leases, state: memoryPollState(leases) }
  }))

/** A marketplace that answers as it is told, and remembers what it was asked. */
const marketplace = () => {
  const asked: (Date | undefined)[] = []
  const world = {
    pages: [] as readonly (readonly object[])[],
    /** Done before a page is handed over. */
    beforePage: (() => undefined) as (index: number) => void,
    inIncident: [] as readonly object[],
    incidents: [] as readonly SeenIncident[],
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
    ordersById: async () => [],
    returns: (since) => (asked.push(since), paged(world.pages)),
    async *sellers() {
      yield world.shops
    },
    async *incidents() {
      yield world.incidents
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
  let term: ReturnType<typeof openTerm>

  beforeEach(() => {
    clock = clockAt('2026-03-01T12:00:00Z')
    accepted = []
    shop = marketplace()
    term = openTerm()
    needs = {
      marketplace: 'north',
      source: shop.source,
      state: memoryPollState(),
      hints: memoryHints(clock.now),
      term,
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

  it('stamps a page with the instant it was asked for, however late it comes', async () => {
    shop.world.pages = [[order('O1')], [order('O2')]]
    shop.world.beforePage = () => void clock.pass(60_000)
    await pollOrders(needs)

    expect(accepted.map(({ observedAt }) => observedAt)).toEqual([
      '2026-03-01T12:00:00.000Z',
      '2026-03-01T12:01:00.000Z',
    ])
  })

  it('stores nothing more and moves no watermark once its lease is lost', async () => {
    shop.world.pages = [[order('O1')], [order('O2')]]
    shop.world.beforePage = (index) => {
      if (index === 1) term.end(new LeaseLost('north'))
    }
    await expect(pollOrders(needs)).rejects.toMatchObject({ code: 'lease-lost' })

    expect(ids()).toEqual(['O1'])
    expect(await watermark()).toBeUndefined()
  })

  describe('in turns, a page in each', () => {
    /** Two pages, of which the second may not be asked for at once. */
    const limitedOnce = () => {
      const pages = [[order('O1', '2026-03-01T10:00:00Z')], [order('O2', '2026-03-01T11:00:00Z')]]
      let [at, refusals] = [0, 1]
      return pagesBy(async () => {
        if (at === 1 && refusals > 0) {
          refusals -= 1
          throw new RateLimited('OR11: not now', 60)
        }
        at += 1
        return pages[at - 1]
      })
    }

    it('goes on where it had to wait, and moves the watermark behind the last page', async () => {
      const begun: (Date | undefined)[] = []
      const source = { ...shop.source, orders: (since?: Date) => (begun.push(since), limitedOnce()) }
      const turn = inTurns(() => polls.pollOrders({ ...needs, source }))

      expect(await turn()).toBe(true)
      await expect(turn()).rejects.toThrow(RateLimited)
      clock.pass(60_000)
      expect(await turn()).toBe(true)
      expect(await watermark()).toBeUndefined()
      expect(await turn()).toBe(false)
      expect([ids(), begun.length, await watermark()]).toEqual([['O1', 'O2'], 1, '2026-03-01T11:00:00.000Z'])
      expect(await needs.state.cycles()).toMatchObject([{ startedAt: '2026-03-01T12:00:00.000Z' }])
      expect(accepted[1]).toMatchObject({ origin: 'backfill', observedAt: '2026-03-01T12:01:00.000Z' })
    })

    it('begins anew after its end, and after any other failure', async () => {
      shop.world.pages = [[order('O1')], [order('O2')]]
      let isAway = false
      const accept: PollNeeds['accept'] = (all) => (isAway ? Promise.reject(new Error('away')) : needs.accept(all))
      const turn = inTurns(() => polls.pollOrders({ ...needs, accept }))
      await turn()
      isAway = true
      await expect(turn()).rejects.toThrow('away')
      isAway = false
      while (await turn()) continue
      await turn()

      expect(ids()).toEqual(['O1', 'O1', 'O2', 'O1'])
    })
  })

  it('forgets a hint that is older than the reading of its order, and keeps one that came meanwhile', async () => {
    await needs.hints.note('north', ['O1', 'O2', 'O3'])
    clock.pass(60_000)
    shop.world.pages = [[order('O1'), order('O2')]]
    shop.world.beforePage = () => void needs.hints.note('north', ['O2'])
    await pollOrders(needs)
    clock.pass(1)

    expect((await needs.hints.oldest('north', 9)).map(({ orderId }) => orderId).toSorted()).toEqual(['O2', 'O3'])
  })

  describe('incidents', () => {
    const inIncident = (id: string) => order(id, '2026-03-01T10:00:00Z', { has_incident: true })
    const hinted = async () => {
      clock.pass(1)
      return (await needs.hints.oldest('north', 999)).map(({ orderId }) => orderId).toSorted()
    }

    it('that open are stored although they move no update date', async () => {
      await pollOrders(needs)
      shop.world.inIncident = [inIncident('O1')]
      await pollIncidents(needs)

      expect(accepted).toMatchObject([{ raw: inIncident('O1'), origin: 'live', lane: 'realtime' }])
    })

    it('that are no longer listed become hints, once', async () => {
      shop.world.inIncident = [inIncident('O1'), inIncident('O2')]
      await pollIncidents(needs)
      expect(await hinted()).toEqual([])
      shop.world.inIncident = [inIncident('O2')]
      await pollIncidents(needs)
      expect(await hinted()).toEqual(['O1'])

      await needs.hints.forgetOlder('north', ['O1'], clock.pass(1))
      await pollIncidents(needs)
      expect(await hinted()).toEqual([])
    })

    it('that a window showed, and that ended before they were listed, become hints too', async () => {
      shop.world.pages = [[inIncident('O1'), order('O2')]]
      await pollOrders(needs)
      await pollIncidents(needs)

      expect(await hinted()).toEqual(['O1'])
    })

    it('are not forgotten where the hints cannot be noted: the next look notes them', async () => {
      shop.world.inIncident = [inIncident('O1')]
      await pollIncidents(needs)
      shop.world.inIncident = []
      const away = { ...needs.hints, note: () => Promise.reject(new Error('away')) }
      await expect(pollIncidents({ ...needs, hints: away })).rejects.toThrow('away')
      await pollIncidents(needs)

      expect(await hinted()).toEqual(['O1'])
    })

    it('of OR61 are hints when they are new or have changed, but not the history of the first look', async () => {
      const incident = (id: string, mark: string) => ({
        id,
        orderId: `order of ${id}`,
        mark,
        isClosed: mark === 'CLOSED',
      })
      shop.world.incidents = [incident('I1', 'NEW'), incident('I2', 'CLOSED')]
      await lookAtIncidents(needs)
      expect(await hinted()).toEqual(['order of I1'])
      await needs.hints.forgetOlder('north', ['order of I1'], clock.pass(1))
      await lookAtIncidents(needs)
      expect(await hinted()).toEqual([])

      shop.world.incidents = [incident('I1', 'CLOSED'), incident('I2', 'CLOSED'), incident('I3', 'CLOSED')]
      await lookAtIncidents(needs)
      expect(await hinted()).toEqual(['order of I1', 'order of I3'])
    })
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
