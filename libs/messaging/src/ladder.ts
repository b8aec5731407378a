/** Milliseconds before each further attempt; after the last the message is dead-lettered. */
export type Ladder = readonly number[]

export const defaultLadderMs: Ladder = [1_000, 5_000, 30_000, 120_000, 600_000]
