import type { LinkRules } from '../rules.js'

export const linkKinds = ['order', 'product', 'image', 'review'] as const
/** Where the customer sees the order, a product of it, its picture, and where the purchase is rated. */
export type LinkKind = (typeof linkKinds)[number]

const ofOrder = ['orderId', 'commercialId', 'channel', 'shopId', 'locale'] as const
const ofLine = [...ofOrder, 'lineId', 'productSku', 'offerSku'] as const
/** The blanks that a template of each kind may have. */
export const linkBlanks = { order: ofOrder, product: ofLine, image: ofLine, review: ofOrder } as const satisfies Record<
  LinkKind,
  readonly string[]
>

export type Blank = (typeof ofLine)[number]
/** What each blank is filled with; undefined or empty where an order does not tell. */
export type Fillings = Readonly<Partial<Record<Blank, string | undefined>>>

const blank = /\{([^{}]*)\}/g

/** Names in braces that no order can fill in a template of this kind. */
export const strangeBlanks = (kind: LinkKind, template: string): readonly string[] => {
  const known: readonly string[] = linkBlanks[kind]
  return [...template.matchAll(blank)].map(([, name = '']) => name).filter((name) => !known.includes(name))
}

export type Filled = { readonly url: string } | { readonly unfilled: readonly string[] }

/** An address from its template, its fillings encoded, so that no other address comes of them; or the blanks left open. */
export const fill = (template: string, fillings: Fillings): Filled => {
  const known = new Map(Object.entries(fillings))
  const unfilled: string[] = []
  const url = template.replaceAll(blank, (_blank, name: string) => {
    const filling = known.get(name) ?? ''
    if (filling === '') unfilled.push(`{${name}}`)
    return encodeURIComponent(filling)
  })
  return unfilled.length === 0 ? { url } : { unfilled }
}

/** What a channel says for itself, and what the marketplace says where it does not. */
export const templatesFor = ({ channels, ...usual }: LinkRules, channel: string | undefined): Templates => {
  const own = channel !== undefined && Object.hasOwn(channels, channel) ? channels[channel] : undefined
  return { ...usual, ...Object.fromEntries(Object.entries(own ?? {}).filter(([, template]) => template !== undefined)) }
}

type Templates = Omit<LinkRules, 'channels'>
