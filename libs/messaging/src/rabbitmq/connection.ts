import { connect, type Channel, type ChannelModel } from 'amqplib'
import { within } from './within.js'

const connectWaitMs = 10_000
const heartbeatSeconds = '10'

/** For whatever a broker should answer at once, and may not. */
export const answerWaitMs = 5_000

interface ConnectionWanted {
  readonly url: string
  /** Shown in the management UI. */
  readonly name: string
  /** Told why it is over, whoever ended it; perhaps more than once. */
  readonly ended: (why: string) => void
}

/** Without `noDelay` each publish that waits for its confirm waits for a delayed TCP acknowledgement as well. */
export const openConnection = async ({ url, name, ended }: ConnectionWanted): Promise<ChannelModel> => {
  const clientProperties = { connection_name: name }
  const connection = await connect(withHeartbeat(url), { noDelay: true, timeout: connectWaitMs, clientProperties })
  connection.on('error', (error) => ended(error.message))
  connection.on('close', (error) => ended(error?.message ?? 'the connection was closed'))
  return connection
}

/** The broker's own default leaves a dead peer unnoticed for two minutes. */
const withHeartbeat = (url: string): string => {
  const parsed = new URL(url)
  if (!parsed.searchParams.has('heartbeat')) parsed.searchParams.set('heartbeat', heartbeatSeconds)
  return parsed.href
}

/** Never rejects: a connection that breaks while it is closed, or whose broker says nothing, is left to itself. */
export const closeConnection = async (connection: ChannelModel): Promise<void> => {
  const broken = new Promise((resolve) => connection.once('close', resolve))
  await within(answerWaitMs, Promise.race([connection.close().catch(() => undefined), broken]))
}

/** A channel that the broker closes says `error` before; a bare `close` is our own, or the connection's. */
export const guarded = <C extends Channel>(channel: C, drop: (why: string) => void): C => {
  channel.on('error', (error) => drop(error.message))
  return closedForSure(channel)
}

/** A channel for what the broker may refuse. */
export const questionOn = async (connection: ChannelModel): Promise<Channel> => {
  const channel = await connection.createChannel()
  channel.on('error', () => undefined)
  return closedForSure(channel)
}

/** amqplib never answers a `close()` during which the connection breaks; the channel does say that it is closed. */
const closedForSure = <C extends Channel>(channel: C): C => {
  const closed = new Promise<void>((resolve) => channel.once('close', () => resolve()))
  const close = channel.close.bind(channel)
  return Object.assign(channel, { close: () => Promise.race([close(), closed]) })
}
