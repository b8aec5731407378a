import type { Order } from '../order.js'
import type { LinkRules } from '../rules.js'

const blank = /\{([^{}]*)\}/g

/** An address from its template, blanks filled and encoded; undefined where a blank has nothing to fill it. */
const fill = (template: string, blanks: Readonly<Record<string, string>>): string | undefined => {
  const fillings = new Map(Object.entries(blanks))
  const unfilled: string[] = []
  const link = template.replaceAll(blank, (_blank, name: string) => {
    const filling = fillings.get(name) ?? ''
    if (filling === '') unfilled.push(name)
    return encodeURIComponent(filling)
  })
  return unfilled.length === 0 ? link : undefined
}

const ofChannel = ({ channels }: LinkRules, { channel }: Order): LinkRules['channels'][string] | undefined =>
  channel && channels[channel.code]

/** Where the customer sees this order. */
export const orderLink = (order: Order, rules: LinkRules): string | undefined =>
  fill(ofChannel(rules, order)?.order ?? rules.order, { orderId: order.id, commercialId: order.commercialId })

export const productLink = (order: Order, productSku: string, rules: LinkRules): string | undefined => {
  const template = ofChannel(rules, order)?.product ?? rules.product
  return template === undefined ? undefined : fill(template, { productSku })
}

/** A picture's absolute address; relative ones hang under the marketplace's media address. */
export const mediaLink = (mediaUrl: string | undefined, rules: LinkRules): string | undefined => {
  if (mediaUrl === undefined || mediaUrl === '' || !URL.canParse(mediaUrl, rules.media)) return undefined
  const { protocol, href } = new URL(mediaUrl, rules.media)
  return protocol === 'https:' || protocol === 'http:' ? href : undefined
}
