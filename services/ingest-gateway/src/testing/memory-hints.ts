import type { Hints } from '../ports.js'

export const memoryHints = (now: () => Date): Hints => {
  const notedAt = new Map<string, string>()
  const keyOf = (marketplace: string, orderId: string): string => `${marketplace} ${orderId}`
  return {
    async note(marketplace, orderIds) {
      for (const id of orderIds) notedAt.set(keyOf(marketplace, id), now().toISOString())
    },
    async oldest(marketplace, limit) {
      const found = [...notedAt]
        .filter(([key]) => key.startsWith(`${marketplace} `))
        .sort(([, left], [, right]) => (left < right ? -1 : 1))
      return found.slice(0, limit).map(([key, at]) => ({ orderId: key.slice(marketplace.length + 1), notedAt: at }))
    },
    async forget(marketplace, hints) {
      for (const { orderId, notedAt: at } of hints) {
        const key = keyOf(marketplace, orderId)
        if (notedAt.get(key) === at) notedAt.delete(key)
      }
    },
    async forgetOlder(marketplace, orderIds, before) {
      for (const id of orderIds) {
        const key = keyOf(marketplace, id)
        if ((notedAt.get(key) ?? before) < before) notedAt.delete(key)
      }
    },
    count: async () => notedAt.size,
  }
}
