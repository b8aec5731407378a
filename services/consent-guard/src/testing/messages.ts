import { begin, type ChangedProfile, type DataOf, type Message, type Person } from '@concord/contracts'
import { type ContactNotice, version } from '@concord/domain'

const person = (fields: Partial<Person> = {}): Person => ({ profileId: 'p-1', email: 'ada@example.org', ...fields })

const order: DataOf<'identified.order.v1'>['order'] = {
  id: 'O1',
  commercialId: 'O1',
  view: 'operator',
  state: 'SHIPPING',
  createdAt: '2026-03-01T10:00:00.000Z',
  updatedAt: '2026-03-01T10:00:00.000Z',
  currency: 'EUR',
  taxMode: 'TAX_INCLUDED',
  price: '10',
  shippingPrice: '0',
  totalPrice: '10',
  customer: { id: 'c-1' },
  shipping: {},
  lines: [],
  additionalFields: {},
}

/** An order whose customer is known. */
export const orderIdentified = (fields: Partial<Person> = {}, marketplace = 'north'): Message<'identified.order.v1'> =>
  begin({
    type: 'identified.order.v1',
    source: 'identity-resolver',
    recordkey: `${marketplace}:order:O1`,
    recordversion: 'v1',
    lane: 'realtime',
    data: { order, origin: 'live', person: person(fields) },
  })

/** A return whose customer is known. */
export const returnIdentified = (): Message<'identified.return.v1'> => {
  const at = '2026-03-02T10:00:00.000Z'
  const returned = { id: 'R1', orderId: 'O1', state: 'OPENED', createdAt: at, updatedAt: at, lines: [] }
  return begin({
    type: 'identified.return.v1',
    source: 'identity-resolver',
    recordkey: 'north:return:R1',
    recordversion: 'v1',
    lane: 'bulk',
    data: { returned, origin: 'backfill', person: person() },
  })
}

/** Something account main told by itself. */
export const noticeReceived = (notice: ContactNotice): Message<'received.contact.v1'> =>
  begin({
    type: 'received.contact.v1',
    source: 'ingest-gateway',
    recordkey: 'main:contact:N1',
    recordversion: version('1970-01-01T00:00:00.000Z', '2026-03-01T11:59:30.000Z', 'hash'),
    lane: 'realtime',
    data: { notice },
  })

/** What a profile is from now on. */
export const contactIdentified = (profile: Partial<ChangedProfile>): Message<'identified.contact.v1'> =>
  begin({
    type: 'identified.contact.v1',
    source: 'identity-resolver',
    recordkey: 'north:contact:p-1',
    recordversion: 'v1',
    lane: 'realtime',
    data: { profile: { profileId: 'p-1', ...profile }, orders: ['north:order:O1'] },
  })

/** A sale of the storefront, known to the resolver by now. */
export const salesOrderIdentified = (): Message<'identified.sales-order.v1'> =>
  begin({
    type: 'identified.sales-order.v1',
    source: 'identity-resolver',
    recordkey: 'north:sales-order:S1',
    recordversion: 'v1',
    lane: 'realtime',
    data: { salesOrder: { commercialId: 'S1', email: 'ada@example.org' }, origin: 'live' },
  })
