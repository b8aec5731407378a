/** Chance that repeats itself: the same seed gives the same sequence. */
export interface Random {
  /** At least `from`, less than `to`. */
  between(from: number, to: number): number
  /** A whole number, both ends included. */
  whole(from: number, to: number): number
  pick<T>(list: readonly T[]): T
  chance(share: number): boolean
}

/** Mulberry32: small, fast, and good enough for a story. */
export const randomFrom = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    const first = Math.imul(state ^ (state >>> 15), state | 1)
    const second = first ^ (first + Math.imul(first ^ (first >>> 7), first | 61))
    return ((second ^ (second >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    between: (from, to) => from + next() * (to - from),
    whole: (from, to) => from + Math.floor(next() * (to - from + 1)),
    pick: (list) => nth(list, Math.floor(next() * list.length)),
    chance: (share) => next() < share,
  }
}

/** The item at `index`, counted round and round. */
export const nth = <T>(list: readonly T[], index: number): T => {
  const item = list[index % list.length]
  if (item === undefined) throw new RangeError('nothing to choose from')
  return item
}

/** A number that stands for a text (FNV-1a), for details that must not depend on the order things are made in. */
export const hashOf = (text: string): number =>
  new TextEncoder().encode(text).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193) >>> 0, 0x811c9dc5)

const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'

export const letters = (random: Random, length: number): string =>
  Array.from({ length }, () => alphabet.charAt(random.whole(0, alphabet.length - 1))).join('')

/** The same text always gives the same UUID. */
export const uuidOf = (text: string): string => {
  const random = randomFrom(hashOf(text))
  const hex = (length: number) => Array.from({ length }, () => random.whole(0, 15).toString(16)).join('')
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`
}
