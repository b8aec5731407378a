import type { RecordKey } from '@concord/domain'
import type { Name } from './ports.js'

/** What a transaction may be alone on. */
export const keyOf = {
  identifier: (name: Name): string => `identifier ${name}`,
  profile: (id: string): string => `profile ${id}`,
  order: (key: RecordKey): string => `order ${key}`,
  checkout: (name: string): string => `checkout ${name}`,
} as const
