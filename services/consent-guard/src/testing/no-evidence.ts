import type { Evidence } from '../evidence.js'

/** For tests that are about something else. */
export const noEvidence: Evidence = { take: async () => undefined, grantOf: async () => undefined }
