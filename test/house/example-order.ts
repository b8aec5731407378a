import type { MarketplaceRules, Order, Return, Seller } from '@concord/domain'

/** One order that has everything an order can have, so that every field of the record is there. */
export const bought: Required<Order> = {
  ...{ id: 'C1042-A', commercialId: 'C1042', view: 'operator', state: 'RECEIVED' },
  ...{ createdAt: '2026-03-02T09:15:00.000Z', updatedAt: '2026-03-09T16:00:00.000Z' },
  ...{ acceptedAt: '2026-03-02T10:00:00.000Z', debitedAt: '2026-03-02T10:05:00.000Z' },
  ...{ shippingDeadlineAt: '2026-03-04T22:00:00.000Z', channel: { code: 'FR', label: 'France' }, currency: 'EUR' },
  ...{ taxMode: 'TAX_INCLUDED', price: '49.9', shippingPrice: '4.9', totalPrice: '54.8', hasIncident: true },
  ...{ isFullyRefunded: false, customer: { locale: 'fr_FR' }, shop: { id: '2024', name: 'Lamps & Co' } },
  ...{ additionalFields: {} },
  shipping: {
    ...{ typeCode: 'STD', carrier: 'Colissimo', tracking: '6A123' },
    trackingUrl: 'https://tracking.example.com/6A123',
  },
  lines: [
    {
      ...{ id: 'C1042-A-1', state: 'INCIDENT_OPEN', quantity: 2, price: '49.9', shippingPrice: '4.9' },
      ...{ totalPrice: '54.8', taxes: '9.13', productSku: 'lamp-7', offerSku: 'L7-black', title: 'Desk lamp' },
      ...{ category: 'Lighting', mediaUrl: '/lamp-7.jpg' },
      ...{ shippedAt: '2026-03-03T15:00:00.000Z', receivedAt: '2026-03-06T11:00:00.000Z' },
      refunds: [
        { id: '88', groupId: '12', state: 'REFUNDED', createdAt: '2026-03-08T09:00:00.000Z', total: '10' },
        { id: '89', groupId: '13', state: 'WAITING_REFUND', createdAt: '2026-03-09T09:00:00.000Z', total: '5' },
      ],
      cancelations: [],
    },
  ],
}

export const incidents = [{ lineId: 'C1042-A-1', number: 1, openedAt: '2026-03-07T08:30:00.000Z' }]

export const returned: Required<Return> = {
  ...{ id: 'R-5', orderId: 'C1042-A', state: 'IN_PROGRESS', reasonCode: 'RETURN_DAMAGED' },
  ...{ createdAt: '2026-03-07T12:00:00.000Z', updatedAt: '2026-03-07T12:00:00.000Z' },
  lines: [{ orderLineId: 'C1042-A-1', quantity: 1 }],
}

/** Mirakl grants its return rate, and none of the other recent ones. */
export const seller: Seller = {
  ...{ id: '2024', name: 'Lamps & Co', state: 'OPEN', isPremium: true, isProfessional: true, channels: ['FR', 'UK'] },
  ...{ createdAt: '2024-05-01T08:00:00.000Z', updatedAt: '2026-02-11T08:00:00.000Z', currency: 'EUR', country: 'FRA' },
  ...{ grade: '4.5', evaluations: 812, orders: 10_412, offers: 96, approvalRate: '0.99', approvalDelaySeconds: 5_400 },
  ...{ messageResponseDelaySeconds: 21_600, returnRate: '0.031' },
}

export const rules: MarketplaceRules = {
  ...{ id: 'north', account: 'main', guestIds: [], proxyDomains: [], sharedIdLimit: 3 },
  links: {
    order: 'https://north.example.com/orders/{orderId}',
    product: 'https://north.example.com/p/{productSku}',
    review: 'https://north.example.com/orders/{orderId}/review',
    media: 'https://media.north.example.com',
    channels: {},
  },
}
