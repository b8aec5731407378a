import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Order } from '../order.js'
import type { LinkRules } from '../rules.js'
import { line, order } from '../testing/builders.js'
import { brokenIn, lineLinks, linksOf, orderLinks, urlIn } from './links.js'

const rules: LinkRules = {
  order: 'https://north.example.com/orders/{orderId}?checkout={commercialId}',
  product: 'https://north.example.com/p/{productSku}',
  media: 'https://media.north.example.com/pictures/',
  channels: { FR: { order: 'https://north.example.com/fr/{orderId}' } },
}
const bare: LinkRules = { order: 'https://north.example.com/{orderId}', channels: {} }
const inChannel = (code: string) => order({ id: 'C1-A', channel: { code, label: code } })

const orderUrl = (about: Order, links: LinkRules = rules) => urlIn(orderLinks(about, links), 'order')
const productUrl = (about: Order, links: LinkRules, sku = 'lamp') =>
  urlIn(lineLinks(about, line({ productSku: sku }), links), 'product')
const imageOf = (mediaUrl: string | undefined, links: LinkRules = rules) =>
  lineLinks(order(), line({ mediaUrl }), links).find(({ kind }) => kind === 'image')

describe('the link of an order', () => {
  it('leads to the order in the shop of its channel, or in the usual one', () => {
    expect(orderUrl(inChannel('FR'))).toBe('https://north.example.com/fr/C1-A')
    expect(orderUrl(inChannel('UK'))).toBe('https://north.example.com/orders/C1-A?checkout=C1')
    expect(orderUrl(inChannel('constructor'))).toBe('https://north.example.com/orders/C1-A?checkout=C1')
    expect(orderUrl(order({ channel: undefined }))).toBe('https://north.example.com/orders/C1-A?checkout=C1')
  })

  it('encodes ids, whatever they hold, so that no other address comes of it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
        const link = orderUrl(order({ id, channel: { code: 'FR', label: '' } }))

        expect(link).toBe(`https://north.example.com/fr/${encodeURIComponent(id)}`)
      }),
    )
    expect(orderUrl(order({ id: '../a b/$&{commercialId}' }), { ...rules, channels: {} })).toBe(
      'https://north.example.com/orders/..%2Fa%20b%2F%24%26%7BcommercialId%7D?checkout=C1',
    )
  })

  it('may tell the channel, the shop and the language', () => {
    const told = { ...bare, order: 'https://s.example/{locale}/{channel}/{shopId}/{orderId}' }

    expect(orderUrl(order({ customer: { locale: 'fr_FR' } }), told)).toBe('https://s.example/fr_FR/UK/shop-1/C1-A')
  })

  it.each([
    ['https://s.example/{orderID}', '{orderID}'],
    ['https://s.example/{orderId}/{}', '{}'],
    ['https://s.example/{toString}', '{toString}'],
    ['https://s.example/{locale}/{shopId}', '{locale} and {shopId}'],
  ])('is unresolved where the template has a blank that nothing fills, and says which: %s', (template, blanks) => {
    const nowhere = order({ shop: undefined })

    expect(orderLinks(nowhere, { order: template, channels: {} })).toEqual([
      { kind: 'order', unresolved: `the order has nothing for ${blanks}` },
    ])
  })
})

describe('the link of a review', () => {
  it('is there where a template says so, for the channel first', () => {
    const review = 'https://north.example.com/rate/{orderId}'
    const french = { ...bare, review, channels: { FR: { review: 'https://north.example.com/noter/{orderId}' } } }

    expect(urlIn(orderLinks(inChannel('UK'), french), 'review')).toBe('https://north.example.com/rate/C1-A')
    expect(urlIn(orderLinks(inChannel('FR'), french), 'review')).toBe('https://north.example.com/noter/C1-A')
    expect(orderLinks(order(), bare)).toHaveLength(1)
  })
})

describe('the link of a product', () => {
  it('leads to the shop of the channel where that has a template of its own', () => {
    const french = { ...rules, channels: { FR: { product: 'https://north.example.com/fr/p/{productSku}' } } }

    expect(productUrl(inChannel('FR'), french)).toBe('https://north.example.com/fr/p/lamp')
    expect(productUrl(inChannel('UK'), french)).toBe('https://north.example.com/p/lamp')
    expect(productUrl(inChannel('FR'), rules)).toBe('https://north.example.com/p/lamp')
  })

  it('leads to the product of the line, where there is a template', () => {
    const byOffer = { ...bare, product: 'https://s.example/{productSku}/{offerSku}/{lineId}/{orderId}' }

    expect(productUrl(order(), rules, 'lamp/1')).toBe('https://north.example.com/p/lamp%2F1')
    expect(productUrl(order(), bare)).toBeUndefined()
    expect(urlIn(lineLinks(order(), line({ offerSku: 'o-1' }), byOffer), 'product')).toBe(
      'https://s.example/sku-1/o-1/L1/C1-A',
    )
  })

  it('is unresolved for a line that names no product', () => {
    expect(lineLinks(order(), line({ id: 'L9', productSku: '' }), rules)).toEqual([
      { kind: 'product', line: 'L9', unresolved: 'the order has nothing for {productSku}' },
    ])
  })
})

