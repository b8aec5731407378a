import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Instant } from '@concord/domain'
import { z } from 'zod'
import { toInstant } from './wire.js'

/**
 * Something that happened to a message, as Dotdigital's CPaaS tells it (developer.dotdigital.com/reference/message-events).
 * It says nothing of marketing unsubscribes.
 */
export interface PlatformEvent {
  readonly eventId: string
  /** Counts up where an event is told anew with other contents. */
  readonly revision: number
  /** Like `message.delivered`. */
  readonly name: string
  readonly payload: unknown
  readonly at?: Instant | undefined
  /** The same for every delivery of one revision of one event: what was seen under it may be dropped. */
  readonly deduplicationKey: string
}

/**
 * Whether the sender knows one of the secrets: `X-Comapi-Signature` is the HMAC-SHA1 of the raw body, in hex. Several
 * secrets while one takes over from another. Compares in constant time.
 */
export const isSigned = (body: Uint8Array, signature: string | undefined, secrets: readonly string[]): boolean => {
  if (signature === undefined || !/^[0-9a-f]{40}$/i.test(signature)) return false
  const given = Buffer.from(signature, 'hex')
  const matches = secrets.map((secret) => timingSafeEqual(createHmac('sha1', secret).update(body).digest(), given))
  return matches.includes(true)
}

/**
 * One element of a delivery, which is one object or a list of up to 500; undefined where it is no event. Never throws: an
 * answer of 400 would have all of the delivery dropped for good.
 */
export const readEvent = (element: unknown): PlatformEvent | undefined => {
  const { data } = WireEvent.safeParse(element)
  return data === undefined ? undefined : toEvent(data)
}

const WireEvent = z.looseObject({
  eventId: z.string().min(1),
  name: z.string(),
  revision: z.coerce.number().nullish().catch(undefined),
  payload: z.unknown().optional(),
  timestamp: z.string().nullish().catch(undefined),
})

const toEvent = ({ eventId, name, revision, payload, timestamp }: z.infer<typeof WireEvent>): PlatformEvent => ({
  eventId,
  revision: revision ?? 0,
  name,
  payload,
  at: toInstant(timestamp ?? ''),
  deduplicationKey: `${eventId}#${String(revision ?? 0)}`,
})
