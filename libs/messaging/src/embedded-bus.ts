import { deadLettersOf, queueOf, services, type Message, type ServiceName } from '@concord/contracts'
import { lanes, type Lane } from '@concord/domain'
import type { Bus, BusHealth, Consumer } from './bus.js'
import { deliver, type Delivery, type Handled } from './delivery.js'
import { BrokerUnavailable, QueueFull, Unroutable } from './errors.js'
import { spreadOver } from './jitter.js'
import { defaultLadderMs, type Ladder } from './ladder.js'
import { LaneQueue } from './lane-queue.js'
import type { Log } from './log.js'
import { defaultHoldMs } from './offering.js'
import { queuesFor } from './routing.js'
import { sendingSpans } from './sending.js'

export interface EmbeddedBus extends Bus {
  /** What was set aside for a person, oldest first. */
  deadLetters(service: ServiceName): readonly Message[]
}

export interface EmbeddedBusOptions {
  readonly log: Log
  readonly ladderMs?: Ladder
  /** Messages that wait in one queue before it takes no more; a message is a few kilobytes of memory. */
  readonly maxDepth?: number
  /** Milliseconds that a message is held in hand for lack of room, before it is put off to a rung of the ladder. */
  readonly holdMs?: number
  /** Told of each delivery, for whoever counts; must not throw. */
  readonly onHandled?: ((handled: Handled) => void) | undefined
}

const defaultMaxDepth = 100_000

/**
 * A bus inside one process, without disk: what it held at a crash comes again from the journal. Its dead letters die with
 * the process, so there are none to try again under another build.
 */
export const embeddedBus = ({
  log,
  ladderMs = defaultLadderMs,
  maxDepth = defaultMaxDepth,
  holdMs = defaultHoldMs,
  onHandled,
}: EmbeddedBusOptions): EmbeddedBus => new InProcessBus({ log, ladderMs, maxDepth, holdMs, onHandled })

interface Entry {
  readonly message: Message
  readonly attempt: number
}

class InProcessBus implements EmbeddedBus {
  readonly isDurable = false
  readonly #queues = new Map<string, LaneQueue<Entry>>()
  readonly #dead = new Map<ServiceName, Message[]>()
  readonly #delayed = new Set<NodeJS.Timeout>()
  readonly #consumed = new Set<ServiceName>()
  readonly #maxDepth: number
  readonly #delays: readonly (() => number)[]
  readonly #closing = new AbortController()
  readonly #deliver: ReturnType<typeof deliver>
  #isClosed = false

  constructor({ maxDepth, ...needs }: EmbeddedBusOptions & Required<Omit<EmbeddedBusOptions, 'onHandled'>>) {
    this.#maxDepth = maxDepth
    this.#delays = needs.ladderMs.map((delayMs) => spreadOver(delayMs)).map((spread) => () => spread(performance.now()))
    this.#deliver = deliver({ ...needs, closing: this.#closing.signal })
    for (const service of services) for (const lane of lanes) this.#queues.set(queueOf(service, lane), new LaneQueue())
  }

  async publish(messages: readonly Message[]): Promise<void> {
    if (this.#isClosed) throw new BrokerUnavailable('the bus is closed')
    await this.#send(messages)
  }

  async consume(consumer: Consumer): Promise<void> {
    await consumer.onForgotten?.()
    this.#consumed.add(consumer.service)
    for (const lane of lanes) {
      const run = (entry: Entry) => this.#deliver(this.#deliveryOf(entry, consumer.service, lane), consumer.handler)
      this.#queue(queueOf(consumer.service, lane)).start(consumer.prefetch[lane], run)
    }
  }

  async health(): Promise<BusHealth> {
    const consumed = [...this.#consumed]
    const names = consumed.flatMap((service) => lanes.map((lane) => queueOf(service, lane)))
    return {
      isConnected: !this.#isClosed,
      queues: names.map((queue) => ({
        queue,
        isConsuming: this.#queue(queue).isConsumed,
        isKnownBy: 'list',
        depth: this.#queue(queue).depth,
      })),
      deadLetters: consumed.map((service) => ({
        queue: deadLettersOf(service),
        depth: this.deadLetters(service).length,
      })),
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#closing.abort()
    await Promise.all([...this.#queues.values()].map((queue) => queue.stop()))
    for (const timer of this.#delayed) clearTimeout(timer)
  }

  deadLetters(service: ServiceName): readonly Message[] {
    return this.#dead.get(service) ?? []
  }

  #send(messages: readonly Message[]): Promise<void> {
    return sendingSpans(messages, async (sent) => this.#enqueue(sent))
  }

  #enqueue(messages: readonly Message[]): void {
    const routed = messages.map((message) => ({ message, queues: queuesFor(message) }))
    const lost = routed.find(({ queues }) => queues.length === 0)
    if (lost !== undefined) throw new Unroutable(`no queue is bound for message ${lost.message.id}`)
    for (const { message, queues } of routed) {
      const full = queues.find((queue) => this.#queue(queue).depth >= this.#maxDepth)
      if (full !== undefined) throw new QueueFull(`no room in ${full}`)
      for (const queue of queues) this.#queue(queue).push({ message, attempt: 1 })
    }
  }

  #deliveryOf({ message, attempt }: Entry, service: ServiceName, lane: Lane): Delivery {
    const queue = queueOf(service, lane)
    return {
      id: message.id,
      queue,
      service,
      attempt,
      envelope: message,
      open: () => message,
      publish: (messages) => this.#send(messages),
      ack: async () => undefined,
      retry: async (rung) => this.#later(rung, queue, { message, attempt: attempt + 1 }),
      bury: async () => {
        const dead = this.#dead.get(service) ?? []
        this.#dead.set(service, dead)
        dead.push(message)
      },
    }
  }

  /** What comes back finds room beyond the bound: it had its place already. */
  #later(rung: number, queue: string, entry: Entry): void {
    const timer = setTimeout(
      () => {
        this.#delayed.delete(timer)
        this.#queue(queue).push(entry)
      },
      this.#delays[rung - 1]?.(),
    )
    this.#delayed.add(timer)
  }

  #queue(name: string): LaneQueue<Entry> {
    const queue = this.#queues.get(name)
    if (queue === undefined) throw new Unroutable(`there is no queue ${name}`)
    return queue
  }
}
