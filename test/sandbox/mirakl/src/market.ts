import type { Kind, Memory } from './memory.js'
import type { Story } from './story.js'
import { byCreation, compareText, textOf } from './wire.js'
import type { Frame, Marketplace, WireObject } from './world.js'

/** One marketplace as it stands now: what the story shows, and what was written to it since. */
export interface Market {
  readonly marketplace: Marketplace
  /** Rising by creation, then id. */
  orders(): readonly WireObject[]
  /** Rising by creation, then id. */
  returns(): readonly WireObject[]
  /** Rising by name, then id. */
  shops(): readonly WireObject[]
  order(id: string): WireObject | undefined
  /** Adds an object, or replaces the one of its id; it stands until a reset, whatever the story says of it. */
  put(kind: Kind, ...objects: readonly WireObject[]): void
}

const idOf: Readonly<Record<Kind, string>> = { orders: 'order_id', returns: 'id', shops: 'shop_id' }

const byName = (left: WireObject, right: WireObject): number =>
  compareText(textOf(left, 'shop_name'), textOf(right, 'shop_name')) ||
  compareText(textOf(left, 'shop_id'), textOf(right, 'shop_id'))

const rising: Readonly<Record<Kind, (left: WireObject, right: WireObject) => number>> = {
  orders: byCreation('created_date', 'order_id'),
  returns: byCreation('date_created', 'id'),
  shops: byName,
}

/** All marketplaces of a world, by id. */
export const openMarkets = (story: Story, memory: Memory): ReadonlyMap<string, Market> =>
  new Map(story.world.marketplaces.map((marketplace) => [marketplace.id, openMarket(story, memory, marketplace)]))

const openMarket = (story: Story, memory: Memory, marketplace: Marketplace): Market => {
  const kinds = {
    orders: openKind('orders', story, marketplace),
    returns: openKind('returns', story, marketplace),
    shops: openKind('shops', story, marketplace),
  }
  memory.listen((fact) => {
    if (fact.fact === 'put' && fact.marketplace === marketplace.id) kinds[fact.kind].put(fact.object)
    if (fact.fact === 'reset') for (const kind of Object.values(kinds)) kind.clear()
  })
  return {
    marketplace,
    orders: () => [...kinds.orders.standing().values()],
    returns: () => [...kinds.returns.standing().values()],
    shops: () => [...kinds.shops.standing().values()],
    order: (id) => kinds.orders.standing().get(id),
    put: (kind, ...objects) => {
      memory.record(...objects.map((object) => ({ fact: 'put', marketplace: marketplace.id, kind, object }) as const))
    },
  }
}

interface Standing {
  /** By id, in order. */
  standing(): ReadonlyMap<string, WireObject>
  put(object: WireObject): void
  clear(): void
}

/** Sorted once for each change, since a poller asks for page after page of the same. */
const openKind = (kind: Kind, story: Story, marketplace: Marketplace): Standing => {
  const written = new Map<string, WireObject>()
  const id = (object: WireObject): string => textOf(object, idOf[kind])
  let known: { readonly frame: Frame; readonly objects: ReadonlyMap<string, WireObject> } | undefined
  return {
    standing: () => {
      const frame = story.frame(marketplace)
      if (known?.frame !== frame) {
        const shown = frame[kind].map((object, index) => [id(object) || `#${index}`, object] as const)
        const objects = new Map([...shown, ...written])
        known = { frame, objects: new Map([...objects].sort(([, left], [, right]) => rising[kind](left, right))) }
      }
      return known.objects
    },
    put: (object) => {
      written.set(id(object), object)
      known = undefined
    },
    clear: () => {
      written.clear()
      known = undefined
    },
  }
}
