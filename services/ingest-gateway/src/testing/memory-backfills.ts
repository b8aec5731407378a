import type { Backfill, Backfills } from '../backfill.js'
import type { MemoryLeases } from './memory-leases.js'

/** @param leases who may write; everybody where left out */
export const memoryBackfills = (leases?: Pick<MemoryLeases, 'checkHeld'>): Backfills => {
  const held = new Map<string, Backfill>()
  const byAge = (): Backfill[] =>
    [...held.values()].sort((left, right) => (left.requestedAt < right.requestedAt ? -1 : 1))
  return {
    create: async (backfill) => void held.set(backfill.id, backfill),
    find: async (id) => held.get(id),
    list: async () => byAge().toReversed().slice(0, 100),
    running: async (marketplace) =>
      byAge().find((backfill) => backfill.marketplace === marketplace && backfill.state === 'running'),
    async save(lease, backfill) {
      leases?.checkHeld(lease)
      held.set(backfill.id, backfill)
    },
  }
}
