import { routingKey, type Message, type ServiceName } from '@concord/contracts'
import type { Lane } from '@concord/domain'
import type { Channel, ConsumeMessage, GetMessage, MessageProperties, Options } from 'amqplib'
import type { Delivery, DeliverNeeds } from '../delivery.js'
import { QueueFull, Undecodable } from '../errors.js'
import { lasting, notesOn, type Notes } from './headers.js'
import type { Names } from './names.js'
import { sendingSpans } from '../sending.js'
import type { Posting } from './posting.js'
import type { Session } from './session.js'
import { encode, openMessage, propertiesOf, readEnvelope, type Seal, type SealedMessage } from './wire.js'

export interface DeliveryNeeds extends DeliverNeeds {
  readonly names: Names
  readonly seal: Seal
  /** What this process runs, as it stands on what it sets aside. */
  readonly build: string
  /** Milliseconds until what is put on that rung now comes back. */
  readonly delayOn: (service: ServiceName, delayMs: number) => number
}

/** What came in, and on what. */
export interface Arrival {
  readonly session: Session
  readonly channel: Channel
  readonly service: ServiceName
  readonly lane: Lane
  readonly received: ConsumeMessage
}

/**
 * Addresses messages to those who listen to them, and waits for all even when one fails, so that nothing is published after
 * the caller was told.
 */
export const postMessages = (
  { post }: Pick<Session, 'post'>,
  messages: readonly Message[],
  { names, seal, waitMs }: Pick<DeliveryNeeds, 'names' | 'seal'> & { readonly waitMs?: number },
): Promise<void> =>
  sendingSpans(messages, async (sent) => {
    const posted = await Promise.allSettled(sent.map((message) => post(postingOf(message, { names, seal }), waitMs)))
    const failure = posted.find((result) => result.status === 'rejected')
    if (failure !== undefined) throw failure.reason
  })

const postingOf = (message: Message, { names, seal }: Pick<DeliveryNeeds, 'names' | 'seal'>): Posting => ({
  exchange: names.exchange,
  routingKey: routingKey(message),
  content: encode(message, seal),
  options: propertiesOf(message),
})

/**
 * All goes out on the session that brought the delivery: when that is lost, the broker redelivers, and whatever else
 * was sent for it would only be sent twice. While it lasts, confirms are awaited without limit: a broker that takes
 * nothing for an hour keeps messages in hand rather than spend their deliveries.
 */
export const deliveryOf = (arrival: Arrival, needs: DeliveryNeeds): Delivery => {
  const { session, channel, service, lane, received } = arrival
  const { names, ladderMs, build } = needs
  const queue = names.lane(service, lane)
  const notes = notesOn(received.properties)
  const envelope = envelopeIn(received)
  const ack = async (): Promise<void> => channel.ack(received)
  const moveTo = (exchange: string, options: Options.Publish): Promise<void> =>
    orDrop(session, session.post({ exchange, routingKey: queue, content: received.content, options }).then(ack))
  return {
    id: textIn(received, 'messageId'),
    queue,
    service,
    attempt: notes.attempt,
    envelope: envelope instanceof Undecodable ? undefined : envelope,
    open: () => openMessage(readable(envelope), needs.seal),
    publish: (messages) => postMessages(session, messages, needs),
    ack: () => orDrop(session, ack()),
    retry: (rung, code) => {
      const delayMs = ladderMs[rung - 1] ?? 0
      const expiration = Math.round(needs.delayOn(service, delayMs))
      const headers = { 'x-attempt': notes.attempt + 1, 'x-failure': code }
      return moveTo(names.retry(service, delayMs), { ...kept(received, notes, headers), expiration })
    },
    bury: (code) =>
      moveTo(names.dead(service), kept(received, notes, { ...burial(code, build, queue), 'x-attempt': notes.attempt })),
  }
}

/** What can't be settled on a session would stay in hand for ever, so the session goes; for room one can wait. */
const orDrop = (session: Session, settled: Promise<void>): Promise<void> =>
  settled.catch((cause: unknown) => {
    if (!(cause instanceof QueueFull)) session.drop('a delivery could not be settled')
    throw cause
  })

export const envelopeIn = ({ content }: ConsumeMessage | GetMessage): SealedMessage | Undecodable => {
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

/** What stands on a dead letter: why it is one, by which build, and where it came from. */
export const burial = (code: string, build: string, queue: string): Record<string, unknown> => ({
  'x-failure': code,
  'x-build': build,
  'x-queue': queue,
})

/** The same message under new headers: the broker's own `x-death` would only grow. */
export const kept = (
  received: ConsumeMessage | GetMessage,
  notes: Notes,
  headers: Record<string, unknown> = {},
): Options.Publish => ({
  persistent: true,
  contentType: textIn(received, 'contentType'),
  messageId: textIn(received, 'messageId'),
  correlationId: textIn(received, 'correlationId'),
  type: textIn(received, 'type'),
  appId: textIn(received, 'appId'),
  headers: { ...lasting(notes), ...headers },
})

export const textIn = (
  { properties }: ConsumeMessage | GetMessage,
  name: keyof MessageProperties,
): string | undefined => {
  const value: unknown = properties[name]
  return typeof value === 'string' ? value : undefined
}
