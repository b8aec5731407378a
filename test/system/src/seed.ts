import { createWorld } from '@concord/sandbox-seed'

/** The seed every test of the story tells. */
export const seed = 2026

/** The story as Mirakl and Dotdigital hold it, without Concord. */
export const worldAt = (anchor: Date): ReturnType<typeof createWorld> => createWorld({ seed, anchor })
