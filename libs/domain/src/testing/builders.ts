import type { ConsentFact } from '../consent.js'
import type { Cancelation, Order, OrderLine, Refund, Return, Seller } from '../order.js'
import type { MarketplaceRules, TriggerRule } from '../rules.js'

/** When nothing else is said; everything the builders make happened before it. */
export const noon = new Date('2026-03-10T12:00:00.000Z')

/** The instant so many minutes before noon. */
export const minutesAgo = (minutes: number): string => new Date(noon.getTime() - minutes * 60_000).toISOString()

export const line = (about: Partial<OrderLine> = {}): OrderLine => ({
  id: 'L1',
  state: 'SHIPPING',
  quantity: 1,
  price: '10',
  shippingPrice: '0',
  totalPrice: '10',
  taxes: '0',
  productSku: 'sku-1',
  title: 'A lamp',
  refunds: [],
  cancelations: [],
  ...about,
})

/** One line of 10 EUR on its way; whoever says the state says it for the lines too, unless they bring their own. */
export const order = (about: Partial<Order> = {}): Order => ({
  id: 'C1-A',
  commercialId: 'C1',
  view: 'operator',
  state: 'SHIPPING',
  createdAt: '2026-03-01T09:00:00.000Z',
  updatedAt: '2026-03-09T09:00:00.000Z',
  channel: { code: 'UK', label: 'United Kingdom' },
  currency: 'EUR',
  taxMode: 'TAX_INCLUDED',
  price: '10',
  shippingPrice: '0',
  totalPrice: '10',
  hasIncident: false,
  isFullyRefunded: false,
  customer: { id: 'customer-1', email: 'sue@example.org' },
  shop: { id: 'shop-1', name: 'Lamps & Co' },
  shipping: {},
  lines: [line({ state: about.state ?? 'SHIPPING' })],
  additionalFields: {},
  ...about,
})

/** Money that has gone back. */
export const refund = (about: Partial<Refund> = {}): Refund => ({
  id: 'F1',
  groupId: 'G1',
  state: 'REFUNDED',
  createdAt: '2026-03-08T09:00:00.000Z',
  total: '4',
  ...about,
})

export const cancelation = (about: Partial<Cancelation> = {}): Cancelation => ({
  id: 'X1',
  createdAt: '2026-03-02T09:00:00.000Z',
  total: '2',
  ...about,
})

/** A return under way. */
export const returned = (about: Partial<Return> = {}): Return => ({
  id: 'R1',
  orderId: 'C1-A',
  state: 'IN_PROGRESS',
  createdAt: '2026-03-07T09:00:00.000Z',
  updatedAt: '2026-03-08T09:00:00.000Z',
  lines: [{ orderLineId: 'L1', quantity: 1 }],
  ...about,
})

export const seller = (about: Partial<Seller> = {}): Seller => ({
  id: 'shop-1',
  name: 'Lamps & Co',
  state: 'OPEN',
  updatedAt: '2026-03-01T09:00:00.000Z',
  channels: ['UK'],
  ...about,
})

/** Subscribed, as read from the contact a minute before noon. */
export const fact = (about: Partial<ConsentFact> = {}): ConsentFact => ({
  status: 'subscribed',
  source: 'contact-read',
  learnedAt: minutesAgo(1),
  ...about,
})

export const marketplaceRules = (about: Partial<MarketplaceRules> = {}): MarketplaceRules => ({
  id: 'north',
  account: 'main',
  guestIds: ['guest'],
  proxyDomains: [],
  sharedIdLimit: 3,
  links: { order: 'https://north.example.com/orders/{orderId}', channels: {} },
  ...about,
})

/** A solicitation that may be thirty days old. */
export const triggerRule = (about: Partial<TriggerRule> = {}): TriggerRule => ({
  purpose: 'marketing',
  maxAgeHours: 720,
  channel: { program: 77 },
  ...about,
})
