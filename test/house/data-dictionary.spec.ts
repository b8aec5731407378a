import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { contactFields, type Order, orderRecordOf, type Seller, sellerRecordOf } from '@concord/domain'
import { describe, expect, it } from 'vitest'

const path = fileURLToPath(new URL('../../docs/data-dictionary.md', import.meta.url))

const orderMeanings: Readonly<Record<string, string>> = {
  id: 'Mirakl’s id of the order; the record’s key is `<marketplace>-<id>`',
  checkoutId: 'Mirakl’s commercial id: the checkout that several orders may come from',
  marketplace: 'The marketplace’s name in `concord.yaml`',
  channel: 'Code of the channel it was placed in',
  purchaseDate: 'When it was placed',
  orderStatus: 'Mirakl’s state of the order',
  isInDispute: 'An open incident or return, or a refund under way',
  currency: 'ISO 4217; all amounts of the record are in it',
  taxMode: '`TAX_INCLUDED` or `TAX_EXCLUDED`: what the amounts are',
  orderTotal: 'Paid in the end: lines that stand, less completed refunds',
  orderSubtotal: 'Lines that stand, before refunds',
  deliveryTotal: 'Shipping',
  refundTotal: 'Completed refunds',
  deliveryMethod: 'Code of the shipping type',
  carrier: 'Who ships',
  trackingNumber: 'Number of the parcel',
  trackingUrl: 'Where the parcel is followed',
  sellerId: 'Mirakl’s id of the shop',
  sellerName: 'Name of the shop',
  orderUrl: 'Where the customer sees the order, by `links.order`',
  products: 'The order lines, see below',
  returns: 'Returns of the order: `id`, `state`, `createdAt`',
}

const productMeanings: Readonly<Record<string, string>> = {
  id: 'Mirakl’s id of the order line',
  sku: 'The marketplace’s product',
  name: 'Its title',
  category: 'Its category',
  qty: 'How many',
  price: 'The line’s articles, without shipping',
  total: 'The line’s articles with shipping, less cancelations',
  status: 'Mirakl’s state of the line',
  url: 'Where the product is shown, by `links.product`',
  image: 'Its picture, by `links.media` where Mirakl gives a relative address',
  shippedDate: 'When it left',
  receivedDate: 'When it arrived',
}

const sellerMeanings: Readonly<Record<string, string>> = {
  id: 'Mirakl’s id of the shop; the record’s key is `<marketplace>-<id>`',
  marketplace: 'The marketplace’s name in `concord.yaml`',
  name: 'Name of the shop',
  state: 'OPEN, CLOSE, SUSPENDED, TERMINATED',
  isPremium: 'Marked as premium',
  isProfessional: 'A business',
  channels: 'Codes of its channels, by comma',
  currency: 'What it sells in',
  country: 'Where it is',
  grade: '0 to 5; missing while nobody has rated it',
  evaluations: 'How many ratings',
  orders: 'Orders it received',
  offers: 'Offers it has',
  approvalRate: 'Share of orders it accepts, 0 to 1',
  approvalDelaySeconds: 'How long it takes to accept',
  messageResponseDelaySeconds: 'How long it takes to answer',
  recentApprovalRate: 'Share of lines it accepted, of the last three months (S21), as all below: 0 to 1',
  incidentRate: 'Share of accepted lines with an incident',
  refundRate: 'Share of accepted lines with a refund',
  cancelationRate: 'Share of accepted lines with a cancelation',
  returnRate: 'Share of returnable lines that were returned',
  lateShipmentRate: 'Share of orders shipped after their deadline',
  createdDate: 'When it joined',
  updatedDate: 'When its data last changed',
}

const at = '2026-01-01T00:00:00.000Z'

const line: Required<Order['lines'][number]> = {
  ...{ id: 'L', state: 'RECEIVED', quantity: 1, price: '1', shippingPrice: '1', totalPrice: '2', taxes: '0' },
  ...{ productSku: 'p', offerSku: 'o', title: 't', category: 'c', mediaUrl: 'https://m/1.png' },
  ...{ shippedAt: at, receivedAt: at, refunds: [], cancelations: [] },
}

