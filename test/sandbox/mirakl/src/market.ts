import { withFields, type WrittenFields } from './fields/with-fields.js'
import type { Kind, Memory } from './memory.js'
import { sorted, type Sorted } from './sorted.js'
import { storyIncidents } from './story-incidents.js'
import type { Story } from './story.js'
import { byCreation, compareText, instantOf, objectOf, textOf } from './wire.js'
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
  /** Rising by opening, then id. */
  incidents(): readonly WireObject[]
  order(id: string): WireObject | undefined
  /** Adds an object, or replaces the one of its id; it stands until a reset, whatever the story says of it. */
  put(kind: Kind, ...objects: readonly WireObject[]): void
  /** Sets the custom fields of an order and its lines; they stand until a reset, and the story goes on around them. */
  write(fields: WrittenFields): void
}

const idOf: Readonly<Record<Kind, string>> = {
  orders: 'order_id',
  returns: 'id',
  shops: 'shop_id',
  incidents: 'incident_id',
}

const byName = (left: WireObject, right: WireObject): number =>
  compareText(textOf(left, 'shop_name'), textOf(right, 'shop_name')) ||
  compareText(textOf(left, 'shop_id'), textOf(right, 'shop_id'))

const byOpening = (left: WireObject, right: WireObject): number =>
  instantOf(objectOf(left, 'opening_information'), 'date') -
    instantOf(objectOf(right, 'opening_information'), 'date') ||
  compareText(textOf(left, 'incident_id'), textOf(right, 'incident_id'))

const rising: Readonly<Record<Kind, (left: WireObject, right: WireObject) => number>> = {
  orders: byCreation('created_date', 'order_id'),
  returns: byCreation('date_created', 'id'),
  shops: byName,
  incidents: byOpening,
}

/** All marketplaces of a world, by id. */
export const openMarkets = (story: Story, memory: Memory): ReadonlyMap<string, Market> =>
  new Map(story.world.marketplaces.map((marketplace) => [marketplace.id, openMarket(story, memory, marketplace)]))

const openMarket = (story: Story, memory: Memory, marketplace: Marketplace): Market => {
  const fields = new Map<string, WireObject>()
  const kinds = {
    orders: openKind('orders', { story, marketplace, look: (order) => withFields(order, fields) }),
    returns: openKind('returns', { story, marketplace }),
    shops: openKind('shops', { story, marketplace }),
    incidents: openKind('incidents', { story, marketplace }),
  }
  memory.listen((fact) => {
    if (fact.fact === 'fields' && fact.marketplace === marketplace.id) {
      fields.set(textOf(fact.object, 'order_id'), fact.object)
      kinds.orders.lookAgain()
    }
    if (fact.fact === 'reset') fields.clear()
    if (fact.fact === 'put' && fact.marketplace === marketplace.id) kinds[fact.kind].put(fact.object)
    if (fact.fact === 'reset') for (const kind of Object.values(kinds)) kind.clear()
  })
  return {
    marketplace,
    orders: () => [...kinds.orders.standing().values()],
    returns: () => [...kinds.returns.standing().values()],
    shops: () => [...kinds.shops.standing().values()],
    incidents: () => [...kinds.incidents.standing().values()],
    order: (id) => kinds.orders.standing().get(id),
    put: (kind, ...objects) => {
      memory.record(...objects.map((object) => ({ fact: 'put', marketplace: marketplace.id, kind, object }) as const))
    },
    write: (object) => memory.record({ fact: 'fields', marketplace: marketplace.id, object }),
  }
}

interface Standing {
  /** By id, in order. */
  standing(): ReadonlyMap<string, WireObject>
  put(object: WireObject): void
  lookAgain(): void
  clear(): void
}

interface Shown {
  readonly story: Story
  readonly marketplace: Marketplace
  /** What is seen of an object, if not the object itself. */
  readonly look?: (object: WireObject) => WireObject
}

/** Sorted once for each frame, since a poller asks for page after page of the same; what is put later finds its place. */
const openKind = (kind: Kind, { story, marketplace, look = (object) => object }: Shown): Standing => {
  const written = new Map<string, WireObject>()
  const id = (object: WireObject): string => textOf(object, idOf[kind])
  const shownIn = (frame: Frame): readonly WireObject[] =>
    kind === 'incidents' ? storyIncidents(marketplace, story.step()) : frame[kind]
  let known: { readonly frame: Frame; readonly objects: Sorted } | undefined
  const forget = (): void => {
    known = undefined
  }
  return {
    standing: () => {
      const frame = story.frame(marketplace)
      if (known?.frame !== frame) {
        const shown = shownIn(frame).map((object, index) => [id(object) || `#${index}`, object] as const)
        const all = [...new Map([...shown, ...written])].map(([key, object]) => [key, look(object)] as const)
        known = { frame, objects: sorted(new Map(all), rising[kind]) }
      }
      return known.objects.byId
    },
    put: (object) => {
      written.set(id(object), object)
      if (known?.objects.put(id(object), look(object)) === false) forget()
    },
    lookAgain: forget,
    clear: () => {
      written.clear()
      forget()
    },
  }
}
