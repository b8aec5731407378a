import { faultsOf } from './parsed.js'
import { id, lenient, list, shape, text } from './wire.js'

export type ParsedWebhook =
  /** Each id once, in the order they came. */
  | { readonly ok: true; readonly orderIds: readonly string[] }
  | { readonly ok: false; readonly faults: readonly string[] }

const Envelope = shape({ event_type: lenient(text), payload: list(shape({ id })) })

/**
 * The orders a webhook of Mirakl names. It is a hint only: it carries no customer and no amounts, and may come twice,
 * late or never, so the orders are read back.
 *
 * Over HTTP a list sits under `payload`; a cloud message is a single object, with or without that envelope. Changes
 * may be empty and types unknown. Events about anything but orders, like offers, name none.
 */
export const parseWebhook = (body: unknown): ParsedWebhook => {
  const parsed = Envelope.safeParse(enveloped(body))
  if (!parsed.success) return { ok: false, faults: faultsOf(parsed.error) }

  const { event_type: type = 'ORDER', payload } = parsed.data
  if (!type.toUpperCase().includes('ORDER')) return { ok: true, orderIds: [] }
  return { ok: true, orderIds: [...new Set(payload.map((entry) => entry.id))] }
}

const enveloped = (body: unknown) => {
  const { payload = body, event_type }: { payload?: unknown; event_type?: unknown } = isObject(body) ? body : {}
  return { event_type, payload: Array.isArray(payload) ? (payload as unknown[]) : [payload] }
}

const isObject = (body: unknown): body is object => typeof body === 'object' && body !== null
