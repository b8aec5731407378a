import { lanes, type Lane } from '@concord/domain'
import type { Consumer, Handler } from '../bus.js'
import { deliver } from '../delivery.js'
import { deliveryOf, type Arrival, type DeliveryNeeds } from './rabbitmq-delivery.js'
import type { Session } from './session.js'

/** An open subscription to one lane queue. */
interface Tap {
  /** Takes nothing more. */
  readonly stop: () => Promise<unknown>
  /** Once nothing is in hand: closing the connection alone may overtake the last acks. */
  readonly close: () => Promise<void>
}

/** Who consumes here, from which queues, and what is in hand. */
export class Intake {
  readonly #needs: DeliveryNeeds
  readonly #consumers: Consumer[] = []
  readonly #taps = new WeakMap<Session, Map<string, Promise<Tap>>>()
  readonly #inHand = new Set<Promise<void>>()
  #isStopped = false

  constructor(needs: DeliveryNeeds) {
    this.#needs = needs
  }

  get consumers(): readonly Consumer[] {
    return this.#consumers
  }

  add(consumer: Consumer): void {
    this.#consumers.push(consumer)
  }

  isTapped(session: Session, queue: string): boolean {
    return this.#tapsOn(session).has(queue)
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
    await Promise.all(taps.values())
  }

  /** Takes nothing more; resolves once nothing is in hand. */
  async stop(session: Session | undefined): Promise<void> {
    this.#isStopped = true
    const taps = session === undefined ? [] : await Promise.allSettled(this.#tapsOn(session).values())
    const open = taps.flatMap((tap) => (tap.status === 'fulfilled' ? [tap.value] : []))
    await Promise.allSettled(open.map((tap) => tap.stop()))
    await Promise.all(this.#inHand)
    await Promise.allSettled(open.map((tap) => tap.close()))
  }

  async #tap(session: Session, consumer: Consumer, lane: Lane): Promise<Tap> {
    const queue = this.#needs.names.lane(consumer.service, lane)
    const channel = await session.channel()
    await channel.prefetch(consumer.prefetch[lane])
    const { consumerTag } = await channel.consume(queue, (received) => {
      if (received === null) session.drop(`queue ${queue} was deleted`)
      else this.#take({ session, channel, service: consumer.service, lane, received }, consumer.handler)
    })
    return { stop: () => channel.cancel(consumerTag), close: () => channel.close() }
  }

  #take(arrival: Arrival, handler: Handler): void {
    const handled = deliver(this.#needs)(deliveryOf(arrival, this.#needs), handler)
    const inHand = handled
      .catch(() => arrival.session.drop('a delivery could not be logged'))
      .finally(() => this.#inHand.delete(inHand))
    this.#inHand.add(inHand)
  }

  #tapsOn(session: Session): Map<string, Promise<Tap>> {
    const taps = this.#taps.get(session) ?? new Map<string, Promise<Tap>>()
    this.#taps.set(session, taps)
    return taps
  }
}