/** With everything that an order can have, so that every field of the record is there. */
const order: Required<Order> = {
  ...{ id: '1', commercialId: 'c', view: 'operator', state: 'CLOSED', createdAt: at, updatedAt: at, acceptedAt: at },
  ...{ debitedAt: at, shippingDeadlineAt: at, channel: { code: 'UK', label: 'UK' }, currency: 'EUR' },
  ...{ taxMode: 'TAX_INCLUDED', price: '1', shippingPrice: '1', totalPrice: '2', hasIncident: false },
  ...{ isFullyRefunded: false, customer: {}, shop: { id: 's', name: 'S' }, additionalFields: {} },
  shipping: { typeCode: 'std', carrier: 'c', tracking: 't', trackingUrl: 'https://t' },
  lines: [line],
}

const returned = { id: 'R', orderId: '1', state: 'OPENED', createdAt: at, updatedAt: at, lines: [] }

const seller: Required<Seller> = {
  ...{ id: 's', name: 'S', state: 'OPEN', updatedAt: at, createdAt: at, isPremium: true, isProfessional: true },
  ...{ channels: ['UK'], currency: 'EUR', country: 'GB', grade: '4.5', evaluations: 1, orders: 1, offers: 1 },
  ...{ approvalRate: '0.9', approvalDelaySeconds: 1, messageResponseDelaySeconds: 1 },
  ...{ recentApprovalRate: '0.9', incidentRate: '0.1', refundRate: '0.1', cancelationRate: '0.1' },
  ...{ returnRate: '0.1', lateShipmentRate: '0.1' },
}

const rules = {
  ...{ id: 'north', account: 'main', guestIds: [], proxyDomains: [], sharedIdLimit: 3 },
  links: { order: 'https://n/{orderId}', product: 'https://n/{productSku}', media: 'https://m', channels: {} },
}

const typeOf = (value: unknown): string => {
  if (Array.isArray(value)) return 'list'
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? 'date' : typeof value
}

const table = (rows: readonly (readonly string[])[]): string => {
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const [head = [], ...body] = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)))
  const ruler = widths.map((width) => '-'.repeat(width))
  return [head, ruler, ...body].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

const tableOf = (record: object, meanings: Readonly<Record<string, string>>): string =>
  table([
    ['field', 'type', 'meaning'],
    ...Object.entries(record).map(([name, value]) => [`\`${name}\``, typeOf(value), meanings[name] ?? '']),
  ])

const orderRecord = orderRecordOf(order, [returned], rules)
const [product = {}] = orderRecord['products'] as readonly object[]
const sellerRecord = sellerRecordOf('north', seller)

const dictionary = `# Data dictionary

Everything Concord writes in Dotdigital. A test makes this page from the mapping and compares it; after a change of the
mapping, \`UPDATE_DOCS=1 npx vitest run --project house test/house/data-dictionary.spec.ts\` writes it anew.

## Data fields of a contact

All of one person's orders, in every marketplace that feeds the account. A field without a value is cleared.

${table([['field', 'type', 'meaning'], ...contactFields.map(({ name, type, meaning }) => [`\`${name}\``, type, meaning])])}

## Records in \`Orders\`

Contact-scoped, one record for each order. A field without a value is left out; types never vary.

${tableOf(orderRecord, orderMeanings)}

Each of its \`products\`:

${tableOf(product, productMeanings)}

## Records in \`Sellers\`

Account-scoped, one record for each shop. Bank, tax and identity data never reaches Concord's tables.

${tableOf(sellerRecord, sellerMeanings)}
`

describe('the data dictionary', () => {
  it.each([
    ['order', orderRecord, orderMeanings],
    ['product', product, productMeanings],
    ['seller', sellerRecord, sellerMeanings],
  ])('says what every field of a record of an %s means, and of no other', (_what, record, meanings) => {
    expect(Object.keys(record).toSorted()).toEqual(Object.keys(meanings).toSorted())
  })

  it('is what the mapping says', () => {
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(path, dictionary)

    expect(readFileSync(path, 'utf8')).toBe(dictionary)
  })
})
