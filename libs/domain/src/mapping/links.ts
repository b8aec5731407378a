import type { Order } from '../order.js'
import type { LinkRules } from '../rules.js'

/** An address from its template, blanks filled and encoded; undefined where a blank has nothing to fill it. */
const fill = (template: string, blanks: Readonly<Record<string, string | undefined>>): string | undefined => {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  if (names.some((name) => blanks[name] === undefined)) return undefined
  return template.replaceAll(/\{(\w+)\}/g, (_blank, name: string) => encodeURIComponent(blanks[name] ?? ''))
}

const ofChannel = (rules: LinkRules, order: Order): LinkRules['channels'][string] =>
  rules.channels[order.channel?.code ?? ''] ?? {}

/** Where the customer sees this order. */
export const orderLink = (order: Order, rules: LinkRules): string | undefined =>
  fill(ofChannel(rules, order).order ?? rules.order, { orderId: order.id, commercialId: order.commercialId })

export const productLink = (order: Order, productSku: string, rules: LinkRules): string | undefined => {
  const template = ofChannel(rules, order).product ?? rules.product
  return template === undefined ? undefined : fill(template, { productSku })
}

/** A picture's absolute address; relative ones hang under the marketplace's media address. */
export const mediaLink = (mediaUrl: string | undefined, rules: LinkRules): string | undefined => {
  if (mediaUrl === undefined) return undefined
  if (/^https?:\/\//.test(mediaUrl)) return mediaUrl
  return rules.media === undefined ? undefined : new URL(mediaUrl, rules.media).toString()
}
