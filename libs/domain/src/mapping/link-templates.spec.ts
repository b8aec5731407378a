import { expect, it } from 'vitest'
import { linkBlanks, linkKinds, strangeBlanks } from './link-templates.js'

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
