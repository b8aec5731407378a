import type { Message, ServiceName } from '@concord/contracts'
import type { Lane } from '@concord/domain'

/** Carries messages between services, at least once; in order only until the first retry. */
export interface Bus {
  /** False: what was published is forgotten when the process dies. */
  readonly isDurable: boolean
  /**
   * Resolves once every message is confirmed and routed; after a failure some of them may be on their way all the same.
   *
   * @throws BrokerUnavailable   not connected, or no confirm in time
   * @throws QueueFull   a queue has no room, or the broker takes or stores nothing at the moment; later it may
   * @throws Unroutable   a message that no queue is bound for
   * @throws TopologyMissing   not connected, since the broker lacks what somebody else was to declare
   */
  publish(messages: readonly Message[]): Promise<void>
  /**
   * Begins consuming both lane queues of a service, and again after every reconnection.
   *
   * Resolves once it consumes, or after the wait limit where there is no connection yet.
   */
  consume(consumer: Consumer): Promise<void>
  /** Never throws; says nothing of services that this bus does not consume for. */
  health(): Promise<BusHealth>
  /**
   * Stops consuming, finishes what is in hand, then closes; from then on nothing can be published. It waits for handlers,
   * and never long for a broker: what that does not take is left for whoever comes next.
   */
  close(): Promise<void>
}

export interface Consumer {
  readonly service: ServiceName
  /** Messages in hand at once, per lane; at least 1. */
  readonly prefetch: Readonly<Record<Lane, number>>
  readonly handler: Handler
  /**
   * Says again what may have been in the bus, done before consuming wherever the bus has forgotten it: at each start of
   * an embedded bus; at the first use of a broker, and after it lost its disks (not where its topology is given, since
   * that needs the right to configure). It may be called for nothing.
   */
  readonly onForgotten?: (() => Promise<void>) | undefined
}

/**
 * Does the work of one message and returns those that follow; they are published before the delivery is acked. While a
 * queue of theirs is full they are offered again and the delivery stays in hand, for minutes; then it is put off.
 *
 * @throws PermanentFailure   dead-lettered at once
 * @throws TransientFailure   climbs the retry ladder and comes back over its last rung for as long as that lasts, and so
 *   does what a driver throws when its server is away; anything else is dead-lettered after the ladder
 */
export type Handler = (message: Message) => Promise<readonly Message[]>

export interface BusHealth {
  readonly isConnected: boolean
  /** Why the broker takes nothing, in its own words, as long as that is so; it delivers all the same. */
  readonly blockedBecause?: string | undefined
  readonly queues: readonly QueueHealth[]
  readonly deadLetters: readonly QueueDepth[]
}

/** Whether a service can do its work on the bus: connected, and among the consumers of all its queues. */
export const readinessOf = async (bus: Bus): Promise<BusHealth & { readonly isReady: boolean }> => {
  const health = await bus.health()
  const isReady = health.isConnected && health.queues.length > 0 && health.queues.every((queue) => queue.isConsuming)
  return { isReady, ...health }
}

export interface QueueDepth {
  readonly queue: string
  /** Messages that wait, those in hand not counted; undefined while the broker does not say. */
  readonly depth: number | undefined
}

export interface QueueHealth extends QueueDepth {
  readonly isConsuming: boolean
  /**
   * How that is known: our own consumer stands in the queue's list; or we mean to consume, and the broker counts at least
   * one consumer, which may be that of a peer.
   */
  readonly isKnownBy: 'list' | 'count'
}
