import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createReadBack } from './hints.js'
import * as polls from './poll.js'
import type { PollNeeds } from './poll.js'
import type { Observation } from './ports.js'
import { clockAt } from './testing/clock.js'
import { memoryHints } from './testing/memory-hints.js'
import { memoryPollState } from './testing/memory-poll-state.js'
import { rawOrder } from './testing/raw.js'
import { openTerm } from './testing/terms.js'
import { atOnce } from './testing/walks.js'

const pollOrders = atOnce(polls.pollOrders)
const pollIncidents = atOnce(polls.pollIncidents)

/** What happens in the marketplace between two pages. */
type Act =
  | { readonly is: 'created' }
  | { readonly is: 'updated' | 'incident opened' | 'incident closed'; readonly order: number }

const pageSize = 3

/** Orders by creation, a window of updates without an end date, pages by offset: as OR11 reads. */
const shiftingMarketplace = (clock: ReturnType<typeof clockAt>) => {
  const orders: { id: string; updatedAt: string; revision: number; hasIncident: boolean }[] = []
  const act = (deed: Act): void => {
    const at = clock.pass(1_000)
    if (deed.is === 'created') {
      orders.push({ id: `O${orders.length}`, updatedAt: at, revision: 0, hasIncident: false })
      return
    }
    const order = orders[deed.order % Math.max(1, orders.length)]
    if (order === undefined) return
    // An incident may not move the update date.
    if (deed.is === 'updated') Object.assign(order, { updatedAt: at, revision: order.revision + 1 })
    else order.hasIncident = deed.is === 'incident opened'
  }
  const wire = ({ id, updatedAt, revision, hasIncident }: (typeof orders)[number]): object =>
    rawOrder({ order_id: id, last_updated_date: updatedAt, has_incident: hasIncident, price: revision })
  async function* pages(matches: (order: (typeof orders)[number]) => boolean, between: () => void) {
    for (let offset = 0; ; offset += pageSize) {
      const found = orders.filter(matches)
      yield found.slice(offset, offset + pageSize).map(wire)
      if (offset + pageSize >= found.length) return
      between()
    }
  }
  return { orders, act, wire, pages }
}

const anAct: fc.Arbitrary<Act> = fc.oneof(
  fc.constant({ is: 'created' } as const),
  fc.record({
    is: fc.constantFrom('updated', 'incident opened', 'incident opened', 'incident closed'),
    order: fc.nat(9),
  }) as fc.Arbitrary<Act>,
)
const someActs = fc.array(anAct, { maxLength: 4 })

const world = (meanwhile: readonly (readonly Act[])[]) => {
  const clock = clockAt('2026-03-01T12:00:00Z')
  const shop = shiftingMarketplace(clock)
  const later = [...meanwhile]
  const between = () => later.shift()?.forEach(shop.act)
  const held = new Map<string, Observation>()
  const versionOf = ({ raw, observedAt }: Observation): string =>
    `${(raw as { last_updated_date: string }).last_updated_date} ${observedAt}`
  const needs: PollNeeds = {
    marketplace: 'north',
    source: {
      orders: (since) => shop.pages(({ updatedAt }) => updatedAt >= (since?.toISOString() ?? ''), between),
      ordersInIncident: () => shop.pages(({ hasIncident }) => hasIncident, between),
      ordersById: async (ids) => shop.orders.filter(({ id }) => ids.includes(id)).map(shop.wire),
      async *returns() {},
      async *sellers() {},
    },
    state: memoryPollState(),
    hints: memoryHints(clock.now),
    term: openTerm(),
    overlapSeconds: 0,
    now: clock.now,
    // As the journal does: the newest update date wins, and of the same one what was seen last.
    accept: async (observations) => {
      for (const each of observations) {
        const id = (each.raw as { order_id: string }).order_id
        const before = held.get(id)
        if (before === undefined || versionOf(each) >= versionOf(before)) held.set(id, each)
      }
      return { accepted: observations.length, duplicates: 0, superseded: 0, quarantined: 0 }
    },
  }
  const readBackHints = createReadBack()
  const readBack = () =>
    readBackHints({
      ...needs,
      confirm: async () => undefined,
      oldestHintAt: async () => undefined,
      measured: () => undefined,
    })
  const cycle = async (): Promise<void> => {
    for (const turn of [() => pollOrders(needs), () => pollIncidents(needs), readBack]) {
      clock.pass(10_000)
      await turn()
    }
  }
  return { shop, held, cycle }
}

describe('pages that shift while they are read', () => {
  it('skip nothing for good: what stood before a cycle is stored by it or a later one, incidents too', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anAct, { maxLength: 25 }),
        fc.array(someActs, { maxLength: 30 }),
        async (before, meanwhile) => {
          const { shop, held, cycle } = world(meanwhile)
          before.forEach(shop.act)
          for (let turn = 0; turn < 3; turn += 1) await cycle()
          // From here on the marketplace stands still; two more cycles end whatever was under way.
          const isStill = meanwhile.length
          for (let turn = 0; turn < 2 + isStill; turn += 1) await cycle()

          expect([...held.values()].map(({ raw }) => raw).toSorted(byId)).toEqual(
            shop.orders.map(shop.wire).toSorted(byId),
          )
        },
      ),
      { numRuns: 300 },
    )
  })

  it('are all read in the cycle that began after the last change', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anAct, { maxLength: 40 }), async (before) => {
        const { shop, held, cycle } = world([])
        before.forEach(shop.act)
        await cycle()

        expect(held.size).toBe(shop.orders.length)
      }),
    )
  })
})

const byId = (left: unknown, right: unknown): number =>
  (left as { order_id: string }).order_id < (right as { order_id: string }).order_id ? -1 : 1
