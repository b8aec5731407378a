import { PermanentFailure, TransientFailure } from '@concord/domain'

export class DatabaseUnavailable extends TransientFailure {
  readonly code = 'database-unavailable'

  constructor(cause: unknown) {
    super('The database gives no answer; check POSTGRES_URL, or that the data folder can be written.', cause)
  }
}

export class MigrationFailed extends PermanentFailure {
  readonly code = 'migration-failed'

  constructor(schema: string, cause: unknown) {
    super(`The tables of schema ${schema} could not be brought up to date.`, cause)
  }
}

export class SealBroken extends PermanentFailure {
  readonly code = 'seal-broken'

  constructor(detail: string, cause?: unknown) {
    super(
      `Sealed data cannot be opened: ${detail}. Check that CONCORD_KEYS still holds the key it was sealed with.`,
      cause,
    )
  }
}

/** Another replica may hold the key, or this one later: not for good, unlike what was changed. */
export class SealKeyMissing extends SealBroken {
  constructor(keyId: string) {
    super(`key ${keyId} is not in the ring of this replica`)
  }
}

export class SuppressionSetUnavailable extends TransientFailure {
  readonly code = 'suppression-set-unavailable'

  constructor(cause: unknown) {
    super('The suppression set gives no answer; marketing waits until it does.', cause)
  }
}

export class SuppressionSetTooOld extends TransientFailure {
  readonly code = 'suppression-set-too-old'

  constructor() {
    super('Dotdigital was last read to the end too long ago; marketing waits until consent-guard has read it again.')
  }
}
