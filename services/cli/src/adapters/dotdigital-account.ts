import { createDotdigital, roomIn } from '@concord/dotdigital'
import type { AccountConnection } from '@concord/runtime'
import type { AccountToCheck } from '../ports.js'

const timeoutMs = 20_000
const keysLookedAt = 1_000

/** Only ever reads. */
export const dotdigitalAccount = (connection: AccountConnection): AccountToCheck => {
  const dotdigital = createDotdigital({ ...connection, timeoutMs })
  return {
    region: async () =>
      (await dotdigital.account.info()).properties['ApiEndpoint'] ?? connection.url ?? 'an address it does not tell',
    room: (wanted) => roomIn(dotdigital, wanted),
    programs: async () =>
      (await dotdigital.programs.list()).map(({ id, name, status }) => ({ id, name, isActive: status === 'Active' })),
    lists: () => dotdigital.lists.list(),
    preferences: () => dotdigital.preferences.list(),
    recordKeys: async (collection) =>
      (await dotdigital.insight.page(collection, { limit: keysLookedAt })).records.map(({ key }) => key),
    rates: () =>
      Object.entries(dotdigital.health().rates).map(([tier, { limit, remaining }]) => ({ tier, limit, remaining })),
    close: () => dotdigital.close(),
  }
}
