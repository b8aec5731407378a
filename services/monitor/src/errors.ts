import { PermanentFailure, TransientFailure } from '@concord/domain'

/** A service that compares at its edge gives no answer now; it is asked again. */
export class EdgeAway extends TransientFailure {
  readonly code = 'edge-away'
}

/** A service that compares at its edge does not do what it is asked; asking again is no use. */
export class EdgeRefuses extends PermanentFailure {
  readonly code = 'edge-refuses'
}
