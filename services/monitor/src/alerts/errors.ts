import { TransientFailure } from '@concord/domain'

/** A channel did not take an alert; says how it answered, and no address. */
export class DeliveryFailed extends TransientFailure {
  readonly code = 'alert-delivery-failed'

  constructor(how: string, cause?: unknown) {
    super(`The alert was not taken: ${how}`, cause)
  }
}
