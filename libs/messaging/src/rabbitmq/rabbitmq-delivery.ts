import { routingKey, type Message, type ServiceName } from '@concord/contracts'
import type { Lane } from '@concord/domain'
import type { Channel, ConsumeMessage, MessageProperties, Options } from 'amqplib'
import type { Delivery } from '../delivery.js'
import { Undecodable } from '../errors.js'
import type { Ladder } from '../ladder.js'
import type { Log } from '../log.js'
import type { Post, Posting } from './posting.js'
import type { Session } from './session.js'
import type { Names } from './topology.js'
import { encode, openMessage, propertiesOf, readEnvelope, type Seal, type SealedMessage } from './wire.js'

export interface DeliveryNeeds {
  readonly names: Names
  readonly seal: Seal
  readonly ladderMs: Ladder
  readonly log: Log
}

/** What came in, and on what. */
export interface Arrival {
  readonly session: Session
  readonly channel: Channel
  readonly service: ServiceName
  readonly lane: Lane
  readonly received: ConsumeMessage
}

/** A message addressed to those who listen to it. */
export const postingOf = (message: Message, { names, seal }: Pick<DeliveryNeeds, 'names' | 'seal'>): Posting => ({
  exchange: names.exchange,
  routingKey: routingKey(message),
  content: encode(message, seal),
  options: propertiesOf(message),
})

/** Waits for all even when one fails, so that nothing is published after the caller was told. */
export const postAll = async (post: Post, postings: readonly Posting[], waitMs?: number): Promise<void> => {
  const posted = await Promise.allSettled(postings.map((posting) => post(posting, waitMs)))
  const failed = posted.find((result) => result.status === 'rejected')
  if (failed !== undefined) throw failed.reason
}

/**
 * All goes out on the session that brought the delivery: when that is lost, the broker redelivers, and whatever else
 * was sent for it would only be sent twice. While it lasts, confirms are awaited without limit: a broker that takes
 * nothing for an hour keeps messages in hand rather than spend their deliveries.
 */
export const deliveryOf = (arrival: Arrival, needs: DeliveryNeeds): Delivery => {
  const { session, channel, service, lane, received } = arrival
  const { names, ladderMs } = needs
  const queue = names.lane(service, lane)
  const attempt = attemptOf(received)
  const envelope = envelopeIn(received)
  const ack = async (): Promise<void> => channel.ack(received)
  const moveTo = (exchange: string, routingKey: string, headers: Record<string, unknown>): Promise<void> =>
    session.post({ exchange, routingKey, content: received.content, options: kept(received, headers) }).then(ack)
  return {
    id: textIn(received, 'messageId'),
    queue,
    service,
    attempt,
    envelope: envelope instanceof Undecodable ? undefined : envelope,
    open: () => openMessage(readable(envelope), needs.seal),
    publish: async (messages) =>
      postAll(
        session.post,
        messages.map((message) => postingOf(message, needs)),
      ),
    ack: () => orDrop(session, ack()),
    retry: (rung, code) => {
      const exchange = names.retry(service, ladderMs[rung - 1] ?? 0)
      return orDrop(session, moveTo(exchange, queue, { 'x-attempt': attempt + 1, 'x-failure': code }))
    },
    bury: (code) =>
      orDrop(session, moveTo('', names.dead(service), { 'x-attempt': attempt, 'x-failure': code, 'x-queue': queue })),
  }
}

/** What can't be settled on a session would stay in hand for ever, so the session goes. */
const orDrop = (session: Session, settled: Promise<void>): Promise<void> =>
  settled.catch((cause: unknown) => {
    session.drop('a delivery could not be settled')
    throw cause
  })

const attemptOf = ({ properties }: ConsumeMessage): number => {
  const attempt: unknown = properties.headers?.['x-attempt']
  return typeof attempt === 'number' && attempt >= 1 ? attempt : 1
}

const envelopeIn = ({ content }: ConsumeMessage): SealedMessage | Undecodable => {
  try {
    return readEnvelope(content)
  } catch (cause) {
    return cause instanceof Undecodable ? cause : new Undecodable('it cannot be read', cause)
  }
}

const readable = (envelope: SealedMessage | Undecodable): SealedMessage => {
  if (envelope instanceof Undecodable) throw envelope
  return envelope
}

/** The same message under new headers: the broker's own `x-death` would only grow. */
const kept = (received: ConsumeMessage, headers: Record<string, unknown>): Options.Publish => ({
  persistent: true,
  contentType: textIn(received, 'contentType'),
  messageId: textIn(received, 'messageId'),
  correlationId: textIn(received, 'correlationId'),
  type: textIn(received, 'type'),
  appId: textIn(received, 'appId'),
  headers,
})

const textIn = ({ properties }: ConsumeMessage, name: keyof MessageProperties): string | undefined => {
  const value: unknown = properties[name]
  return typeof value === 'string' ? value : undefined
}
