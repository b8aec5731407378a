import { describe, expect, it } from 'vitest'
import type { LinkRules } from '../rules.js'
import { line, order, refund } from '../testing/builders.js'
import { messageOf, messageValues, productsShown } from './message.js'

const links: LinkRules = {
  order: 'https://n.example/orders/{orderId}',
  review: 'https://n.example/rate/{orderId}',
  product: 'https://n.example/p/{productSku}',
  media: 'https://m.example',
  channels: {},
}
const filled = (about: Parameters<typeof order>[0], rules: LinkRules = links) => {
  const message = messageOf(order(about), { links: rules })
  return 'values' in message ? message.values : {}
}

describe('what a message is filled with', () => {
  it('is the order, its links and its products, all as text', () => {
    const about = {
      shipping: { carrier: 'DHL', tracking: 'T1', trackingUrl: 'https://dhl.example/T1' },
      lines: [line({ quantity: 2, mediaUrl: '/a.jpg', totalPrice: '10', refunds: [refund({ total: '4' })] })],
    }

    expect(filled(about)).toEqual({
      order_id: 'C1-A',
      checkout_id: 'C1',
      order_url: 'https://n.example/orders/C1-A',
      review_url: 'https://n.example/rate/C1-A',
      order_total: '6',
      currency: 'EUR',
      channel: 'UK',
      seller_name: 'Lamps & Co',
      carrier: 'DHL',
      tracking_number: 'T1',
      tracking_url: 'https://dhl.example/T1',
      product_name: 'A lamp',
      product_url: 'https://n.example/p/sku-1',
      product_image: 'https://m.example/a.jpg',
      products:
        '[{"name":"A lamp","sku":"sku-1","qty":2,"url":"https://n.example/p/sku-1","image":"https://m.example/a.jpg"}]',
    })
  })

  it('is empty where the order or the configuration does not tell', () => {
    const bare = { order: links.order, channels: {} }

    expect(filled({ shop: undefined, channel: undefined, lines: [] }, bare)).toEqual({
      ...Object.fromEntries(Object.keys(messageValues).map((name) => [name, ''])),
      ...{ order_id: 'C1-A', checkout_id: 'C1', order_url: 'https://n.example/orders/C1-A' },
      ...{ order_total: '0', currency: 'EUR', products: '[]' },
    })
    expect(JSON.parse(filled({}, bare)['products'] ?? '')).toMatchObject([{ url: '', image: '' }])
  })

  it('shows what stands, or all of an order of which nothing stands', () => {
    const lines = [line({ id: 'L1', state: 'REFUSED', title: 'A rug' }), line({ id: 'L2', title: 'A lamp' })]

    expect(filled({ lines })['product_name']).toBe('A lamp')
    expect(filled({ lines: lines.slice(0, 1) })['product_name']).toBe('A rug')
  })

  it('shows no more products than a message has room for', () => {
    const lines = Array.from({ length: productsShown + 1 }, (_, index) => line({ id: `L${index}` }))

    expect(JSON.parse(filled({ lines })['products'] ?? '')).toHaveLength(10)
  })

  it('explains each value', () => {
    for (const { meaning } of Object.values(messageValues)) expect(meaning).not.toBe('')
  })
})

describe('a message with a link that leads nowhere', () => {
  it('is none, and says which link of which line, and why', () => {
    expect(messageOf(order({ lines: [line({ id: 'L7', productSku: '' })] }), { links })).toEqual({
      unresolved: 'the product link of line L7: the order has nothing for {productSku}',
    })
    expect(messageOf(order(), { links: { ...links, review: 'https://n.example/{locale}' } })).toEqual({
      unresolved: 'the review link: the order has nothing for {locale}',
    })
  })

  it('is one all the same where the link is of a line that it does not show', () => {
    const gone = line({ id: 'L1', state: 'CANCELED', productSku: '' })

    expect(messageOf(order({ lines: [gone, line({ id: 'L2' })] }), { links })).toHaveProperty('values')
  })

  it('is one where only the picture is no address', () => {
    expect(filled({ lines: [line({ mediaUrl: 'data:,' })] })['product_image']).toBe('')
  })
})
