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
 * @throws QueueFull   the broker said no, or takes nothing at all: then the message was not even sent
 * @throws Unroutable
 */
export type Post = (posting: Posting, waitMs?: number) => Promise<void>

interface Poster {
  readonly post: Post
  /** From now on no post waits longer for its confirm, those that wait already included. */
  readonly hurry: (waitMs: number) => void
}

/** @param blockedBecause why the broker takes nothing: what is sent then would lie in buffers, and be sent again in vain */
export const posterOn = (channel: ConfirmChannel, blockedBecause: () => string | undefined): Poster => {
  const returned = returnsOf(channel)
  const unconfirmed = new Set<(waitMs: number) => void>()
  let longestMs = Infinity
  const confirmedWithin = (posting: Posting, waitMs: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const late = (ms: number) => reject(new BrokerUnavailable(`no confirm within ${ms} ms`))
      const timer = Number.isFinite(waitMs) ? setTimeout(late, waitMs, waitMs) : undefined
      unconfirmed.add(late)
      send(channel, posting, (refused) => {
        clearTimeout(timer)
        unconfirmed.delete(late)
        const failure = failureIn(refused, returned.take(posting), posting)
        if (failure === undefined) resolve()
        else reject(failure)
      })
    })
  return {
    async post(posting, waitMs = Infinity) {
      const because = blockedBecause()
      if (because !== undefined) throw new QueueFull(`the broker takes nothing: ${because}`)
      await confirmedWithin(posting, Math.min(waitMs, longestMs))
    },
    hurry(waitMs) {
      longestMs = waitMs
      const waiting = [...unconfirmed]
      setTimeout(() => waiting.forEach((late) => late(waitMs)), waitMs).unref()
    },
  }
}

const failureIn = (refused: unknown, isReturned: boolean, { routingKey }: Posting): Error | undefined => {
  if (isNack(refused)) return new QueueFull(`no room for ${routingKey}`, refused)
  if (isFailure(refused)) return new BrokerUnavailable('the broker did not take a message', refused)
  return isReturned ? new Unroutable(`no queue is bound for ${routingKey}`) : undefined
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
