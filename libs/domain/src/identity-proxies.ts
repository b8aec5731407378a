/**
 * Relays that are known beside whatever is configured; sub-domains count too, and `*` stands for anything.
 *
 * Mirakl's own (reference: seller OR11, `customer_notification_email`), and those of marketplaces whose orders reach a
 * Mirakl one through aggregators: Amazon (`marketplace.amazon.co.uk`), eBay's static aliases (developer.ebay.com, Trading
 * API, member communications, read 2026-11) and TikTok Shop (help.retently.com, read 2026-11).
 */
const knownRelays = ['notification.mirakl.net', 'marketplace.amazon.*', 'members.ebay.*', 'scs.tiktok*.*'] as const

/** A relay's domain: `relay.example.org`, `*.relay.example.org` (the same), or with `*` for any run of characters. */
export const proxyPattern = /^(\*\.)?[a-z0-9*-]*[a-z0-9-][a-z0-9*-]*(\.[a-z0-9*-]+)+$/i

/** A relay's address: made for one order or customer, and never an identifier. */
export const isProxyAddress = (email: string, proxyDomains: readonly string[]): boolean => {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase()
  return [...knownRelays, ...proxyDomains].some((pattern) => expressionOf(pattern).test(domain))
}

const expressions = new Map<string, RegExp>()

const expressionOf = (pattern: string): RegExp => {
  const known = expressions.get(pattern)
  if (known !== undefined) return known
  const bare = pattern.toLowerCase().replace(/^\*\./, '')
  const parts = bare.split('*').map((part) => part.replaceAll(/[^a-z0-9-]/g, String.raw`\$&`))
  const expression = new RegExp(String.raw`^(.*\.)?${parts.join('.*')}$`)
  expressions.set(pattern, expression)
  return expression
}
