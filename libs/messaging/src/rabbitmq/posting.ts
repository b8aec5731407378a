import type { ConfirmChannel, Message as Returned, Options } from 'amqplib'
import { BrokerUnavailable, QueueFull, Unroutable } from '../errors.js'

export interface Posting {
  readonly exchange: string
  readonly routingKey: string
  readonly content: Buffer
  readonly options: Options.Publish
}

/**
 * Resolves once the broker has routed and stored the message.
 *
 * @param waitMs how long to wait for the confirm; left out, as long as the channel lives
 * @throws BrokerUnavailable   not confirmed in time, or the channel is gone; it may have arrived all the same
 * @throws QueueFull   the broker said no
 * @throws Unroutable
 */
export type Post = (posting: Posting, waitMs?: number) => Promise<void>

export const postOn = (channel: ConfirmChannel): Post => {
  const returned = returnsOf(channel)
  return (posting, waitMs) =>
    new Promise((resolve, reject) => {
      const late = () => reject(new BrokerUnavailable(`no confirm within ${waitMs} ms`))
      const timer = waitMs === undefined ? undefined : setTimeout(late, waitMs)
      const confirmed = (refused: unknown) => {
        clearTimeout(timer)
        const isReturned = returned.take(posting)
        if (isNack(refused)) reject(new QueueFull(`no room for ${posting.routingKey}`, refused))
        else if (isFailure(refused)) reject(new BrokerUnavailable('the broker did not take a message', refused))
        else if (isReturned) reject(new Unroutable(`no queue is bound for ${posting.routingKey}`))
        else resolve()
      }
      send(channel, posting, confirmed)
    })
}

const send = (channel: ConfirmChannel, posting: Posting, confirmed: (refused: unknown) => void): void => {
  const { exchange, routingKey, content, options } = posting
  try {
    channel.publish(exchange, routingKey, content, { ...options, mandatory: true }, confirmed)
  } catch (closed) {
    confirmed(closed)
  }
}

/** amqplib says it by this text alone; anything else it says means that the channel is gone. */
const isNack = (refused: unknown): boolean => refused instanceof Error && refused.message === 'message nacked'

const isFailure = (refused: unknown): boolean => refused !== null && refused !== undefined

/** Counts returned messages: the broker returns a message before it confirms it, and says only what it was. */
const returnsOf = (channel: ConfirmChannel): { take: (posting: Posting) => boolean } => {
  const counts = new Map<string, number>()
  channel.on('return', ({ fields, properties }: Returned) => {
    const key = keyOf(fields.exchange, fields.routingKey, properties.messageId)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  })
  return {
    take({ exchange, routingKey, options }) {
      const key = keyOf(exchange, routingKey, options.messageId)
      const count = counts.get(key) ?? 0
      if (count > 1) counts.set(key, count - 1)
      else counts.delete(key)
      return count > 0
    },
  }
}

const keyOf = (exchange: string, routingKey: string, messageId: unknown): string =>
  [exchange, routingKey, messageId].join(' ')
