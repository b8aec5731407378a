import type { Checkout, Identifier, Names, Profile, Registry, Wait } from '../ports.js'

interface Tables {
  readonly profiles: Map<string, Profile>
  readonly links: Map<string, string>
  readonly sightings: Map<string, Set<string>>
  readonly owners: Map<string, string>
  readonly waiting: Map<string, Wait>
  readonly checkouts: Map<string, { readonly email: string | undefined; readonly version: string }>
}

const nameOf = (identifier: Identifier): string =>
  identifier.is === 'email' ? identifier.email : `${identifier.marketplace} ${identifier.id}`

const checkoutOf = ({ marketplace, commercialId }: Checkout): string => `${marketplace} ${commercialId}`

/** One at a time, and all or nothing, like the real one; ids are counted. */
export const memoryRegistry = (): Registry => {
  let tables: Tables = {
    profiles: new Map(),
    links: new Map(),
    sightings: new Map(),
    owners: new Map(),
    waiting: new Map(),
    checkouts: new Map(),
  }
  let tail: Promise<unknown> = Promise.resolve()
  let made = 0

  const together = async <T>(work: (names: Names) => Promise<T>): Promise<T> => {
    const draft = structuredClone(tables)
    const result = await work(namesIn(draft, () => `p-${(made += 1)}`))
    tables = draft
    return result
  }
  return {
    together: (work) => {
      const result = tail.then(() => together(work))
      tail = result.catch(() => undefined)
      return result
    },
  }
}

const repointed = <K>(map: Map<K, string>, fromId: string, intoId: string): void => {
  for (const [key, id] of map) if (id === fromId) map.set(key, intoId)
}

const namesIn = ({ profiles, links, sightings, owners, waiting, checkouts }: Tables, nextId: () => string): Names => ({
  lock: async () => undefined,
  lockCheckout: async () => undefined,
  async setCheckoutEmail(checkout, email, version) {
    const known = checkouts.get(checkoutOf(checkout))
    if (known !== undefined && known.version > version) return false
    checkouts.set(checkoutOf(checkout), { email, version })
    return true
  },
  checkoutEmail: async (checkout) => checkouts.get(checkoutOf(checkout))?.email,
  find: async (identifier) => profiles.get(links.get(nameOf(identifier)) ?? ''),
  async create(email) {
    const profile = { id: nextId(), email }
    profiles.set(profile.id, profile)
    return profile
  },
  setEmail: async (id, email) => void profiles.set(id, { id, email }),
  link: async (identifier, id) => void links.set(nameOf(identifier), id),
  async absorb(fromId, intoId) {
    repointed(links, fromId, intoId)
    repointed(owners, fromId, intoId)
    for (const [key, wait] of waiting) if (wait.profileId === fromId) waiting.set(key, { ...wait, profileId: intoId })
    profiles.delete(fromId)
  },
  async noteEmail(customer, email) {
    const seen = sightings.get(nameOf(customer)) ?? new Set<string>()
    if (email !== undefined) seen.add(email)
    sightings.set(nameOf(customer), seen)
    return seen.size
  },
  setOwner: async (order, id) => void owners.set(order, id),
  ownerOf: async (order) => profiles.get(owners.get(order) ?? ''),
  wait: async (wait) => void waiting.set(wait.record, wait),
  stopWaiting: async (record) => void waiting.delete(record),
  waitingFor: async ({ profileId, order, checkout }) =>
    [...waiting.values()]
      .filter(
        (wait) =>
          (profileId !== undefined && wait.profileId === profileId) ||
          (order !== undefined && wait.order === order) ||
          (checkout !== undefined && wait.checkout !== undefined && checkoutOf(wait.checkout) === checkoutOf(checkout)),
      )
      .sort((left, right) => (left.version < right.version ? -1 : 1))
      .map(({ record }) => record),
})
