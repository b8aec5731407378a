import type { Hints } from '../ports.js'

export const memoryHints = (now: () => Date): Hints => {
  const notedAt = new Map<string, string>()
  const asked = new Set<string>()
  const repairs = new Set<string>()
  const keyOf = (marketplace: string, orderId: string): string => `${marketplace} ${orderId}`
  return {
    async note(marketplace, orderIds) {
      for (const id of orderIds) notedAt.set(keyOf(marketplace, id), now().toISOString())
      for (const id of orderIds) repairs.delete(keyOf(marketplace, id))
    },
    async repair(marketplace, orderIds) {
      const fresh = orderIds.filter((id) => !notedAt.has(keyOf(marketplace, id)) || repairs.has(keyOf(marketplace, id)))
      for (const id of orderIds) notedAt.set(keyOf(marketplace, id), now().toISOString())
      for (const id of fresh) repairs.add(keyOf(marketplace, id))
    },
    async ask(marketplace, orderIds) {
      await this.note(marketplace, orderIds)
      for (const id of orderIds) asked.add(keyOf(marketplace, id))
    },
    async oldest(marketplace, limit) {
      const found = [...notedAt]
        .filter(([key]) => key.startsWith(`${marketplace} `))
        .map(([key, at]) => [key, `${repairs.has(key) ? 1 : 0} ${at}`, at] as const)
        .sort(([, left], [, right]) => (left < right ? -1 : 1))
      return found.slice(0, limit).map(([key, , at]) => ({
        ...{ orderId: key.slice(marketplace.length + 1), notedAt: at },
        ...{ isAsked: asked.has(key), isRepair: repairs.has(key) },
      }))
    },
    async forget(marketplace, hints) {
      for (const { orderId, notedAt: at } of hints) {
        const key = keyOf(marketplace, orderId)
        if (notedAt.get(key) !== at) continue
        notedAt.delete(key)
        asked.delete(key)
        repairs.delete(key)
      }
    },
    async forgetOlder(marketplace, orderIds, before) {
      for (const id of orderIds) {
        const key = keyOf(marketplace, id)
        if (asked.has(key) || (notedAt.get(key) ?? before) >= before) continue
        notedAt.delete(key)
        repairs.delete(key)
      }
    },
    count: async () => notedAt.size,
  }
}
