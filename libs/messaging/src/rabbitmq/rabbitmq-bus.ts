import type { ServiceName } from '@concord/contracts'
import type { Bus } from '../bus.js'
import type { Handled } from '../delivery.js'
import { spreadOver, type Spread } from '../jitter.js'
import { defaultLadderMs, type Ladder } from '../ladder.js'
import type { Log } from '../log.js'
import { defaultHoldMs } from '../offering.js'
import { checkTopology, declareTopology } from './apply-topology.js'
import { answerWaitMs } from './connection.js'
import { Intake } from './intake.js'
import { Link } from './link.js'
import { recall } from './memory.js'
import { managementAt } from './management.js'
import { namesWith, type Names } from './names.js'
import { postMessages, type DeliveryNeeds } from './rabbitmq-delivery.js'
import { defaultRedrivePace, redriving, type RedrivePace } from './redriving.js'
import { openSession, type Session, type SessionOptions } from './session.js'
import { topologyOf } from './topology.js'
import { healthOf, watchOver } from './watch.js'
import type { Seal } from './wire.js'
import { within } from './within.js'

export interface RabbitMqOptions {
  /** With the virtual host; a heartbeat of 10 s unless it names another. */
  readonly url: string
  readonly seal: Seal
  readonly log: Log
  /** Shown in the management UI. */
  readonly name?: string
  /**
   * `declare` makes whatever is missing and needs a user who may configure; `given` makes nothing and refuses to work
   * where something is missing. Default: declare.
   */
  readonly topology?: 'declare' | 'given'
  /**
   * What runs here, without spaces. Each dead letter is tried again once under each build; where it is always the same,
   * only what the broker itself set aside is tried again.
   */
  readonly build?: string
  /**
   * RabbitMQ's management API, with a user who has the tag `monitoring`. With it health knows whether our own consumer
   * is in the list of a queue; without it only that somebody consumes.
   */
  readonly managementUrl?: string | undefined
  /** Changing it leaves the old rungs' queues behind; delete them once they are empty. */
  readonly ladderMs?: Ladder
  /** Goes before each exchange and queue, so that several installations share a virtual host. Default: none. */
  readonly prefix?: string
  /** How long publishing waits for a connection. */
  readonly connectionWaitMs?: number
  /** How long publishing waits for the broker's confirm; shorter makes duplicates under load. */
  readonly confirmWaitMs?: number
  /** How long a delivery is held in hand for lack of room, before it is put off to a rung of the ladder. */
  readonly holdMs?: number
  /** Told of each delivery, for whoever counts; must not throw. */
  readonly onHandled?: ((handled: Handled) => void) | undefined
  readonly redrivePace?: RedrivePace
  /** Between two looks whether our consumers are still there; two in a row that miss one begin anew. */
  readonly watchEveryMs?: number
}

const defaults = {
  name: 'concord',
  topology: 'declare',
  build: 'unnamed',
  ladderMs: defaultLadderMs,
  prefix: '',
  connectionWaitMs: 10_000,
  confirmWaitMs: 30_000,
  holdMs: defaultHoldMs,
  redrivePace: defaultRedrivePace,
  watchEveryMs: 30_000,
} as const

/** Connects in the background, and for ever again: a broker that is away is no reason not to start. */
export const rabbitMqBus = (options: RabbitMqOptions): Bus => {
  const settings = { ...defaults, ...options }
  const closing = new AbortController()
  const names = namesWith(settings.prefix)
  const needs: DeliveryNeeds = { ...settings, names, delayOn: delaysOf(), closing: closing.signal }
  const intake = new Intake(needs)
  const link = new Link({ open: () => openReady(settings, needs, intake), log: settings.log })
  const sessionNow = (): Session | undefined => link.current
  const management = options.managementUrl ? managementAt(options.managementUrl, options.url) : undefined
  const watchNeeds = { intake, names, management, sessionNow }
  const inBackground = [watchOver(watchNeeds, settings.watchEveryMs, closing.signal)]

  return {
    isDurable: true,
    async publish(messages) {
      const session = await link.session(settings.connectionWaitMs)
      await postMessages(session, messages, { ...needs, waitMs: settings.confirmWaitMs })
    },
    async consume(consumer) {
      intake.add(consumer)
      inBackground.push(redriving(consumer.service, { pace: settings.redrivePace, needs, sessionNow }))
      const session = await link.session(settings.connectionWaitMs).catch(() => undefined)
      if (session === undefined) return
      await resume(session, settings.topology, { names, intake }).catch(() => session.drop('consuming failed'))
    },
    health: () => healthOf(watchNeeds),
    async close() {
      closing.abort()
      link.current?.hurry(answerWaitMs)
      await intake.stop(link.current)
      await within(answerWaitMs, Promise.all(inBackground))
      await link.close()
    },
  }
}

/** One spread for each rung of each service, as long as the process lives. */
const delaysOf = (): DeliveryNeeds['delayOn'] => {
  const spreads = new Map<string, Spread>()
  return (service: ServiceName, delayMs: number) => {
    const rung = `${service} ${delayMs}`
    const spread = spreads.get(rung) ?? spreadOver(delayMs)
    spreads.set(rung, spread)
    return spread(performance.now())
  }
}

const openReady = async (
  settings: SessionOptions & Pick<RabbitMqOptions, 'topology'>,
  { names, ladderMs }: DeliveryNeeds,
  intake: Intake,
): Promise<Session> => {
  const session = await openSession(settings)
  try {
    const topology = topologyOf(names, ladderMs)
    if (settings.topology === 'given') await checkTopology(() => session.question(), topology)
    else await declareOn(session, topology)
    await resume(session, settings.topology, { names, intake })
    return session
  } catch (cause) {
    await session.close()
    throw cause
  }
}

const resume = async (
  session: Session,
  topology: RabbitMqOptions['topology'],
  { names, intake }: { readonly names: Names; readonly intake: Intake },
): Promise<void> => {
  if (topology === 'declare') await recall(session, intake.consumers, names)
  await intake.resume(session)
}

const declareOn = async (session: Session, topology: ReturnType<typeof topologyOf>): Promise<void> => {
  const channel = await session.channel()
  await declareTopology(channel, topology)
  await channel.close()
}
