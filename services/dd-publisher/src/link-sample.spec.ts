import type { LinkRules } from '@concord/domain'
import { expect, it } from 'vitest'
import { sampleOf, visitedPlaces } from './link-sample.js'
import { line, order } from './testing/builders.js'

const rules: LinkRules = {
  order: 'https://shop.example/orders/{orderId}',
  product: 'https://shop.example/p/{productSku}',
  channels: { FR: { order: 'https://shop.example/fr/{orderId}' } },
}
const french = { channel: { code: 'FR', label: 'France' } }

it('takes the newest few addresses of each channel and kind, each once', () => {
  const orders = [1, 2, 3, 4].map((nth) => order({ id: `N-${nth}` }))

  expect(sampleOf([...orders, order({ id: 'N-5', ...french })], rules)).toEqual([
    { channel: 'UK', kind: 'order', urls: [1, 2, 3].map((nth) => `https://shop.example/orders/N-${nth}`) },
    { channel: 'UK', kind: 'product', urls: ['https://shop.example/p/sku-1'] },
    { channel: 'FR', kind: 'order', urls: ['https://shop.example/fr/N-5'] },
    { channel: 'FR', kind: 'product', urls: ['https://shop.example/p/sku-1'] },
  ])
})

it('leaves out what does not resolve, and knows orders without a channel', () => {
  const one = order({ channel: undefined, lines: [line({ productSku: '' })] })

  expect(sampleOf([one], rules)).toEqual([{ channel: '', kind: 'order', urls: ['https://shop.example/orders/N-1'] }])
})

it.each([
  ['/a.jpg', { media: 'https://media.example' }, ['https://media.example/a.jpg']],
  ['https://media.example/a.jpg', { media: 'https://media.example' }, ['https://media.example/a.jpg']],
  ['http://169.254.169.254/secret', { media: 'https://media.example' }, []],
  ['http://169.254.169.254/secret', {}, []],
  ['http://169.254.169.254/secret', { image: 'https://img.example/{productSku}' }, ['https://img.example/sku-1']],
  ['/a.jpg', { channels: { UK: { media: 'https://uk.example' } } }, ['https://uk.example/a.jpg']],
])('of pictures only those count that lead where the configuration says: %s by %j', (mediaUrl, links, expected) => {
  const shown = sampleOf([order({ lines: [line({ mediaUrl })] })], { ...rules, ...links })

  expect(shown.filter(({ kind }) => kind === 'image').flatMap(({ urls }) => urls)).toEqual(expected)
})

it('tells of what fails, and nothing of an address that could be secret', () => {
  const [login, gone] = ['https://shop.example/orders/1', 'https://shop:pass@shop.example/orders/2?token=t#part']
  const answers = new Map([
    [login, { status: 403 }],
    [gone, { status: 404 }],
  ])

  expect(visitedPlaces([{ channel: 'UK', kind: 'order', urls: [login, gone] }], answers)).toEqual([
    {
      ...{ channel: 'UK', kind: 'order', visited: 2 },
      failing: [{ address: 'https://shop.example/orders/2', answer: 'answers 404' }],
    },
  ])
})
