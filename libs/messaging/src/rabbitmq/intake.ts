import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { lanes, type Lane } from '@concord/domain'
import type { Consumer, Handler } from '../bus.js'
import { deliver } from '../delivery.js'
import { answerWaitMs } from './connection.js'
import { deliveryOf, type Arrival, type DeliveryNeeds } from './rabbitmq-delivery.js'
import type { Session } from './session.js'
import { within } from './within.js'

/** An open subscription to one lane queue. */
interface Tap {
  /** Takes nothing more. */
  readonly stop: () => Promise<unknown>
  /** Once nothing is in hand: closing the connection alone may overtake the last acks. */
  readonly close: () => Promise<void>
}

interface Tapping {
  readonly tag: string
  readonly opened: Promise<Tap>
}

/** Who consumes here, from which queues, and what is in hand. */
export class Intake {
  readonly #needs: DeliveryNeeds
  readonly #consumers: Consumer[] = []
  readonly #taps = new WeakMap<Session, Map<string, Tapping>>()
  readonly #inHand = new Set<Promise<void>>()
  #isStopped = false

  constructor(needs: DeliveryNeeds) {
    this.#needs = needs
  }

  get consumers(): readonly Consumer[] {
    return this.#consumers
  }

  /** The lane queues of everyone known. */
  get queues(): readonly string[] {
    return this.#consumers.flatMap(({ service }) => lanes.map((lane) => this.#needs.names.lane(service, lane)))
  }

  add(consumer: Consumer): void {
    this.#consumers.push(consumer)
  }

  /** The tag under which a queue is consumed on this session. */
  tagOn(session: Session, queue: string): string | undefined {
    return this.#tapsOn(session).get(queue)?.tag
  }

  /** Consumes for everyone known, on this session; what is consumed there already is left as it is. */
  async resume(session: Session): Promise<void> {
    if (this.#isStopped) return
    const taps = this.#tapsOn(session)
    for (const consumer of this.#consumers)
      for (const lane of lanes) {
        const queue = this.#needs.names.lane(consumer.service, lane)
        if (!taps.has(queue)) taps.set(queue, this.#tap(session, consumer, lane))
      }
    await Promise.all([...taps.values()].map(({ opened }) => opened))
  }

  /** Takes nothing more; resolves once nothing is in hand. A broker that does not answer holds up nobody for long. */
  async stop(session: Session | undefined): Promise<void> {
    this.#isStopped = true
    const tapped = session === undefined ? [] : [...this.#tapsOn(session).values()].map(({ opened }) => opened)
    const taps = (await within(answerWaitMs, Promise.allSettled(tapped))) ?? []
    const open = taps.flatMap((tap) => (tap.status === 'fulfilled' ? [tap.value] : []))
    await within(answerWaitMs, Promise.allSettled(open.map((tap) => tap.stop())))
    await Promise.all(this.#inHand)
    await within(answerWaitMs, Promise.allSettled(open.map((tap) => tap.close())))
  }

  #tap(session: Session, consumer: Consumer, lane: Lane): Tapping {
    const tag = tagFor(this.#needs.names.lane(consumer.service, lane))
    return { tag, opened: this.#open(session, tag, { consumer, lane }) }
  }

  async #open(session: Session, tag: string, { consumer, lane }: { consumer: Consumer; lane: Lane }): Promise<Tap> {
    const queue = this.#needs.names.lane(consumer.service, lane)
    const channel = await session.channel()
    await channel.prefetch(consumer.prefetch[lane])
    const take = (received: Arrival['received'] | null): void => {
      if (received === null) session.drop(`the broker ended the consumer of queue ${queue}`)
      else this.#take({ session, channel, service: consumer.service, lane, received }, consumer.handler)
    }
    await channel.consume(queue, take, { consumerTag: tag })
    return { stop: () => channel.cancel(tag), close: () => channel.close() }
  }

  #take(arrival: Arrival, handler: Handler): void {
    const handled = deliver(this.#needs)(deliveryOf(arrival, this.#needs), handler)
    const inHand = handled
      .catch(() => arrival.session.drop('a delivery could not be logged'))
      .finally(() => this.#inHand.delete(inHand))
    this.#inHand.add(inHand)
  }

  #tapsOn(session: Session): Map<string, Tapping> {
    const taps = this.#taps.get(session) ?? new Map<string, Tapping>()
    this.#taps.set(session, taps)
    return taps
  }
}

/** Says to a person who consumes: `identity-resolver.realtime@<host>-<process id>-<short id>`. */
const tagFor = (queue: string): string => `${queue}@${hostname()}-${process.pid}-${randomUUID().slice(0, 6)}`
