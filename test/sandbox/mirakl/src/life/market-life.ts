import type { AddressBook } from '../acts/deed.js'
import { type Dossier, isOrder } from '../acts/order.js'
import { perform } from '../acts/perform.js'
import type { Market } from '../market.js'
import type { Fact, LifeState, Memory } from '../memory.js'
import type { Story } from '../story.js'
import { textOf } from '../wire.js'
import type { WireObject } from '../world.js'
import { arrivals, type Stretch } from './arrivals.js'
import { dossiersOf, factsOf } from './dossiers.js'
import { drifted } from './drift.js'
import { nextAct } from './next-act.js'
import { type Pool, poolOf } from './pool.js'
import type { Change } from './tidings.js'

/** What happened in a stretch: to be put down, and to be told. */
export interface Happened {
  readonly facts: readonly Fact[]
  readonly changes: readonly Change[]
}

/** The customers and sellers of one marketplace. */
export interface MarketLife {
  /** Changes nothing by itself. */
  live(stretch: Stretch, life: LifeState): Happened
  readonly addressesOf: AddressBook
}

interface Needs {
  readonly story: Story
  readonly market: Market
  readonly memory: Memory
}

export const createMarketLife = ({ story, market, memory }: Needs): MarketLife => {
  const { marketplace } = market
  const poolFrom = made(poolOf)
  const pool = (): Pool => poolFrom(story.frame(marketplace))
  const diary = openDiary(memory, market)
  return {
    addressesOf: (order) => pool().addressesOf(order),
    live: (stretch, life) => {
      const rush = { seed: `${String(story.world.seed)} ${marketplace.id}`, perHour: life.ordersPerHour }
      const fresh = arrivals(pool(), rush, stretch).filter((order) => market.order(order.order_id) === undefined)
      const born = fresh.map((order) =>
        lived({ order, returns: [], incidents: [] }, { pool: pool(), stretch, life, isNew: true }),
      )
      const grown = diary
        .due(stretch.to, life)
        .map((each) => lived(each, { pool: pool(), stretch, life, isNew: false }))
      const shops = drifted(market.shops(), life.ordersPerHour, stretch)
      return {
        facts: [
          ...born.flatMap(({ after }) => factsOf(marketplace.id, undefined, after)),
          ...grown.flatMap(({ before, after }) => factsOf(marketplace.id, before, after)),
          ...shops.map((object): Fact => ({ fact: 'put', marketplace: marketplace.id, kind: 'shops', object })),
        ],
        changes: [...born, ...grown].flatMap(({ changes }) => changes),
      }
    },
  }
}

/** Made anew only when what it is made of is another. */
const made = <From extends object, To>(make: (from: From) => To): ((from: From) => To) => {
  const known = new WeakMap<From, { readonly to: To }>()
  return (from) => {
    const { to } = known.get(from) ?? { to: make(from) }
    known.set(from, { to })
    return to
  }
}

interface Around {
  readonly pool: Pool
  readonly stretch: Stretch
  readonly life: LifeState
  readonly isNew: boolean
}

interface Lived {
  readonly before: Dossier
  readonly after: Dossier
  readonly changes: readonly Change[]
}

/** One act after the other, each at its own instant, up to the end of the stretch. */
const lived = (before: Dossier, { pool, stretch, life, isNew }: Around): Lived => {
  const { order } = before
  const changes: Change[] = isNew ? [{ at: Date.parse(order.last_updated_date), before: undefined, after: order }] : []
  let after = before
  for (;;) {
    const next = nextAct(after, life.since)
    if (next === undefined || next.at > stretch.to) return { before, after, changes }
    const then = perform(after, next.deed, { at: next.at, addressesOf: pool.addressesOf })
    if (then.order !== after.order) changes.push({ at: next.at, before: after.order, after: then.order })
    after = then
  }
}

interface Diary {
  /** The orders to which something happens up to `to`. */
  due(to: number, life: LifeState): readonly Dossier[]
}

/** Remembers when each order is due, until it changes. */
const openDiary = (memory: Memory, market: Market): Diary => {
  const dates = new Map<string, number>()
  memory.listen((fact) => {
    if (fact.fact === 'put' && fact.marketplace === market.marketplace.id) dates.delete(textOf(fact.object, 'order_id'))
    if (fact.fact === 'step' || fact.fact === 'reset' || (fact.fact === 'life' && fact.life === null)) dates.clear()
  })
  return {
    due: (to, { since }) => {
      const dossierFor = dossiersOf(market)
      const dated = (order: WireObject): number =>
        (isOrder(order) ? nextAct(dossierFor(order), since)?.at : undefined) ?? Infinity
      return market.orders().flatMap((order) => {
        const id = textOf(order, 'order_id')
        const at = dates.get(id) ?? dated(order)
        dates.set(id, at)
        return at <= to && isOrder(order) ? [dossierFor(order)] : []
      })
    },
  }
}
