import { begin, type DataOf, type Message, type ServiceName } from '@concord/contracts'
import type { Order, Outcome } from '@concord/domain'

export const key = 'north:order:N-1'

/** The instant of a minute after noon. */
export const minute = (minutes: number): string => new Date(Date.UTC(2026, 2, 10, 12, minutes)).toISOString()

interface About {
  readonly recordkey?: string
  readonly recordversion?: string
  readonly at?: number
}

const envelope = ({ recordkey = key, recordversion = 'v1' }: About, source: ServiceName) =>
  ({ recordkey, recordversion, source, lane: 'realtime' }) as const

const timed = <M extends Message>(message: M, { at = 0 }: About): M => ({ ...message, time: minute(at) })

export const order: Order = {
  id: 'N-1',
  commercialId: 'C-1',
  view: 'operator',
  state: 'SHIPPED',
  createdAt: minute(0),
  updatedAt: minute(0),
  currency: 'EUR',
  taxMode: 'TAX_INCLUDED',
  price: '10.00',
  shippingPrice: '0.00',
  totalPrice: '10.00',
  customer: { id: 'c-1' },
  shipping: {},
  lines: [],
  additionalFields: {},
}

const receivedBy =
  (origin: 'live' | 'replay') =>
  (about: About = {}): Message =>
    timed(begin({ ...envelope(about, 'ingest-gateway'), type: 'received.order.v1', data: { order, origin } }), about)

export const received = receivedBy('live')
/** Handed on again though it had settled. */
export const replayed = receivedBy('replay')

export const settled = (outcome: Exclude<Outcome, { state: 'waiting' }>, about: About = {}): Message =>
  timed(begin({ ...envelope(about, 'dd-publisher'), type: 'record.settled.v1', data: outcome }), about)

export const waiting = (outcome: Outcome<'waiting'>, about: About = {}): Message =>
  timed(begin({ ...envelope(about, 'identity-resolver'), type: 'record.waiting.v1', data: outcome }), about)

export const released = (keys: readonly string[], about: About = {}): Message =>
  timed(
    begin({
      ...envelope({ recordkey: 'north:order:N-9', recordversion: 'v1', ...about }, 'identity-resolver'),
      type: 'command.replay.v1',
      data: { keys, because: 'an address was found' },
    }),
    about,
  )

/** The order was asked to be read again, and was, as a version that differs from the stored one by its time alone. */
export const readAgain = (about: About = {}): readonly Message[] => [
  timed(
    begin({ ...envelope(about, 'dd-publisher'), type: 'command.refresh.v1', data: { keys: ['north:order:N-1'] } }),
    about,
  ),
  timed(
    begin({
      ...envelope({ ...about, recordversion: 'read again' }, 'ingest-gateway'),
      type: 'confirmed.order.v1',
      data: { readAt: '2026-03-01T10:00:00.000Z' },
    }),
    about,
  ),
]

/** Somebody is somebody else, and said something else, by now: news of no version of any record. */
export const peopleTold = (about: About = {}): readonly Message[] => {
  const news = { recordkey: 'north:contact:profile-ada', recordversion: '2', ...about }
  const profile = { profileId: 'profile-ada', email: 'ada@example.org', revision: 2 }
  const fact = { status: 'unsubscribed', source: 'modified', learnedAt: '2026-03-01T10:00:00.000Z' } as const
  const data = { profile, orders: ['north:order:N-1'] }
  return [
    begin({ ...envelope(news, 'identity-resolver'), type: 'identified.contact.v1', data }),
    begin({ ...envelope(news, 'consent-guard'), type: 'decided.contact.v1', data: { ...data, consent: fact } }),
    begin({
      ...envelope(news, 'consent-guard'),
      type: 'consent.changed.v1',
      data: { account: 'main', addressHash: 'abc', fact },
    }),
  ].map((message) => timed(message, about))
}

export const triggerTold = (told: Partial<DataOf<'trigger.told.v1'>> = {}, about: About = {}): Message =>
  timed(
    begin({
      ...envelope(about, 'dd-publisher'),
      type: 'trigger.told.v1',
      data: {
        ...{ account: 'main', trigger: 'shipped', subject: 'north:N-1', revision: 1, state: 'due', reason: 'data' },
        ...{ proof: [], ...told },
      },
    }),
    about,
  )

/** When the dispute of an order began that is told of. */
export const since = '2026-01-03T10:00:00.000Z'

export const disputeTold = (told: Partial<DataOf<'dispute.told.v1'>> = {}, about: About = {}): Message =>
  timed(
    begin({
      ...envelope(about, 'dd-publisher'),
      type: 'dispute.told.v1',
      data: { account: 'main', since, revision: 1, state: 'overdue', ...told },
    }),
    about,
  )