describe('the link of a picture', () => {
  it.each([
    ['small/lamp.jpg', 'https://media.north.example.com/pictures/small/lamp.jpg'],
    ['/mmp/media/lamp.jpg', 'https://media.north.example.com/mmp/media/lamp.jpg'],
    ['https://cdn.example.org/lamp.jpg', 'https://cdn.example.org/lamp.jpg'],
    ['HTTP://cdn.example.org/lamp.jpg', 'http://cdn.example.org/lamp.jpg'],
    ['https://cdn.example.org/a lamp.jpg', 'https://cdn.example.org/a%20lamp.jpg'],
  ])('%s is at %s', (mediaUrl, url) => {
    expect(imageOf(mediaUrl)).toEqual({ kind: 'image', line: 'L1', url })
  })

  it('hangs under the media address of its channel', () => {
    const french = { ...rules, channels: { FR: { media: 'https://media.fr.example.com' } } }

    expect(urlIn(lineLinks(inChannel('FR'), line({ mediaUrl: '/a.jpg' }), french), 'image')).toBe(
      'https://media.fr.example.com/a.jpg',
    )
  })

  it('is none where Mirakl names none', () => {
    expect([imageOf(undefined), imageOf('')]).toEqual([undefined, undefined])
  })

  it.each([
    ['//', rules, 'Mirakl gives what is no address'],
    ['http://[', rules, 'Mirakl gives what is no address'],
    ['javascript:alert(1)', rules, 'Mirakl gives an address of javascript:, which is no picture'],
    ['data:image/png;base64,AA==', rules, 'Mirakl gives an address of data:, which is no picture'],
    ['/lamp.jpg', bare, 'Mirakl gives a relative address, and links.media is not set'],
  ])('%j is left out, and says why', (mediaUrl, links, unresolved) => {
    expect(imageOf(mediaUrl, links)).toEqual({ kind: 'image', line: 'L1', isOptional: true, unresolved })
  })

  it('is made from a template where there is one, whatever Mirakl names', () => {
    const own = { ...rules, image: 'https://cdn.example.org/{productSku}.jpg', channels: {} }
    const french = { ...own, channels: { FR: { image: 'https://fr.example.org/{productSku}' } } }

    expect(imageOf('/lamp.jpg', own)?.url).toBe('https://cdn.example.org/sku-1.jpg')
    expect(urlIn(lineLinks(inChannel('FR'), line(), french), 'image')).toBe('https://fr.example.org/sku-1')
    expect(lineLinks(order(), line({ productSku: '' }), { ...bare, image: own.image })).toEqual([
      { kind: 'image', line: 'L1', unresolved: 'the order has nothing for {productSku}' },
    ])
  })
})

describe('all links of an order', () => {
  const whole = { ...rules, review: 'https://north.example.com/rate/{orderId}' }

  it('are those of the order and then those of each line', () => {
    const bought = order({ lines: [line({ mediaUrl: '/a.jpg' }), line({ id: 'L2', productSku: 'sku-2' })] })

    expect(linksOf(bought, whole)).toEqual([
      { kind: 'order', url: 'https://north.example.com/orders/C1-A?checkout=C1' },
      { kind: 'review', url: 'https://north.example.com/rate/C1-A' },
      { kind: 'product', line: 'L1', url: 'https://north.example.com/p/sku-1' },
      { kind: 'image', line: 'L1', url: 'https://media.north.example.com/a.jpg' },
      { kind: 'product', line: 'L2', url: 'https://north.example.com/p/sku-2' },
    ])
  })

  it('each resolve or say why not, never both', () => {
    const skus = fc.constantFrom('', 'sku')
    const medias = fc.constantFrom(undefined, '', '/a.jpg', 'javascript:x', 'https://cdn.example.org/a.jpg')
    const configured = fc.constantFrom(rules, bare, whole, { ...bare, image: 'https://x.example/{offerSku}' })
    fc.assert(
      fc.property(skus, medias, configured, (productSku, mediaUrl, links) => {
        for (const { url, unresolved } of linksOf(order({ lines: [line({ productSku, mediaUrl })] }), links)) {
          expect([url, unresolved].filter((one) => one !== undefined)).toHaveLength(1)
        }
      }),
    )
  })

  it('tell which of them would break a message, and why', () => {
    const broken = { ...whole, order: 'https://s.example/{locale}', review: 'https://s.example/{orderId}' }
    const bought = order({ lines: [line({ mediaUrl: 'data:,' }), line({ id: 'L2', productSku: '' })] })

    expect(brokenIn(linksOf(bought, broken))).toBe(
      'the order link: the order has nothing for {locale}; the product link of line L2: the order has nothing for {productSku}',
    )
    expect(brokenIn(linksOf(order(), whole))).toBeUndefined()
  })
})
