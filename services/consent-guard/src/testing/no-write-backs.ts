import type { WriteBacks } from '../write-back-keeping.js'

/** For tests that are about something else. */
export const noWriteBacks: WriteBacks = {
  noteOrder: async () => undefined,
  noteProfile: async () => undefined,
  noteNews: async () => undefined,
}
