import { begin, type DataOf, type Message } from '@concord/contracts'
import { recordKey, type Lane } from '@concord/domain'

const order = (id: string): DataOf<'received.order.v1'>['order'] => ({
  id,
  commercialId: id,
  view: 'operator',
  state: 'SHIPPING',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-02T00:00:00.000Z',
  currency: 'EUR',
  taxMode: 'TAX_INCLUDED',
  price: '10.00',
  shippingPrice: '0.00',
  totalPrice: '10.00',
  customer: { id: 'c-1', email: 'ada@example.org' },
  shipping: {},
  lines: [],
  additionalFields: {},
})

interface About {
  readonly id?: string
  readonly lane?: Lane
}

const source = 'ingest-gateway'
const recordversion = 'v1'
const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'

/** For identity-resolver. */
export const orderReceived = ({ id = 'o-1', lane = 'realtime' }: About = {}): Message => {
  const recordkey = recordKey('shop', 'order', id)
  const data = { order: order(id), origin: 'live' } as const
  return begin({ type: 'received.order.v1', source, recordkey, recordversion, lane, data, traceparent })
}

/** For dd-publisher alone. */
export const sellerReceived = ({ id = 's-1', lane = 'realtime' }: About = {}): Message => {
  const recordkey = recordKey('shop', 'seller', id)
  const seller = { id, name: 'Shop', state: 'OPEN', updatedAt: '2026-01-02T00:00:00.000Z', channels: [] }
  const data = { seller, origin: 'live' } as const
  return begin({ type: 'received.seller.v1', source, recordkey, recordversion, lane, data })
}

/** For ingest-gateway; about no record. */
export const replayCommanded = ({ lane = 'realtime' }: About = {}): Message => {
  const data = { keys: ['shop:order:o-1'], because: 'a person asked' }
  return begin({ type: 'command.replay.v1', source: 'monitor', recordkey: '', recordversion: '', lane, data })
}

/** For nobody: its kind is two words of a routing key. */
export const nowhere = (): Message => {
  const lost = orderReceived()
  return { ...lost, recordkey: 'shop:order.form:1', subject: 'shop:order.form:1' }
}
