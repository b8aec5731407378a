import type { Channel, ChannelModel } from 'amqplib'
import type { Log } from '../log.js'
import { answerWaitMs, closeConnection, guarded, openConnection, questionOn } from './connection.js'
import { posterOn, type Post } from './posting.js'
import { within } from './within.js'

/**
 * Two connections from their opening to the loss of either: one publishes, the other does all else. A broker that is short
 * of memory or disk stops reading whoever publishes (rabbitmq.com/docs/connections, "blocked"), and on one connection acks
 * and questions would stop as well.
 */
export interface Session {
  readonly post: Post
  /** From now on no post waits longer for its confirm, those that wait already included. */
  hurry(waitMs: number): void
  /** Why the broker takes nothing, in its own words; undefined while it does, or has not said so. */
  readonly blockedBecause: () => string | undefined
  /** A channel whose failure costs the whole session; not to publish on. */
  channel(): Promise<Channel>
  /** A channel whose failure costs nothing else, for questions that the broker may refuse. */
  question(): Promise<Channel>
  /** Messages and consumers of a queue, undefined where the broker gives no answer; harmless to the other channels. */
  inspect(queue: string): Promise<{ readonly messages: number; readonly consumers: number } | undefined>
  /** Gives the session up: what is in hand is redelivered on the next one. */
  drop(why: string): void
  /** Resolves with the reason once it is over, whoever ended it. */
  readonly lost: Promise<string>
  close(): Promise<void>
}

export interface SessionOptions {
  readonly url: string
  /** Shown in the management UI, with what the connection is for. */
  readonly name: string
  readonly log: Log
}

export const openSession = async ({ url, name, log }: SessionOptions): Promise<Session> => {
  const { lost, end } = loss()
  const consuming = await openConnection({ url, name: `${name} consumes`, ended: end })
  const publishing = await openConnection({ url, name: `${name} publishes`, ended: end }).catch(
    async (cause: unknown) => {
      await closeConnection(consuming)
      throw cause
    },
  )
  const closed = lost.then(() => Promise.all([consuming, publishing].map(closeConnection)))
  const blockedBecause = blockadeOf(publishing, log)
  const confirming = await publishing.createConfirmChannel().catch(async (cause: unknown) => {
    end('nothing can be published')
    await closed
    throw cause
  })
  return {
    ...posterOn(guarded(confirming, end), blockedBecause),
    blockedBecause,
    channel: async () => guarded(await consuming.createChannel(), end),
    question: () => questionOn(consuming),
    inspect: (queue) => within(answerWaitMs, inspected(consuming, queue)),
    drop: end,
    lost,
    async close() {
      end('closed')
      await closed
    },
  }
}

const loss = (): { lost: Promise<string>; end: (why: string) => void } => {
  let end: (why: string) => void = () => undefined
  const lost = new Promise<string>((resolve) => {
    end = resolve
  })
  return { lost, end }
}

const blockadeOf = (publishing: ChannelModel, log: Log): Session['blockedBecause'] => {
  let because: string | undefined
  publishing.on('blocked', (reason) => {
    if (because === undefined) log.error('broker.blocked', { reason })
    because = reason
  })
  publishing.on('unblocked', () => {
    because = undefined
    log.info('broker.unblocked', {})
  })
  return () => because
}

/** On a channel of its own, since asking for a queue that is missing closes the channel. */
const inspected: (connection: ChannelModel, queue: string) => ReturnType<Session['inspect']> = async (
  connection,
  queue,
) => {
  try {
    const channel = await questionOn(connection)
    const { messageCount, consumerCount } = await channel.checkQueue(queue)
    await channel.close()
    return { messages: messageCount, consumers: consumerCount }
  } catch {
    return undefined
  }
}
