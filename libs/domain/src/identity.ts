import { isProxyAddress } from './identity-proxies.js'
import type { Order } from './order.js'
import type { Version } from './record.js'
import type { IdentityRules } from './rules.js'
import type { SalesOrder } from './sales-order.js'

/** In the order in which an order is known by them. */
export const identifierKinds = ['customer', 'storefront', 'loyalty', 'email'] as const
/** A customer id of a marketplace, one of its storefront, a loyalty number, or a real address. */
export type IdentifierKind = (typeof identifierKinds)[number]

/** Weakest first: what an order shows itself, a field its operator configured, what the storefront says of the checkout. */
export const strengths = ['carried-over', 'order', 'custom-field', 'sales-order'] as const
export type Strength = (typeof strengths)[number]

/** One identifier that a record shows. */
export interface Shown {
  readonly kind: IdentifierKind
  /** The marketplace it means something in; of an address, the namespace. */
  readonly scope: string
  readonly value: string
  readonly strength: Strength
  /**
   * `<when it was bought>~<version>`: an old order that moves on says nothing new of where its buyer is reached, but
   * among the versions of one order the newest counts.
   */
  readonly at: string
}

/** The address as an identifier: trimmed and lower-case; undefined where it is none. */
export const normaliseEmail = (raw: string | undefined): string | undefined => {
  const email = raw?.trim().toLowerCase()
  return email !== undefined && /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+$/.test(email) ? email : undefined
}

/** The address as an identifier, unless it is a relay's. */
export const addressIn = (
  raw: string | undefined,
  { proxyDomains }: Pick<IdentityRules, 'proxyDomains'>,
): string | undefined => {
  const email = normaliseEmail(raw)
  return email === undefined || isProxyAddress(email, proxyDomains) ? undefined : email
}

/**
 * What an order tells of who bought, strongest evidence first.
 *
 * A customer id that looks like an address is an id and no more: nobody gave it to be written to, it may be the login of
 * years ago, and where guests share one, it would join them through a second identifier.
 */
export const shownBy = (order: Order, version: Version, rules: IdentityRules): readonly Shown[] => {
  const { customer, additionalFields, createdAt } = order
  const at = `${createdAt}~${version}`
  const inField = (code: string | undefined) => (code === undefined ? undefined : textOf(additionalFields[code]))
  const isGuest = rules.guestIds.some((id) => id === customer.id)
  return identifiersOf(rules, at, [
    ['customer', isGuest ? undefined : customer.id, 'order'],
    ['loyalty', inField(rules.loyaltyField)?.trim(), 'custom-field'],
    ['email', addressWithin(inField(rules.emailField), rules), 'custom-field'],
    ['email', addressIn(customer.email, rules), 'order'],
  ])
}

/** What a storefront tells of who paid for a checkout. */
export const shownBySalesOrder = (
  { customerId, email, placedAt = '' }: SalesOrder,
  version: Version,
  rules: IdentityRules,
): readonly Shown[] =>
  identifiersOf(rules, `${placedAt || version.split('~')[0]}~${version}`, [
    ['storefront', customerId?.trim(), 'sales-order'],
    ['email', addressIn(email, rules), 'sales-order'],
  ])

type Told = readonly [kind: IdentifierKind, value: string | undefined, strength: Strength]

const identifiersOf = ({ id, emailNamespace }: IdentityRules, at: string, told: readonly Told[]): readonly Shown[] => {
  const found = new Map<string, Shown>()
  for (const [kind, value, strength] of told) {
    if (value === undefined || value === '' || found.has(`${kind} ${value}`)) continue
    found.set(`${kind} ${value}`, { kind, scope: kind === 'email' ? emailNamespace : id, value, strength, at })
  }
  return [...found.values()]
}

const textOf = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' || value === undefined ? value : value.join(' ')

/** The one address in a field that may hold more than that; two are none, since nobody knows whose the other is. */
const addressWithin = (text: string | undefined, rules: IdentityRules): string | undefined => {
  const words = (text ?? '').split(/[\s,;|<>()]/)
  const addresses = new Set(words.map((word) => addressIn(word, rules)).filter((address) => address !== undefined))
  return addresses.size === 1 ? [...addresses][0] : undefined
}
