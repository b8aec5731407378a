import { createHash } from 'node:crypto'
import {
  type Instant,
  normaliseEmail,
  type Order,
  recordKey,
  type Return,
  type SalesOrder,
  type Seller,
  version,
} from '@concord/domain'
import { contentHash, parseOrder, parseReturn, parseSeller } from '@concord/mirakl'
import type { NamedNotice } from './contact-notice.js'
import { faultOfCrowd } from './crowded.js'
import type { Item, Observation } from './ports.js'
import { parseSalesOrder } from './sales-order.js'
import { faultOfId, faultsOfTexts } from './storable.js'

interface Valid {
  readonly ok: true
  readonly id: string
  readonly updatedAt: Instant
  readonly hash: string
  readonly content: unknown
  readonly subject: string
}

interface Invalid {
  readonly ok: false
  readonly faults: readonly string[]
  readonly id?: string | undefined
}

/** Names and versions an observation. What cannot be parsed still becomes an item: quarantined, every fault named. */
export const itemOf = (observation: Observation): Item => {
  const { marketplace, kind, lane, origin, observedAt, traceparent } = observation
  const seen = dated(storable(parsed(observation)), observation)
  const { id, updatedAt, hash, content, subject } = seen.ok ? seen : quarantined(observation, seen)
  return {
    key: recordKey(marketplace, kind, id),
    version: version(updatedAt, observedAt, hash),
    lane,
    origin,
    content,
    subject: `${marketplace}/${subject}`,
    outcome: seen.ok ? undefined : { state: 'quarantined', reason: 'invalid', detail: detailOf(seen.faults) },
    traceparent,
  }
}

const parsed = ({ kind, raw, faults }: Observation): Valid | Invalid => {
  if (faults !== undefined) return { ok: false, faults }
  const crowd = faultOfCrowd(raw)
  if (crowd !== undefined) return { ok: false, faults: [crowd] }
  switch (kind) {
    case 'order':
      return orderIn(raw)
    case 'return':
      return returnIn(raw)
    case 'seller':
      return sellerIn(raw)
    case 'sales-order':
      return salesOrderIn(raw)
    case 'contact':
      return noticeIn(raw as NamedNotice)
  }
}

const orderIn = (raw: unknown): Valid | Invalid => {
  const result = parseOrder(raw)
  if (!result.ok) return result
  const { order } = result
  return { ...identityOf(order), subject: order.customer.id ?? order.customer.email ?? order.id }
}

const returnIn = (raw: unknown): Valid | Invalid => {
  const result = parseReturn(raw)
  return result.ok ? { ...identityOf(result.return), subject: `return/${result.return.orderId}` } : result
}

const sellerIn = (raw: unknown): Valid | Invalid => {
  const result = parseSeller(raw)
  return result.ok ? { ...identityOf(result.seller), subject: 'sellers' } : result
}

/** Where a storefront does not say when a checkout was last changed, what was posted last is the newest of those. */
const salesOrderIn = (raw: unknown): Valid | Invalid => {
  const result = parseSalesOrder(raw)
  if (!result.ok) return result
  const { salesOrder: content, updatedAt = undatedAt } = result
  return {
    ok: true,
    id: content.commercialId,
    updatedAt,
    hash: hashOf(content),
    content,
    subject: buyer(content),
  }
}

const buyer = ({ email, customerId, commercialId }: SalesOrder): string =>
  normaliseEmail(email) ?? (customerId === undefined ? `checkout/${commercialId}` : `storefront/${customerId}`)

/** Its name says all that tells it from others: whatever comes under it again is the same. */
const noticeIn = ({ id, notice: content }: NamedNotice): Valid => ({
  ok: true,
  id,
  updatedAt: undatedAt,
  hash: hashOf(id),
  content,
  subject: content.email ?? 'messages',
})

const identityOf = (content: Order | Return | Seller): Omit<Valid, 'subject'> => ({
  ok: true,
  id: content.id,
  updatedAt: content.updatedAt,
  hash: contentHash(content),
  content,
})

/** What no database would take is invalid, however well it is formed. */
const storable = (seen: Valid | Invalid): Valid | Invalid => {
  if (!seen.ok) return seen
  const fault = faultOfId(seen.id)
  const faults = [...(fault === undefined ? [] : [`id: ${fault}`]), ...faultsOfTexts(seen.content)]
  return faults.length === 0 ? seen : { ok: false, faults: [...new Set(faults)], id: seen.id }
}

/** So far may a marketplace's clock be ahead of ours. */
const mostAheadMs = 30 * 86_400_000

const isAhead = (date: Instant, observedAt: Instant): boolean => Date.parse(date) > Date.parse(observedAt) + mostAheadMs

/** What is dated far ahead would be newer than all that comes after it, and so bury it. */
const dated = (seen: Valid | Invalid, { kind, observedAt }: Observation): Valid | Invalid => {
  if (!seen.ok || !isAhead(seen.updatedAt, observedAt)) return seen
  const field = kind === 'sales-order' ? 'updated_at' : 'last_updated_date'
  return { ok: false, faults: [`${field}: lies more than 30 days ahead; correct it at its source`], id: seen.id }
}

/** Of an invalid seller nothing is kept, as its raw object may hold bank data. */
const quarantined = ({ raw, kind, observedAt }: Observation, { id }: Invalid): Omit<Valid, 'ok'> => {
  const hash = hashOf(raw)
  return {
    id: id === undefined || faultOfId(id) !== undefined ? `unnamed-${hash}` : id,
    updatedAt: kind === 'sales-order' || kind === 'contact' ? undatedAt : (updatedAtOf(raw, observedAt) ?? undatedAt),
    hash,
    content: kind === 'seller' ? {} : raw,
    subject: 'invalid',
  }
}

const hashOf = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16)

const namedFaults = 100

/** A line for a person; of an object that is all wrong, the first faults tell enough. */
const detailOf = (faults: readonly string[]): string => {
  const more = faults.length - namedFaults
  return [...faults.slice(0, namedFaults), ...(more > 0 ? [`and ${more} more`] : [])].join('; ')
}

/** Older than anything valid, so that a corrected object is always newer than an invalid one without a date. */
const undatedAt: Instant = new Date(0).toISOString()

/** An invalid object seen again must be known again, so its version rests on its own date, never on the clock. */
const updatedAtOf = (raw: unknown, observedAt: Instant): Instant | undefined => {
  const fields = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {}
  const date = fields['last_updated_date'] ?? fields['last_updated'] ?? fields['created_date']
  const time = typeof date === 'string' ? Date.parse(date) : Number.NaN
  // Years of more than four digits would not stand in the order of their age.
  const at = time >= 0 && time < Date.UTC(9999) ? new Date(time).toISOString() : undefined
  return at !== undefined && isAhead(at, observedAt) ? undefined : at
}
