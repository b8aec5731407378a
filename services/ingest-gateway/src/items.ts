import { createHash } from 'node:crypto'
import { type Instant, type Order, recordKey, type Return, type Seller, version } from '@concord/domain'
import { contentHash, parseOrder, parseReturn, parseSeller } from '@concord/mirakl'
import type { Item, Observation } from './ports.js'

interface Parsed {
  readonly id: string
  readonly updatedAt: Instant
  readonly hash: string
  readonly content: unknown
  readonly subject: string
  readonly faults?: readonly string[]
}

/** Names and versions an observation. What cannot be parsed still becomes an item: quarantined, every fault named. */
export const itemOf = (observation: Observation): Item => {
  const { marketplace, kind, lane, origin, observedAt } = observation
  const { id, updatedAt, hash, content, subject, faults } = parsed(observation)
  const outcome = faults && ({ state: 'quarantined', reason: 'invalid', detail: faults.join('; ') } as const)
  return {
    key: recordKey(marketplace, kind, id),
    version: version(updatedAt, observedAt, hash),
    lane,
    origin,
    content,
    subject: `${marketplace}/${subject}`,
    outcome,
  }
}

const parsed = (observation: Observation): Parsed => {
  const { kind, raw } = observation
  if (kind === 'order') {
    const result = parseOrder(raw)
    if (!result.ok) return refused(observation, result)
    const { order } = result
    return { ...identityOf(order), subject: order.customer.id ?? order.customer.email ?? order.id }
  }
  if (kind === 'return') {
    const result = parseReturn(raw)
    return result.ok
      ? { ...identityOf(result.return), subject: `return/${result.return.orderId}` }
      : refused(observation, result)
  }
  const result = parseSeller(raw)
  return result.ok ? { ...identityOf(result.seller), subject: 'sellers' } : refused(observation, result, 'nothing')
}

const identityOf = (content: Order | Return | Seller): Omit<Parsed, 'subject'> => ({
  id: content.id,
  updatedAt: content.updatedAt,
  hash: contentHash(content),
  content,
})

/** @param keep a seller's raw object may hold bank data, so nothing of an invalid one is kept */
const refused = (
  { raw }: Observation,
  { faults, id }: { faults: readonly string[]; id?: string | undefined },
  keep: 'raw' | 'nothing' = 'raw',
): Parsed => {
  const hash = createHash('sha256').update(JSON.stringify(raw)).digest('hex').slice(0, 16)
  const content = keep === 'raw' ? raw : {}
  return {
    id: id ?? `unnamed-${hash}`,
    updatedAt: updatedAtOf(raw) ?? undatedAt,
    hash,
    content,
    subject: 'invalid',
    faults,
  }
}

/** Older than anything valid, so that a corrected object is always newer than an invalid one without a date. */
const undatedAt: Instant = new Date(0).toISOString()

/** An invalid object seen again must be known again, so its version rests on its own date, never on the clock. */
const updatedAtOf = (raw: unknown): Instant | undefined => {
  const fields = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {}
  const date = fields['last_updated_date'] ?? fields['last_updated'] ?? fields['created_date']
  const time = typeof date === 'string' ? Date.parse(date) : Number.NaN
  return Number.isNaN(time) ? undefined : new Date(time).toISOString()
}
