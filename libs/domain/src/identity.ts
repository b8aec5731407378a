import type { Order } from './order.js'
import type { MarketplaceRules } from './rules.js'

/** Relay domains every Mirakl marketplace may use; subdomains count too. */
const miraklProxyDomains = ['notification.mirakl.net'] as const

/** The address as an identifier: trimmed and lower-case; undefined where it is none. */
export const normaliseEmail = (raw: string | undefined): string | undefined => {
  const email = raw?.trim().toLowerCase()
  return email !== undefined && /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+$/.test(email) ? email : undefined
}

/** A relay's address: made for one order or customer, and never an identifier. */
export const isProxyAddress = (email: string, proxyDomains: readonly string[]): boolean => {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  return [...miraklProxyDomains, ...proxyDomains.map((name) => name.toLowerCase())].some(
    (proxy) => domain === proxy || domain.endsWith(`.${proxy}`),
  )
}

/** What an order tells of who bought: the evidence of one record. */
export interface Evidence {
  /** The marketplace's own customer id, unless it stands for guests. */
  readonly customerId?: string | undefined
  /** A real address, never a proxy. */
  readonly email?: string | undefined
}

/** The address as an identifier, unless it is a relay's. */
export const addressIn = (
  raw: string | undefined,
  { proxyDomains }: Pick<MarketplaceRules, 'proxyDomains'>,
): string | undefined => {
  const email = normaliseEmail(raw)
  return email === undefined || isProxyAddress(email, proxyDomains) ? undefined : email
}

export const evidenceOf = ({ customer }: Order, rules: MarketplaceRules): Evidence => ({
  customerId: customer.id === undefined || rules.guestIds.includes(customer.id) ? undefined : customer.id,
  email: addressIn(customer.email, rules),
})
