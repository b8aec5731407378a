import type { ConsentFact } from '@concord/domain'

/** What Dotdigital said at noon, where nothing else is said. */
export const fact = (fields: Partial<ConsentFact> = {}): ConsentFact => ({
  status: 'subscribed',
  source: 'modified',
  learnedAt: '2026-03-01T12:00:00.000Z',
  ...fields,
})

export const hashOf = (text: string): string => `hash(${text})`
