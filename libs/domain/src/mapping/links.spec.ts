import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LinkRules } from '../rules.js'
import { order } from '../testing/builders.js'
import { mediaLink, orderLink, productLink } from './links.js'

const rules: LinkRules = {
  order: 'https://north.example.com/orders/{orderId}?checkout={commercialId}',
  product: 'https://north.example.com/p/{productSku}',
  media: 'https://media.north.example.com/pictures/',
  channels: { FR: { order: 'https://north.example.com/fr/{orderId}' } },
}
const inChannel = (code: string) => order({ id: 'C1-A', channel: { code, label: code } })

describe('orderLink', () => {
  it('leads to the order in the shop of its channel, or in the usual one', () => {
    expect(orderLink(inChannel('FR'), rules)).toBe('https://north.example.com/fr/C1-A')
    expect(orderLink(inChannel('UK'), rules)).toBe('https://north.example.com/orders/C1-A?checkout=C1')
    expect(orderLink(inChannel('constructor'), rules)).toBe('https://north.example.com/orders/C1-A?checkout=C1')
    expect(orderLink(order({ channel: undefined }), rules)).toBe('https://north.example.com/orders/C1-A?checkout=C1')
  })

  it('encodes ids, whatever they hold, so that no other address comes of it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (id) => {
        const link = orderLink(order({ id, channel: { code: 'FR', label: '' } }), rules)

        expect(link).toBe(`https://north.example.com/fr/${encodeURIComponent(id)}`)
      }),
    )
    expect(orderLink(order({ id: '../a b/$&{commercialId}' }), { ...rules, channels: {} })).toBe(
      'https://north.example.com/orders/..%2Fa%20b%2F%24%26%7BcommercialId%7D?checkout=C1',
    )
  })

  it.each(['{orderID}', '{order-id}', '{}', '{orderId}/{nothing}', '{toString}'])(
    'is unresolved where the template has a blank that nothing fills: %s',
    (blank) => {
      expect(orderLink(order(), { order: `https://north.example.com/${blank}`, channels: {} })).toBeUndefined()
    },
  )
})

describe('productLink', () => {
  it('leads to the shop of the channel where that has a template of its own', () => {
    const french = { ...rules, channels: { FR: { product: 'https://north.example.com/fr/p/{productSku}' } } }

    expect(productLink(inChannel('FR'), 'lamp', french)).toBe('https://north.example.com/fr/p/lamp')
    expect(productLink(inChannel('UK'), 'lamp', french)).toBe('https://north.example.com/p/lamp')
    expect(productLink(inChannel('FR'), 'lamp', rules)).toBe('https://north.example.com/p/lamp')
  })

  it('leads to the product, where there is a template and a product', () => {
    expect(productLink(order(), 'lamp/1', rules)).toBe('https://north.example.com/p/lamp%2F1')
    expect(productLink(order(), 'lamp', { order: rules.order, channels: {} })).toBeUndefined()
    expect(productLink(order(), '', rules)).toBeUndefined()
  })
})

describe('mediaLink', () => {
  it.each([
    ['small/lamp.jpg', 'https://media.north.example.com/pictures/small/lamp.jpg'],
    ['/mmp/media/lamp.jpg', 'https://media.north.example.com/mmp/media/lamp.jpg'],
    ['https://cdn.example.org/lamp.jpg', 'https://cdn.example.org/lamp.jpg'],
    ['HTTP://cdn.example.org/lamp.jpg', 'http://cdn.example.org/lamp.jpg'],
    ['https://cdn.example.org/a lamp.jpg', 'https://cdn.example.org/a%20lamp.jpg'],
  ])('%s is at %s', (mediaUrl, expected) => {
    expect(mediaLink(mediaUrl, rules)).toBe(expected)
  })

  it.each([[undefined], [''], ['//'], ['http://['], ['javascript:alert(1)'], ['data:image/png;base64,AA==']])(
    '%j is no picture, and no reason to stumble',
    (mediaUrl) => {
      expect(mediaLink(mediaUrl, rules)).toBeUndefined()
    },
  )

  it('is unresolved where it is relative and nothing says to what', () => {
    const nowhere = { order: rules.order, channels: {} }

    expect(mediaLink('/lamp.jpg', nowhere)).toBeUndefined()
    expect(mediaLink('https://cdn.example.org/lamp.jpg', nowhere)).toBe('https://cdn.example.org/lamp.jpg')
  })
})
