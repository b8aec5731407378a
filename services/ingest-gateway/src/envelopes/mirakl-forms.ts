import type { Kind } from '@concord/domain'
import { parseWebhook } from '@concord/mirakl'
import { faultOfId } from '../storable.js'
import { type Fields, type Found, isFields, nothingFound, openEach, refusedObject } from './found.js'

/**
 * The objects of Mirakl, whichever form they have: one, a list, a page as OR11, S20 and RT11 answer it, or what Mirakl's
 * own webhooks and cloud events send, which only hints at orders.
 */
export const openMiraklForm = (content: unknown): Found => {
  if (Array.isArray(content)) return openEach(content as unknown[], openMiraklForm)
  if (!isFields(content)) return found('order', content)
  if (isHint(content)) return openWebhook(content)
  const { orders, shops, data } = content
  if (Array.isArray(orders)) return openEach(orders as unknown[], (raw) => found('order', raw))
  if (Array.isArray(shops)) return openEach(shops as unknown[], (raw) => found('seller', raw))
  if (Array.isArray(data)) return openEach(data as unknown[], (raw) => found('return', raw))
  return found(kindOf(content), content)
}

const found = (kind: Kind, raw: unknown): Found => ({ objects: [{ kind, raw }], orderIds: [] })

/** What a single object seems to be. */
export const kindOf = (content: unknown): Kind => {
  if (!isFields(content)) return 'order'
  if ('return_lines' in content) return 'return'
  return 'shop_state' in content && !('order_lines' in content) ? 'seller' : 'order'
}

const isHint = (content: Fields): boolean =>
  ('payload' in content && ('event_type' in content || Array.isArray(content['payload']))) ||
  ('id' in content && 'details' in content && !('order_id' in content))

/**
 * The orders that a webhook or cloud event of Mirakl hints at. An entry without an id that can be kept becomes an object
 * with faults, and holds none of its neighbours back.
 */
export const openWebhook = (body: unknown): Found => openEach(entriesOf(body), openEntry)

/** Each entry in an envelope of its own. */
const entriesOf = (body: unknown): readonly Fields[] => {
  const { payload = body, event_type: type }: Fields = isFields(body) && 'payload' in body ? body : {}
  return (Array.isArray(payload) ? (payload as unknown[]) : [payload]).map((entry) => ({
    ...(type === undefined ? {} : { event_type: type }),
    payload: [entry],
  }))
}

const openEntry = (envelope: Fields): Found => {
  const [raw] = envelope['payload'] as readonly unknown[]
  const webhook = parseWebhook(envelope)
  if (!webhook.ok) return refusedObject('order', raw, webhook.faults.map(withoutPlace))
  const [orderId] = webhook.orderIds
  const fault = orderId === undefined ? undefined : faultOfHint(orderId)
  if (fault !== undefined) return refusedObject('order', raw, [`id: ${fault}`])
  return orderId === undefined ? nothingFound : { objects: [], orderIds: [orderId] }
}

/** OR11 takes ids as a list by commas, so one with a comma can be asked for by nobody. */
const faultOfHint = (orderId: string): string | undefined =>
  faultOfId(orderId) ?? (orderId.includes(',') ? 'expected no comma' : undefined)

/** Each entry stands alone in its envelope, so its place there says nothing. */
const withoutPlace = (fault: string): string => fault.replace(/^payload\[0\](\.|: )/, '')
