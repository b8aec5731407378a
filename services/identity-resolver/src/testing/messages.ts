import { begin, type DataOf, type Message } from '@concord/contracts'
import { recordKey, version } from '@concord/domain'

interface OrderSeen {
  readonly marketplace?: string
  readonly id?: string
  /** Left out: the id of the order. */
  readonly checkout?: string
  /** Left out: an order without a customer id. */
  readonly customer?: string
  /** Left out: an order without an address. */
  readonly email?: string
  /** Minutes past ten at which it changed. */
  readonly updated?: number
  /** Minutes past ten at which it was placed. */
  readonly created?: number
  readonly fields?: Readonly<Record<string, string>>
}

const minute = (minutes: number): string => new Date(Date.UTC(2026, 2, 1, 10, minutes)).toISOString()

export const [ada, grace] = ['ada@example.org', 'grace@example.org']
export const proxy = 'abc123@notification.mirakl.net'

/** An order on its way to identity-resolver; only what a test is about is said. */
export const orderReceived = ({ marketplace = 'north', id = 'O1', updated = 0, ...shown }: OrderSeen = {}) => {
  const { checkout = id, customer, email, created = 0, fields = {} } = shown
  const updatedAt = minute(updated)
  const order: DataOf<'received.order.v1'>['order'] = {
    id,
    commercialId: checkout,
    view: 'operator',
    state: 'SHIPPING',
    createdAt: minute(created),
    updatedAt,
    currency: 'EUR',
    taxMode: 'TAX_INCLUDED',
    price: '10',
    shippingPrice: '0',
    totalPrice: '10',
    customer: { id: customer, email, firstName: 'Ada Augusta', locale: 'fr_FR' },
    shipping: {},
    lines: [],
    additionalFields: fields,
  }
  return begin({
    type: 'received.order.v1',
    source: 'ingest-gateway',
    recordkey: recordKey(marketplace, 'order', id),
    recordversion: version(updatedAt, minute(90), id),
    lane: 'realtime',
    data: { order, origin: 'live' },
  })
}

/** A return of an order of the northern marketplace. */
export const returnReceived = (orderId = 'O1', id = `R of ${orderId}`): Message<'received.return.v1'> =>
  begin({
    type: 'received.return.v1',
    source: 'ingest-gateway',
    recordkey: recordKey('north', 'return', id),
    recordversion: version(minute(60), minute(90), id),
    lane: 'realtime',
    data: {
      returned: { id, orderId, state: 'OPENED', createdAt: minute(60), updatedAt: minute(60), lines: [] },
      origin: 'live',
    },
  })

interface SalesOrderSeen {
  readonly marketplace?: string
  readonly checkout?: string
  readonly email?: string
  /** The storefront's own id of the customer. */
  readonly shopper?: string
  /** Minutes past ten at which it was told. */
  readonly told?: number
}

/** What a storefront tells of a checkout. */
export const salesOrderReceived = ({
  marketplace = 'north',
  checkout = 'O1',
  email,
  shopper,
  told = 0,
}: SalesOrderSeen = {}) =>
  begin({
    type: 'received.sales-order.v1',
    source: 'ingest-gateway',
    recordkey: recordKey(marketplace, 'sales-order', checkout),
    recordversion: version(minute(told), minute(90), `word ${told}`),
    lane: 'realtime',
    data: { salesOrder: { commercialId: checkout, email, customerId: shopper }, origin: 'live' },
  })
