import { PermanentFailure } from '@concord/domain'

/** The command was called in a way, or at a place, where it cannot do its work; the message says what to do. */
export class CannotRun extends PermanentFailure {
  readonly code = 'command-cannot-run'
}

/** dd-publisher found faults in the draft it was sent. */
export class DraftRefused extends PermanentFailure {
  readonly code = 'draft-refused'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super('The draft has faults')
    this.faults = faults
  }
}
