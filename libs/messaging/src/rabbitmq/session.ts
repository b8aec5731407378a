import { setTimeout as pause } from 'node:timers/promises'
import { connect, type Channel, type ChannelModel } from 'amqplib'
import { postOn, type Post } from './posting.js'

/** One connection from its opening to its loss. */
export interface Session {
  readonly post: Post
  /** A channel whose failure costs the whole session. */
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
  readonly name: string
}

const connectWaitMs = 10_000
const closeWaitMs = 5_000
const heartbeatSeconds = '10'

/** Without `noDelay` each publish that waits for its confirm waits for a delayed TCP acknowledgement as well. */
export const openSession = async ({ url, name }: SessionOptions): Promise<Session> => {
  const clientProperties = { connection_name: name }
  const connection = await connect(withHeartbeat(url), { noDelay: true, timeout: connectWaitMs, clientProperties })
  const { lost, end } = endOf(connection)
  const drop = (why: string): void => {
    end(why)
    void connection.close().catch(() => undefined)
  }
  const publishing = guarded(await connection.createConfirmChannel(), drop)
  return {
    post: postOn(publishing),
    channel: async () => guarded(await connection.createChannel(), drop),
    question: () => questionOn(connection),
    inspect: (queue) => inspected(connection, queue),
    drop,
    lost,
    async close() {
      end('closed')
      // A connection that breaks while it is closed may never say that it is.
      const broken = new Promise((resolve) => connection.once('close', resolve))
      await Promise.race([
        connection.close().catch(() => undefined),
        broken,
        pause(closeWaitMs, undefined, { ref: false }),
      ])
    },
  }
}

/** The broker's own default leaves a dead peer unnoticed for two minutes. */
const withHeartbeat = (url: string): string => {
  const parsed = new URL(url)
  if (!parsed.searchParams.has('heartbeat')) parsed.searchParams.set('heartbeat', heartbeatSeconds)
  return parsed.href
}

const endOf = (connection: ChannelModel): { lost: Promise<string>; end: (why: string) => void } => {
  let end: (why: string) => void = () => undefined
  const lost = new Promise<string>((resolve) => {
    end = resolve
  })
  connection.on('error', (error) => end(error.message))
  connection.on('close', (error) => end(error?.message ?? 'the connection was closed'))
  return { lost, end }
}

/** A channel that the broker closes says `error` before; a bare `close` is our own, or the connection's. */
const guarded = <C extends Channel>(channel: C, drop: (why: string) => void): C => {
  channel.on('error', (error) => drop(error.message))
  return closedForSure(channel)
}

/** amqplib never answers a `close()` during which the connection breaks; the channel does say that it is closed. */
const closedForSure = <C extends Channel>(channel: C): C => {
  const closed = new Promise<void>((resolve) => channel.once('close', () => resolve()))
  const close = channel.close.bind(channel)
  return Object.assign(channel, { close: () => Promise.race([close(), closed]) })
}

const questionOn = async (connection: ChannelModel): Promise<Channel> => {
  const channel = await connection.createChannel()
  channel.on('error', () => undefined)
  return closedForSure(channel)
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
