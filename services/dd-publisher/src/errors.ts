import { PermanentFailure, TransientFailure, type WaitsFor } from '@concord/domain'

/** A send left, and no answer came back: it may or may not have gone out. */
export class SendInDoubt extends PermanentFailure {
  readonly code = 'send-in-doubt'

  constructor(cause: unknown) {
    super('A send got no answer; look in Dotdigital whether it went out, then mark the trigger.', cause)
  }
}

/** The hour's enrolments are used up; the rest wait. */
export class AllowanceUsedUp extends TransientFailure {
  readonly code = 'enrolment-allowance-used-up'

  constructor(cause: unknown) {
    super('The hourly allowance of program enrolments is used up; the rest wait.', cause)
  }
}

/** A call that Dotdigital will never take was sent as a whole; `detail` is its own word for the reason. */
export class WriteRefused extends PermanentFailure {
  readonly code = 'write-refused'
  readonly detail: string

  constructor(detail: string, cause: unknown) {
    super(`Dotdigital refused a write: ${detail}.`, cause)
    this.detail = detail
  }
}

/** Whether somebody opted out meanwhile cannot be read, so nobody is made a subscriber for now. */
export class OptOutsUnread extends TransientFailure {
  readonly code = 'opt-outs-unread'

  constructor() {
    super('A contact with a grant waits: whether the person opted out cannot be read now.')
  }
}

/** Something in the account stands in the way of one kind of write; the other kinds go on, and it is looked at again. */
export class AccountConflict extends TransientFailure {
  readonly code = 'account-conflict'
  /** What was found, what is wanted, and how to mend it. */
  readonly detail: string

  constructor(detail: string) {
    super(`Nothing is written of what depends on it: ${detail}.`)
    this.detail = detail
  }
}

export type ComeAgain = TransientFailure & { readonly waitsFor: WaitsFor }

/** Nothing is wrong but the time: the same is to be tried again later. */
export const isToComeAgain = (failure: unknown): failure is ComeAgain =>
  failure instanceof TransientFailure && failure.waitsFor !== undefined

export const asError = (cause: unknown): Error => (cause instanceof Error ? cause : new Error(String(cause)))
