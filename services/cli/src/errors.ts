import { PermanentFailure } from '@concord/domain'

/** The command was called in a way, or at a place, where it cannot do its work; the message says what to do. */
export class CannotRun extends PermanentFailure {
  readonly code = 'command-cannot-run'
}

/** A service does not do what it was asked for; the message is its own, and says what to do. */
export class Refused extends CannotRun {
  readonly status: number
  readonly faults: readonly string[] | undefined

  constructor(
    told: string,
    { status, faults }: { readonly status: number; readonly faults?: readonly string[] | undefined },
  ) {
    super(told)
    this.status = status
    this.faults = faults
  }
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
