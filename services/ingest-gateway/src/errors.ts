import { TransientFailure } from '@concord/domain'

export class JournalUnavailable extends TransientFailure {
  readonly code = 'journal-unavailable'

  constructor(cause: unknown) {
    super('The journal gives no answer, so nothing was accepted; send it again.', cause)
  }
}
