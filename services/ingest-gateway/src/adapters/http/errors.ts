import { TransientFailure } from '@concord/domain'

export class SenderKeysUnavailable extends TransientFailure {
  readonly code = 'sender-keys-unavailable'

  constructor(cause: unknown) {
    super('The keys that prove a sender cannot be fetched, so nothing was accepted; send it again.', cause)
  }
}
