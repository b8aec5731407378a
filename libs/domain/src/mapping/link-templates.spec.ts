import { expect, it } from 'vitest'
import { linkBlanks, linkKinds, strangeBlanks, templatesFor } from './link-templates.js'

it('a template may have the blanks that an order fills, and of a line only where it is about one', () => {
  expect(linkBlanks.order).toEqual(['orderId', 'commercialId', 'channel', 'shopId', 'locale'])
  expect(linkBlanks.review).toEqual(linkBlanks.order)
  for (const kind of ['product', 'image'] as const)
    expect(linkBlanks[kind]).toEqual([...linkBlanks.order, 'lineId', 'productSku', 'offerSku'])
})

it('every blank that nothing can fill is named, in the order of the template', () => {
  const template = 'https://s.example/{orderID}/{orderId}/{}/{productSku}'

  expect(strangeBlanks('order', template)).toEqual(['orderID', '', 'productSku'])
  expect(strangeBlanks('product', template)).toEqual(['orderID', ''])
  for (const kind of linkKinds) expect(strangeBlanks(kind, 'https://s.example/{orderId}')).toEqual([])
})

it('a channel has its own templates, and those of its marketplace where it says nothing', () => {
  const usual = { order: 'https://s.example/{orderId}', product: 'https://s.example/p/{productSku}' }
  const french = { order: 'https://s.example/fr/{orderId}', product: undefined }
  const channels = { FR: french, undefined: { order: 'https://s.example/odd/{orderId}' } }

  expect(templatesFor({ ...usual, channels }, 'FR')).toEqual({ order: french.order, product: usual.product })
  expect(templatesFor({ ...usual, channels }, 'UK')).toEqual(usual)
  expect(templatesFor({ ...usual, channels }, 'toString')).toEqual(usual)
  expect(templatesFor({ ...usual, channels }, undefined)).toEqual(usual)
})
