import { partsOf } from '@concord/domain'
import type { News } from '../ports.js'
import type { MemoryRegistry } from './memory-registry.js'

const toldOf = new WeakMap<MemoryRegistry, { readonly items: Set<string>; readonly waits: Set<string> }>()

/** What a registry in memory has to tell. */
export const memoryNews = (registry: MemoryRegistry): News => {
  const told = toldOf.get(registry) ?? { items: new Set<string>(), waits: new Set<string>() }
  toldOf.set(registry, told)
  const untold = () =>
    registry
      .tables()
      .news.map((item, nth) => ({ ...item, id: String(nth) }))
      .filter(({ id }) => !told.items.has(id))
  return {
    untold: async (limit) => untold().slice(0, limit),
    told: async (ids) => ids.forEach((id) => told.items.add(id)),
    overdue: async (marketplace, before, limit) =>
      [...registry.tables().waiting.values()]
        .filter(
          ({ record, since }) =>
            since <= before && partsOf(record).marketplace === marketplace && !told.waits.has(record),
        )
        .slice(0, limit),
    overdueTold: async (records) => records.forEach((record) => told.waits.add(record)),
    tellAgain: async () => told.items.clear(),
    forget: async () => undefined,
    count: async () => untold().length,
  }
}
