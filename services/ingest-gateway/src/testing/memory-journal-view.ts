import { partsOf } from '@concord/domain'
import type { JournalView } from '../comparison.js'
import type { Item } from '../ports.js'

interface Shown {
  readonly items: ReadonlyMap<string, Item>
  readonly hinted?: ReadonlySet<string>
  readonly hasSeen: (comparison: string, key: string) => boolean
  readonly ordersAtOnce?: number
}

/** A journal of the newest item of each key. */
export const memoryJournalView = ({ items, hinted, hasSeen, ordersAtOnce = 3 }: Shown): JournalView => ({
  newest: async (keys) => new Map(held(items, keys).map(({ key, version }) => [key, version])),
  contents: async (keys) =>
    new Map(held(items, keys).map(({ key, content }) => [key, JSON.parse(JSON.stringify(content)) as unknown])),
  async ordersAfter(after, { marketplace, comparison }) {
    const orders = [...items.values()]
      .filter(({ key }) => key.startsWith(`${marketplace}:order:`) && key > after)
      .toSorted((left, right) => (left.key < right.key ? -1 : 1))
      .map(({ key, version }) => ({ key, version, isSeen: hasSeen(comparison, key) }))
    return { orders: orders.slice(0, ordersAtOnce), isLast: orders.length < ordersAtOnce }
  },
  oldest: async () =>
    [...items.values()]
      .map(({ version }) => version.slice(0, 24))
      .toSorted()
      .at(0),
  hinted: async (_marketplace, ids) => new Set(ids.filter((id) => hinted?.has(id))),
})

const held = (items: ReadonlyMap<string, Item>, keys: readonly string[]): readonly Item[] =>
  keys.flatMap((key) => items.get(key) ?? []).filter(({ key }) => partsOf(key).kind === 'order')
