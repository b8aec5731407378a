import type { AccountFact } from './account-state.js'
import { nameFault } from '../lists/list-rules.js'
import { emptyState } from './state.js'
import type { SandboxWorld } from './world.js'

/** From which an account that names none sends. */
const standardFrom = 'noreply@example.com'

/** Lists, preferences and addresses of the world as facts. */
export const accountSeeds = (world: SandboxWorld, now: Date): readonly AccountFact[] => {
  const at = now.toISOString()
  for (const { id, name } of world.lists ?? []) {
    const fault = nameFault(emptyState(), name)
    if (fault !== undefined) throw new Error(`Seed list ${String(id)}: ${fault}`)
  }
  return [
    ...(world.lists ?? []).map(({ id, name, visibility = 'Private' }): AccountFact => ({
      fact: 'list',
      list: { id, name, visibility },
    })),
    ...(world.preferences ?? []).map(({ id, publicName, privateName, ...rest }, order): AccountFact => {
      const { isPreference = true, categoryId = 0 } = rest
      const names = { publicName, privateName: privateName ?? publicName }
      const dates = { created: at, lastModified: at }
      return {
        fact: 'preference',
        preference: { id, ...names, isPreference, order, isPublic: true, categoryId, ...dates },
      }
    }),
    ...(world.fromAddresses ?? [standardFrom]).map((address): AccountFact => ({
      fact: 'from-address',
      address: address.toLowerCase(),
    })),
  ]
}
