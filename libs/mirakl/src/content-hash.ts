import { createHash } from 'node:crypto'
import type { Order, Return, Seller } from '@concord/domain'

/**
 * 16 hex digits that stay the same as long as the content does, whatever the order of its fields.
 *
 * Tells versions of one record apart; 64 bits are plenty for that, but it proves nothing against forgery.
 */
export const contentHash = (content: Order | Return | Seller): string =>
  createHash('sha256').update(JSON.stringify(content, sortKeys)).digest('hex').slice(0, 16)

const sortKeys = (_key: string, value: unknown): unknown => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)))
}
