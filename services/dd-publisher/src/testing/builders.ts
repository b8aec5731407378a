import { begin, type ChangedProfile, type Message, type Person } from '@concord/contracts'
import {
  type ConsentEvidence,
  type ConsentFact,
  type ConsentStatus,
  type Lane,
  type Order,
  type OrderLine,
  type Origin,
  partsOfVersion,
  recordKey,
  type Return,
  type Seller,
  version,
} from '@concord/domain'

/** When tests begin; versions count minutes before it. */
export const noon = new Date('2026-03-10T12:00:00.000Z')
const minuteMs = 60_000

/** The instant of a revision: the first is an hour before noon, each next one a minute later. */
export const instantOf = (revision: number): string =>
  new Date(noon.getTime() + (revision - 61) * minuteMs).toISOString()
export const versionOf = (revision: number): string => version(instantOf(revision), instantOf(revision), `h${revision}`)

export const line = (line: Partial<OrderLine> = {}): OrderLine => ({
  id: 'L1',
  state: 'SHIPPED',
  quantity: 1,
  price: '10.00',
  shippingPrice: '0.00',
  totalPrice: '10.00',
  taxes: '0.00',
  productSku: 'sku-1',
  title: 'A lamp',
  refunds: [],
  cancelations: [],
  ...line,
})

export const order = (order: Partial<Order> = {}): Order => ({
  id: 'N-1',
  commercialId: `C-${order.id ?? 'N-1'}`,
  view: 'operator',
  state: 'SHIPPED',
  createdAt: '2026-03-01T09:00:00.000Z',
  updatedAt: instantOf(1),
  channel: { code: 'UK', label: 'United Kingdom' },
  currency: 'EUR',
  taxMode: 'TAX_INCLUDED',
  price: '10.00',
  shippingPrice: '0.00',
  totalPrice: '10.00',
  customer: { id: 'c-1' },
  shop: { id: 's-1', name: 'Lamps & Co' },
  shipping: {},
  lines: [line()],
  additionalFields: {},
  ...order,
})

/** A person of the sandbox's world, or a new one, by first name. */
export const personOf = (name: string): Person => ({ profileId: `profile-${name}`, email: `${name}@example.org` })

interface About {
  readonly revision?: number
  readonly by?: string
  readonly marketplace?: string
  readonly origin?: Origin
  readonly lane?: Lane
  readonly consent?: ConsentStatus | ConsentFact
  readonly locale?: string
  /** Of the word that names the person. */
  readonly person?: Partial<Person>
  readonly grant?: ConsentEvidence
}

/** The order N-1 of ada, shipped, live, in revision 1, unless it is said otherwise. */
export const orderDecided = (changed: Partial<Order> = {}, about: About = {}): Message<'decided.order.v1'> => {
  const { revision = 1, by = 'ada', marketplace = 'north', origin = 'live', lane = 'realtime', locale } = about
  const { consent = 'unknown', person = {}, grant } = about
  const snapshot = order({ updatedAt: instantOf(revision), ...changed })
  return begin({
    type: 'decided.order.v1',
    source: 'consent-guard',
    recordkey: recordKey(marketplace, 'order', snapshot.id),
    recordversion: versionOf(revision),
    lane,
    data: {
      order: snapshot,
      origin,
      person: { ...personOf(by), locale, ...person },
      consent: typeof consent === 'string' ? fact(consent) : consent,
      grant,
    },
  })
}

/** A word of whose these orders of `north` are. */
export const contactDecided = (
  profile: ChangedProfile & { readonly revision: number },
  ids: readonly string[],
  consent: ConsentFact = fact('unknown'),
): Message<'decided.contact.v1'> =>
  begin({
    type: 'decided.contact.v1',
    source: 'consent-guard',
    recordkey: recordKey('north', 'sales-order', 'C-1'),
    recordversion: versionOf(profile.revision),
    lane: 'bulk',
    data: { profile, orders: ids.map((id) => recordKey('north', 'order', id)), consent },
  })

export const fact = (status: ConsentStatus, learnedAt = instantOf(0)): ConsentFact => ({
  status,
  source: 'full-read',
  learnedAt,
})

export const returnDecided = (
  changed: Partial<Return> = {},
  { revision = 1, by = 'ada' }: Pick<About, 'revision' | 'by'> = {},
): Message<'decided.return.v1'> => {
  const at = instantOf(revision)
  const returned = { id: 'R-1', orderId: 'N-1', state: 'OPENED', createdAt: at, updatedAt: at, lines: [], ...changed }
  return begin({
    type: 'decided.return.v1',
    source: 'consent-guard',
    recordkey: recordKey('north', 'return', returned.id),
    recordversion: versionOf(revision),
    lane: 'realtime',
    data: { returned, origin: 'live', person: personOf(by), consent: fact('unknown') },
  })
}

export const sellerReceived = (
  changed: Partial<Seller> = {},
  { revision = 1 }: Pick<About, 'revision'> = {},
): Message<'received.seller.v1'> => {
  const seller = {
    id: 's-1',
    name: 'Lamps & Co',
    state: 'OPEN',
    updatedAt: instantOf(revision),
    channels: ['UK'],
    ...changed,
  }
  return begin({
    type: 'received.seller.v1',
    source: 'ingest-gateway',
    recordkey: recordKey('north', 'seller', seller.id),
    recordversion: versionOf(revision),
    lane: 'bulk',
    data: { seller, origin: 'live' },
  })
}

/** The order N-1 was read again at that minute, and is what that revision says. */
export const orderConfirmed = (minute: number, { revision = 1 }: Pick<About, 'revision'> = {}) => {
  const { updatedAt, contentHash } = partsOfVersion(versionOf(revision))
  return begin({
    type: 'confirmed.order.v1',
    source: 'ingest-gateway',
    recordkey: recordKey('north', 'order', 'N-1'),
    recordversion: version(updatedAt, instantOf(minute), contentHash),
    lane: 'realtime',
    data: { readAt: instantOf(minute) },
  })
}

export const consentChanged = (addressHash: string, about: ConsentFact): Message<'consent.changed.v1'> =>
  begin({
    type: 'consent.changed.v1',
    source: 'consent-guard',
    recordkey: recordKey('main', 'contact', addressHash),
    recordversion: about.learnedAt,
    lane: 'realtime',
    data: { account: 'main', addressHash, fact: about },
  })
