import { isIP } from 'node:net'
import { type Instant, normaliseEmail, type SalesOrder } from '@concord/domain'
import type { z } from 'zod'
import { faultsIn, fields, id, instant, maybe, text, textAs, textLike, truth } from './reading.js'

const Consent = fields({
  is_granted: truth,
  text,
  at: instant,
  url: maybe(textLike('an address like https://shop.example.com/checkout', /^https?:\/\/\S+$/)),
  ip: maybe(textAs('an IP address', (address) => (isIP(address) === 0 ? undefined : address))),
  user_agent: maybe(text),
})

const Posted = fields({
  commercial_id: id,
  email: maybe(textAs('an e-mail address', normaliseEmail)),
  customer_id: maybe(id),
  phone: maybe(textLike('a phone number like +33123456789', /^\+?[\d ()./-]{4,30}$/)),
  locale: maybe(textLike('a locale like fr_FR', /^[a-z]{2,3}([_-][A-Za-z0-9]{2,8}){0,3}$/i)),
  placed_at: maybe(instant),
  updated_at: maybe(instant),
  consent: maybe(Consent),
})

export type ParsedSalesOrder =
  /** `updatedAt`: when it was last changed, where the storefront says so. */
  | { readonly ok: true; readonly salesOrder: SalesOrder; readonly updatedAt?: Instant | undefined }
  | { readonly ok: false; readonly faults: readonly string[]; readonly id?: string | undefined }

/** What a storefront posted of a checkout in Concord's words, or every fault in it. */
export const parseSalesOrder = (raw: unknown): ParsedSalesOrder => {
  const parsed = Posted.safeParse(raw)
  const lacking = lacksPerson(raw) ? ['email, customer_id, phone: expected at least one of them'] : []
  if (parsed.success && lacking.length === 0)
    return { ok: true, salesOrder: toSalesOrder(parsed.data), updatedAt: parsed.data.updated_at }
  return { ok: false, faults: [...(parsed.error ? faultsIn(parsed.error) : []), ...lacking], id: idIn(raw) }
}

/** Without any of these it says of nobody who bought. */
const lacksPerson = (raw: unknown): boolean => {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return false
  const { email, customer_id: customerId, phone } = raw as Readonly<Record<string, unknown>>
  return [email, customerId, phone].every((value) => value === undefined || value === null || value === '')
}

/** Its own name, however bad the rest is. */
const idIn = (raw: unknown): string | undefined => {
  const { commercial_id: given } = (raw ?? {}) as Readonly<Record<string, unknown>>
  return id.safeParse(given).data
}

const toSalesOrder = (posted: z.output<typeof Posted>): SalesOrder => ({
  commercialId: posted.commercial_id,
  email: posted.email,
  customerId: posted.customer_id,
  phone: posted.phone,
  locale: posted.locale,
  placedAt: posted.placed_at,
  consent: posted.consent && {
    isGranted: posted.consent.is_granted,
    text: posted.consent.text,
    at: posted.consent.at,
    url: posted.consent.url,
    ip: posted.consent.ip,
    userAgent: posted.consent.user_agent,
  },
})
