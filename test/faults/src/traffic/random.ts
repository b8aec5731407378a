/** Chance that comes out the same for the same seed. */
export interface Random {
  /** A whole number, both ends included. */
  between(least: number, most: number): number
  /** True in this share of the cases. */
  chance(share: number): boolean
  pick<T>(items: readonly [T, ...T[]]): T
  shuffled<T>(items: readonly T[]): T[]
}

/** Mulberry32: small, quick, and even enough to draw tests with. */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const between = (least: number, most: number): number => least + Math.floor(next() * (most - least + 1))
  return {
    between,
    chance: (share) => next() < share,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
    shuffled: (items) => {
      const drawn = items.map((item) => ({ item, place: next() }))
      return drawn.toSorted((a, b) => a.place - b.place).map(({ item }) => item)
    },
  }
}
