import type { Order, OrderLine } from '../order.js'
import type { LinkRules } from '../rules.js'
import { fill, type Fillings, type LinkKind, templatesFor } from './link-templates.js'

/** A link of an order or of one of its lines: where it leads, or why it leads nowhere. */
export interface Link {
  readonly kind: LinkKind
  /** The line it is about, where it is about one. */
  readonly line?: string | undefined
  readonly url?: string | undefined
  /** In a sentence that names what is missing; undefined where it resolves. */
  readonly unresolved?: string | undefined
  /** The configuration names no template for it, so that a message goes out without. */
  readonly isOptional?: boolean | undefined
}

/** Every link that a message or a record may show of an order. Links that no template asks for are left out. */
export const linksOf = (order: Order, rules: LinkRules): readonly Link[] => [
  ...orderLinks(order, rules),
  ...order.lines.flatMap((line) => lineLinks(order, line, rules)),
]

/** The links of the order as a whole: to itself, and to where it is rated. */
export const orderLinks = (order: Order, rules: LinkRules): readonly Link[] => {
  const templates = templatesFor(rules, order.channel?.code)
  const fillings = fillingsOf(order)
  return (['order', 'review'] as const).flatMap((kind) => fromTemplate({ kind }, templates[kind], fillings))
}

/** The links of one line: to its product, and to its picture. */
export const lineLinks = (order: Order, line: OrderLine, rules: LinkRules): readonly Link[] => {
  const templates = templatesFor(rules, order.channel?.code)
  const fillings = {
    ...fillingsOf(order),
    ...{ lineId: line.id, productSku: line.productSku, offerSku: line.offerSku },
  }
  const image = { kind: 'image', line: line.id } as const
  return [
    ...fromTemplate({ kind: 'product', line: line.id }, templates.product, fillings),
    ...(templates.image === undefined
      ? pictureOf(image, line.mediaUrl, templates.media)
      : fromTemplate(image, templates.image, fillings)),
  ]
}

/** The address of a kind among links, where there is one that resolves. */
export const urlIn = (links: readonly Link[], kind: LinkKind): string | undefined =>
  links.find((link) => link.kind === kind)?.url

/** Why a message with these links would go out broken, naming each link; undefined where it would not. */
export const brokenIn = (links: readonly Link[]): string | undefined =>
  links
    .filter(({ unresolved, isOptional }) => unresolved !== undefined && isOptional !== true)
    .map(
      ({ kind, line, unresolved }) => `the ${kind} link${line === undefined ? '' : ` of line ${line}`}: ${unresolved}`,
    )
    .join('; ') || undefined

const fillingsOf = ({ id, commercialId, channel, shop, customer }: Order): Fillings => ({
  ...{ orderId: id, commercialId, channel: channel?.code, shopId: shop?.id, locale: customer.locale },
})

const fromTemplate = (
  link: Pick<Link, 'kind' | 'line'>,
  template: string | undefined,
  fillings: Fillings,
): readonly Link[] => {
  if (template === undefined) return []
  const filled = fill(template, fillings)
  if ('url' in filled) return [{ ...link, url: filled.url }]
  return [{ ...link, unresolved: `the order has nothing for ${filled.unfilled.join(' and ')}` }]
}

/** A line's own picture; a relative address hangs under the media address. */
const pictureOf = (
  link: Pick<Link, 'kind' | 'line'>,
  mediaUrl: string | undefined,
  media: string | undefined,
): readonly Link[] => {
  if (mediaUrl === undefined || mediaUrl === '') return []
  if (URL.canParse(mediaUrl, media)) {
    const { protocol, href } = new URL(mediaUrl, media)
    if (protocol === 'https:' || protocol === 'http:') return [{ ...link, url: href }]
    return [{ ...link, isOptional: true, unresolved: `Mirakl gives an address of ${protocol}, which is no picture` }]
  }
  const unresolved =
    media === undefined
      ? 'Mirakl gives a relative address, and links.media is not set'
      : 'Mirakl gives what is no address'
  return [{ ...link, isOptional: true, unresolved }]
}
