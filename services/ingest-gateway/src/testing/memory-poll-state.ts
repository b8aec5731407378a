import type { Cycle, PollState } from '../polling-ports.js'
import type { MemoryLeases } from './memory-leases.js'

/** @param leases who may write; everybody where left out */
export const memoryPollState = (leases?: Pick<MemoryLeases, 'checkHeld'>): PollState => {
  const cycles = new Map<string, { marketplace: string; kind: string } & Cycle>()
  const sets = new Map<string, Set<string>>()
  const marks = new Map<string, Map<string, string>>()
  const incidentsOf = (marketplace: string): Set<string> => {
    const set = sets.get(marketplace) ?? new Set()
    sets.set(marketplace, set)
    return set
  }
  return {
    watermark: async (marketplace, kind) => cycles.get(`${marketplace} ${kind}`)?.watermark,
    async completed(lease, kind, { startedAt, watermark }) {
      leases?.checkHeld(lease)
      const key = `${lease.marketplace} ${kind}`
      const before = cycles.get(key)
      cycles.set(key, {
        marketplace: lease.marketplace,
        kind,
        startedAt: later(before?.startedAt, startedAt),
        watermark: later(before?.watermark, watermark),
      })
    },
    cycles: async () => [...cycles.values()],
    incidents: async (marketplace) => [...incidentsOf(marketplace)],
    addIncidents: async (marketplace, orderIds) => orderIds.forEach((id) => incidentsOf(marketplace).add(id)),
    async removeIncidents(lease, orderIds) {
      leases?.checkHeld(lease)
      orderIds.forEach((id) => incidentsOf(lease.marketplace).delete(id))
    },
    incidentMarks: async (marketplace) => new Map(marks.get(marketplace)),
    async markIncidents(lease, incidents) {
      leases?.checkHeld(lease)
      const before = marks.get(lease.marketplace) ?? new Map<string, string>()
      marks.set(lease.marketplace, new Map([...before, ...incidents.map(({ id, mark }) => [id, mark] as const)]))
    },
  }
}

const later = (before: string | undefined, instant: string): string =>
  before !== undefined && before > instant ? before : instant
