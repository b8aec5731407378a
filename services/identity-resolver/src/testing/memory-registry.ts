import { keyOf } from '../keys.js'
import type {
  Change,
  Checkout,
  Edge,
  Identifier,
  Names,
  NewsItem,
  OrderSeen,
  Profile,
  Registry,
  Wait,
} from '../ports.js'

interface Tables {
  readonly identifiers: Map<string, Identifier>
  readonly edges: Map<string, Edge>
  readonly profiles: Map<string, Profile>
  readonly orders: Map<string, OrderSeen>
  readonly checkouts: Map<string, Checkout>
  readonly waiting: Map<string, Wait & { readonly since: string }>
  readonly changes: Change[]
  readonly news: NewsItem[]
  /** The last number given to a birth or a revision. */
  readonly last: { birth: number; revision: number }
}

const empty = (): Tables => ({
  ...{ identifiers: new Map(), edges: new Map(), profiles: new Map(), orders: new Map(), checkouts: new Map() },
  ...{ waiting: new Map(), changes: [], news: [], last: { birth: 0, revision: 0 } },
})

/** What is in them is never changed, only replaced. */
const copyOf = ({ identifiers, edges, profiles, orders, checkouts, waiting, changes, news, last }: Tables): Tables => ({
  ...{ identifiers: new Map(identifiers), edges: new Map(edges), profiles: new Map(profiles) },
  ...{ orders: new Map(orders), checkouts: new Map(checkouts), waiting: new Map(waiting) },
  ...{ changes: [...changes], news: [...news], last: { ...last } },
})

/** What a test looks at from outside. */
export interface MemoryRegistry extends Registry {
  tables(): Tables
}

class Missing extends Error {}

/** One at a time, and all or nothing, like the real one; work that needs more keys begins again with them. */
export const memoryRegistry = (now: () => Date): MemoryRegistry => {
  let tables = empty()
  let tail: Promise<unknown> = Promise.resolve()

  const together = async <T>(keys: readonly string[], work: (names: Names) => Promise<T>): Promise<T> => {
    const held = new Set(keys)
    for (;;) {
      const draft = copyOf(tables)
      try {
        const result = await work({ ...namesIn(draft, now), ...holding(draft, held) })
        tables = draft
        return result
      } catch (failure) {
        if (!(failure instanceof Missing)) throw failure
      }
    }
  }
  return {
    tables: () => tables,
    together: (keys, work) => {
      const result = tail.then(() => together(keys, work))
      tail = result.catch(() => undefined)
      return result
    },
  }
}

const holding = ({ identifiers, last }: Tables, held: Set<string>): Pick<Names, 'hold' | 'bear'> => ({
  hold: (wanted) => holdAll(held, wanted),
  async bear(newborn) {
    const born = newborn.map((one) => ({ ...one, born: (last.birth += 1) }))
    for (const one of born) {
      identifiers.set(one.name, one)
      held.add(keyOf.profile(one.profileId))
    }
    return born
  },
})

const holdAll = (held: Set<string>, wanted: readonly string[]): void => {
  const missing = wanted.filter((key) => !held.has(key))
  for (const key of missing) held.add(key)
  if (missing.length > 0) throw new Missing()
}

const namesIn = (tables: Tables, now: () => Date): Omit<Names, 'hold' | 'bear'> => ({
  ...peopleIn(tables),
  ...recordsIn(tables, now),
  tell: async (news) => void tables.news.push(...news),
})

const peopleIn = ({ identifiers, edges, profiles, changes, last }: Tables) =>
  ({
    identifiers: async (names) => [...new Set(names)].flatMap((name) => identifiers.get(name) ?? []),
    identifiersOfSeeds: async (seeds) => [...identifiers.values()].filter(({ seed }) => seeds.includes(seed)),
    membersOf: async (ids) => [...identifiers.values()].filter(({ profileId }) => ids.includes(profileId)),
    change: async (changed) => changed.forEach((one) => identifiers.set(one.name, one)),
    edgesOf: async (names, limit) =>
      [...edges.values()].filter(({ pair }) => pair.some((name) => names.includes(name))).slice(0, limit),
    edgesAmong: async (names) => [...edges.values()].filter(({ pair }) => pair.every((name) => names.includes(name))),
    async putEdges(put) {
      for (const edge of put) {
        const known = edges.get(edge.pair.join())
        edges.set(edge.pair.join(), known === undefined ? edge : { ...known, verdict: edge.verdict ?? known.verdict })
      }
    },
    profiles: async (ids) => [...new Set(ids)].flatMap((id) => profiles.get(id) ?? []),
    async putProfile(profile) {
      const revision = (last.revision += 1)
      profiles.set(profile.id, { ...profile, revision })
      return revision
    },
    dropProfiles: async (ids) => ids.forEach((id) => profiles.delete(id)),
    keepChange: async (change) => void changes.push(change),
    changesOf: async (ids) =>
      changes
        .map((change, index) => ({ ...change, id: String(index + 1) }))
        .filter(({ before, after }) => [...before, ...after].some(({ profileId }) => ids.includes(profileId)))
        .toReversed(),
    findChange: async (id) => changes[Number(id) - 1],
  }) satisfies Partial<Names>

const recordsIn = ({ orders, checkouts, waiting, identifiers }: Tables, now: () => Date) =>
  ({
    order: async (key) => orders.get(key),
    putOrder: async (order) => void orders.set(order.key, order),
    ordersOf: async (checkout) => [...orders.values()].filter((order) => order.checkout === checkout),
    ordersAt: async (anchors) => [...orders.values()].filter(({ anchor = '' }) => anchors.includes(anchor)),
    ordersBeside: async (name) =>
      [...orders.values()].filter(({ sights: [first], anchor }) => first?.name === name && anchor !== name),
    checkout: async (name) => checkouts.get(name),
    putCheckout: async (checkout) => void checkouts.set(checkout.name, checkout),
    async wait(wait) {
      const since = waiting.get(wait.record)?.since ?? now().toISOString()
      waiting.set(wait.record, { ...wait, since })
      return since
    },
    stopWaiting: async (record) => waiting.delete(record),
    waitingFor: async (keys, profileIds) =>
      [...waiting.values()]
        .filter(({ order }) => {
          const owner = identifiers.get(orders.get(order)?.anchor ?? '')?.profileId ?? ''
          return keys.includes(order) || profileIds.includes(owner)
        })
        .sort((left, right) => (left.version < right.version ? -1 : 1))
        .map(({ record }) => record),
  }) satisfies Partial<Names>
