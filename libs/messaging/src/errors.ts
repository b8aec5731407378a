import { PermanentFailure, TransientFailure } from '@concord/domain'

export class BrokerUnavailable extends TransientFailure {
  readonly code = 'broker-unavailable'
}

/** A database or a cache is away, as its driver says it. */
export class ServerAway extends TransientFailure {
  readonly code = 'server-away'
}

/**
 * The broker did not take a message: a queue it belongs in is at its bound, or could not store it, and RabbitMQ does not
 * say which of the two; or it takes nothing at all, short of memory or disk. Other queues may have it all the same.
 */
export class QueueFull extends TransientFailure {
  readonly code = 'queue-full'
}

/** No queue is bound for the message; the next connection declares whatever is missing, so trying again may help. */
export class Unroutable extends TransientFailure {
  readonly code = 'message-unroutable'
}

/** The topology is given, and part of it is not there. */
export class TopologyMissing extends TransientFailure {
  readonly code = 'topology-missing'
}

export class Undecodable extends PermanentFailure {
  readonly code = 'message-undecodable'
}
