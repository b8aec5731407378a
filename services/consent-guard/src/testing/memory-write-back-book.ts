import type { ConsentLedger } from '../ports.js'
import type { FieldOrder, OrderOwner, OwingOrder, ProfileAddresses, WriteBackBook } from '../write-back-ports.js'

/** @param ledger whose facts those who are alone read */
export const memoryWriteBackBook = (ledger: Pick<ConsentLedger, 'find'>): WriteBackBook => {
  const orders = new Map<string, FieldOrder>()
  const owners = new Map<string, OrderOwner>()
  const profiles = new Map<string, ProfileAddresses>()
  const keyOf = ({ marketplace, orderId }: Pick<FieldOrder, 'marketplace' | 'orderId'>) => `${marketplace} ${orderId}`
  const isDue = (order: FieldOrder): order is OwingOrder =>
    !order.isClosed && order.owed !== undefined && order.owed.failure === undefined
  const byDue = (left: OwingOrder, right: OwingOrder) => (left.owed.dueAt < right.owed.dueAt ? -1 : 1)

  let tail: Promise<unknown> = Promise.resolve()

  const book: WriteBackBook = {
    alone: (_profileId, work) => {
      const result = tail.then(() => work(book, ledger))
      tail = result.catch(() => undefined)
      return result
    },
    async noteProfile(profile) {
      if ((profiles.get(profile.profileId)?.revision ?? 0) <= profile.revision) profiles.set(profile.profileId, profile)
    },
    addressesOf: async (profileId) => profiles.get(profileId)?.addresses ?? [],
    profilesAt: async (addressHashes) =>
      [...profiles.values()]
        .filter(({ addresses }) => addresses.some((address) => addressHashes.includes(address)))
        .map(({ profileId }) => profileId),
    async noteOwner(owner) {
      const known = owners.get(keyOf(owner))
      const stands = known !== undefined && known.revision > owner.revision ? known : owner
      owners.set(keyOf(owner), stands)
      return stands
    },
    find: async (marketplace, orderId) => orders.get(keyOf({ marketplace, orderId })),
    ordersOf: async (profileId) => [...orders.values()].filter((order) => order.profileId === profileId),
    keep: async (kept) => kept.forEach((order) => orders.set(keyOf(order), order)),
    async forget(forgotten) {
      for (const key of forgotten.map(keyOf)) {
        orders.delete(key)
        owners.delete(key)
      }
    },
    async claim({ marketplace, now, until }) {
      const due = [...orders.values()].filter((order) => order.marketplace === marketplace).filter(isDue)
      const [first] = due.filter(({ owed }) => owed.dueAt <= now).toSorted(byDue)
      if (first === undefined) return undefined
      const owed = { ...first.owed, tries: first.owed.tries + 1, dueAt: until }
      orders.set(keyOf(first), { ...first, isSure: false, sureSince: until, owed })
      return first
    },
    async retryFailed(now) {
      for (const [key, { owed, ...order }] of orders)
        if (owed?.failure !== undefined)
          orders.set(key, { ...order, owed: { value: owed.value, tries: 0, dueAt: now } })
    },
    counts: async () => {
      const owing = [...orders.values()].filter(({ owed }) => owed !== undefined)
      return { due: owing.filter(isDue).length, failed: owing.filter(({ owed }) => owed?.failure !== undefined).length }
    },
  }
  return book
}
