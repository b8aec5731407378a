import type { Hints } from '../ports.js'

export const memoryHints = (now: () => Date): Hints => {
  const notedAt = new Map<string, string>()
  const keyOf = (marketplace: string, orderId: string): string => `${marketplace} ${orderId}`
  return {
    async note(marketplace, orderIds) {
      for (const id of orderIds) notedAt.set(keyOf(marketplace, id), now().toISOString())
    },
    async oldest(marketplace, limit) {
      const asOf = now().toISOString()
      const orderIds = [...notedAt]
        .filter(([key, at]) => key.startsWith(`${marketplace} `) && at < asOf)
        .sort(([, left], [, right]) => (left < right ? -1 : 1))
        .map(([key]) => key.slice(marketplace.length + 1))
      return { orderIds: orderIds.slice(0, limit), asOf }
    },
    async forget(marketplace, orderIds, asOf) {
      for (const id of orderIds) {
        const key = keyOf(marketplace, id)
        if ((notedAt.get(key) ?? asOf) < asOf) notedAt.delete(key)
      }
    },
    count: async () => notedAt.size,
  }
}
