/** Milliseconds before each further attempt; after the last a message is dead-lettered, unless its failure is transient. */
export type Ladder = readonly [number, ...number[]]

export const defaultLadderMs: Ladder = [1_000, 5_000, 30_000, 120_000, 600_000]
