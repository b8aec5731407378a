import type { PollState } from '../polling-ports.js'

export const memoryPollState = (): PollState => {
  const cycles = new Map<string, { marketplace: string; kind: string; startedAt: string; watermark: string }>()
  const incidents = new Map<string, readonly string[]>()
  return {
    watermark: async (marketplace, kind) => cycles.get(`${marketplace} ${kind}`)?.watermark,
    completed: async (marketplace, kind, cycle) =>
      void cycles.set(`${marketplace} ${kind}`, { marketplace, kind, ...cycle }),
    cycles: async () => [...cycles.values()],
    incidents: async (marketplace) => incidents.get(marketplace) ?? [],
    setIncidents: async (marketplace, orderIds) => void incidents.set(marketplace, [...new Set(orderIds)]),
  }
}
