import { lanes } from '@concord/domain'
import type { Bus, BusHealth, Consumer } from '../bus.js'
import { defaultLadderMs, type Ladder } from '../ladder.js'
import type { Log } from '../log.js'
import { Intake } from './intake.js'
import { Link } from './link.js'
import { postAll, postingOf, type DeliveryNeeds } from './rabbitmq-delivery.js'
import { openSession, type Session } from './session.js'
import { declareTopology, namesWith } from './topology.js'
import type { Seal } from './wire.js'

export interface RabbitMqOptions {
  /** With the virtual host; a heartbeat of 10 s unless it names another. */
  readonly url: string
  readonly seal: Seal
  readonly log: Log
  /** Shown in the management UI. */
  readonly name?: string
  /** Changing it leaves the old rungs' queues behind; delete them once they are empty. */
  readonly ladderMs?: Ladder
  /** Goes before each exchange and queue, so that several installations share a virtual host. Default: none. */
  readonly prefix?: string
  /** How long publishing waits for a connection. */
  readonly connectionWaitMs?: number
  /** How long publishing waits for the broker's confirm; shorter makes duplicates under load. */
  readonly confirmWaitMs?: number
}

const defaults = {
  name: 'concord',
  ladderMs: defaultLadderMs,
  prefix: '',
  connectionWaitMs: 10_000,
  confirmWaitMs: 30_000,
}

/** Connects in the background, and for ever again: a broker that is away is no reason not to start. */
export const rabbitMqBus = (options: RabbitMqOptions): Bus => {
  const settings = { ...defaults, ...options }
  const needs: DeliveryNeeds = { ...settings, names: namesWith(settings.prefix) }
  const intake = new Intake(needs)
  const link = new Link({ open: () => openReady(settings, needs, intake), log: settings.log })

  return {
    isDurable: true,
    async publish(messages) {
      const session = await link.session(settings.connectionWaitMs)
      const postings = messages.map((message) => postingOf(message, needs))
      await postAll(session.post, postings, settings.confirmWaitMs)
    },
    async consume(consumer) {
      intake.add(consumer)
      const session = await link.session(settings.connectionWaitMs).catch(() => undefined)
      if (session !== undefined) await intake.resume(session).catch(() => session.drop('consuming failed'))
    },
    health: () => healthOf(link.current, intake, needs),
    async close() {
      await intake.stop(link.current)
      await link.close()
    },
  }
}

const openReady = async (
  settings: typeof defaults & RabbitMqOptions,
  { names, ladderMs }: DeliveryNeeds,
  intake: Intake,
): Promise<Session> => {
  const session = await openSession(settings)
  try {
    const channel = await session.channel()
    await declareTopology(channel, names, ladderMs)
    await channel.close()
    await intake.resume(session)
    return session
  } catch (cause) {
    await session.close()
    throw cause
  }
}

const healthOf = async (session: Session | undefined, intake: Intake, { names }: DeliveryNeeds): Promise<BusHealth> => {
  const lanesOf = ({ service }: Consumer): readonly string[] => lanes.map((lane) => names.lane(service, lane))
  const inspect = async (queue: string) => ({ queue, found: await session?.inspect(queue) })
  const queues = await Promise.all(intake.consumers.flatMap(lanesOf).map(inspect))
  const dead = await Promise.all(intake.consumers.map(({ service }) => inspect(names.dead(service))))
  return {
    isConnected: session !== undefined,
    queues: queues.map(({ queue, found }) => ({
      queue,
      isConsuming: session !== undefined && intake.isTapped(session, queue) && (found?.consumers ?? 0) > 0,
      depth: found?.messages,
    })),
    deadLetters: dead.map(({ queue, found }) => ({ queue, depth: found?.messages })),
  }
}
