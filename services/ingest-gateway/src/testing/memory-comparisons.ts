import type { Comparison, Comparisons, Suspicion } from '../comparison.js'
import type { MemoryLeases } from './memory-leases.js'

/** @param leases who may write; everybody where left out */
export const memoryComparisons = (leases?: Pick<MemoryLeases, 'checkHeld'>) => {
  const held = new Map<string, Comparison>()
  const seen = new Map<string, Set<string>>()
  const differences = new Map<string, Map<string, Suspicion & { n?: number }>>()
  const seenOf = (id: string): Set<string> => seen.get(id) ?? seen.set(id, new Set()).get(id) ?? new Set()
  const differencesOf = (id: string) =>
    differences.get(id) ?? differences.set(id, new Map()).get(id) ?? new Map<string, Suspicion & { n?: number }>()
  const comparisons: Comparisons = {
    async create(comparison) {
      if (!held.has(comparison.id)) held.set(comparison.id, comparison)
      return held.get(comparison.id) ?? comparison
    },
    find: async (id) => held.get(id),
    running: async (marketplace) =>
      [...held.values()]
        .toSorted((left, right) => (left.requestedAt < right.requestedAt ? -1 : 1))
        .find((one) => one.marketplace === marketplace && one.state === 'running'),
    async save(lease, comparison) {
      leases?.checkHeld(lease)
      held.set(comparison.id, comparison)
    },
    async see(id, keys) {
      const before = seenOf(id).size
      keys.forEach((key) => seenOf(id).add(key))
      return seenOf(id).size - before
    },
    suspect: async (id, suspicions) =>
      suspicions.forEach((one) =>
        differencesOf(id).set(one.key, { ...one, ...numberOf(differencesOf(id).get(one.key)) }),
      ),
    suspected: async (id, limit) =>
      [...differencesOf(id).values()]
        .filter(({ n }) => n === undefined)
        .toSorted((left, right) => (left.key < right.key ? -1 : 1))
        .slice(0, limit),
    async settle(lease, comparison, { standing, dropped }) {
      leases?.checkHeld(lease)
      standing.forEach(({ key, n, kind }) => {
        const before = differencesOf(comparison.id).get(key)
        if (before !== undefined) differencesOf(comparison.id).set(key, { ...before, n, kind })
      })
      dropped.forEach((key) => differencesOf(comparison.id).delete(key))
      held.set(comparison.id, comparison)
    },
    found: async (id, after, limit) =>
      [...differencesOf(id).values()]
        .flatMap((one) => (one.n === undefined || one.n <= after ? [] : [{ ...one, n: one.n }]))
        .toSorted((left, right) => left.n - right.n)
        .slice(0, limit),
    foundAmong: async (id, numbers) =>
      [...differencesOf(id).values()]
        .flatMap((one) => (one.n !== undefined && numbers.includes(one.n) ? [{ ...one, n: one.n }] : []))
        .toSorted((left, right) => left.n - right.n),
    async forgetSome(before) {
      for (const [id, { state, requestedAt }] of held) {
        if (state === 'running') continue
        seen.delete(id)
        if (requestedAt >= before) continue
        differences.delete(id)
        held.delete(id)
      }
      return false
    },
  }
  return { comparisons, hasSeen: (id: string, key: string) => seenOf(id).has(key) }
}

const numberOf = (before: { readonly n?: number } | undefined) => (before?.n === undefined ? {} : { n: before.n })
