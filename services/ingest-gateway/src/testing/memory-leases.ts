import { LeaseLost } from '../errors.js'
import type { Lease, Leases } from '../lease.js'

export interface MemoryLeases extends Leases {
  /** @throws LeaseLost where somebody has taken it */
  checkHeld(lease: Lease): void
}

/** By one clock for all, as a database has. */
export const memoryLeases = (lastsMs: number, now: () => number): MemoryLeases => {
  const held = new Map<string, Lease & { until: number }>()
  const isOurs = ({ marketplace, holder, epoch }: Lease): boolean => {
    const current = held.get(marketplace)
    return current?.holder === holder && current.epoch === epoch
  }
  const lastTo = (lease: Lease, until: number): boolean => {
    if (!isOurs(lease)) return false
    held.set(lease.marketplace, { ...lease, until })
    return true
  }
  return {
    async take(marketplace, holder) {
      const current = held.get(marketplace)
      if (current !== undefined && current.until > now() && current.holder !== holder) return undefined
      const lease = { marketplace, holder, epoch: (current?.epoch ?? 0) + 1 }
      held.set(marketplace, { ...lease, until: now() + lastsMs })
      return lease
    },
    renew: async (lease) => lastTo(lease, now() + lastsMs),
    release: async (lease) => void lastTo(lease, now()),
    checkHeld(lease) {
      if (!isOurs(lease)) throw new LeaseLost(lease.marketplace)
    },
  }
}
