import { PermanentFailure, TransientFailure } from '@concord/domain'

export class BrokerUnavailable extends TransientFailure {
  readonly code = 'broker-unavailable'
}

/** No queue is bound for the message; the next connection declares whatever is missing, so trying again may help. */
export class Unroutable extends TransientFailure {
  readonly code = 'message-unroutable'
}

export class Undecodable extends PermanentFailure {
  readonly code = 'message-undecodable'
}
