import { TransientFailure } from '@concord/domain'

export class JournalUnavailable extends TransientFailure {
  readonly code = 'journal-unavailable'

  constructor(cause: unknown) {
    super('The journal gives no answer, so nothing was accepted; send it again.', cause)
  }
}

/** Another replica polls this marketplace by now, or the lease could not be renewed in time. */
export class LeaseLost extends TransientFailure {
  readonly code = 'lease-lost'

  constructor(marketplace: string) {
    super(`The lease of ${marketplace} is lost; whoever holds it goes on.`)
  }
}

/** The marketplace does not know an export or a file of it any more: it has to be made anew. */
export class ExportGone extends TransientFailure {
  readonly code = 'export-gone'
}

/** Not a failure: the work was asked to end, like at a stop. */
export class TermEnded extends Error {
  override readonly name = 'TermEnded'

  constructor() {
    super('stopped')
  }
}

export class JournalBusy extends TransientFailure {
  readonly code = 'journal-busy'

  constructor() {
    super('More comes in than the journal can store at the moment, so nothing was accepted; send it again.')
  }
}
