import { PermanentFailure, TransientFailure } from '@concord/domain'

/** No whole answer, or a 5xx, to a call that may be repeated; for a send, only where the request never left. */
export class PlatformUnavailable extends TransientFailure {
  readonly code = 'dotdigital-unavailable'
  /** What `Retry-After` asks for, which is undocumented, or when the next probe is made; mostly undefined. */
  override readonly retryAfterMs: number | undefined
  /** Where it is known when to come again, there is nothing but to wait. */
  override readonly waitsFor: 'circuit-open' | undefined

  constructor(message: string, details: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {}) {
    super(message, details.cause)
    this.retryAfterMs = details.retryAfterMs
    this.waitsFor = details.retryAfterMs === undefined ? undefined : 'circuit-open'
  }
}

/** A whole success whose body is not what the operation promises: repeat it, and mend the schema if it stays so. */
export class AnswerNotUnderstood extends TransientFailure {
  readonly code = 'dotdigital-answer-not-understood'
}

/** The calls of one tier are used up for this minute: a 429, or known without asking. Other tiers still answer. */
export class RateLimited extends TransientFailure {
  readonly code = 'dotdigital-rate-limited'
  override readonly waitsFor = 'quota'
  /** Like `lowCallRate`; undefined where the answer did not say. */
  readonly tier: string | undefined
  /** When the tier is full again, by Dotdigital's clock. */
  readonly resetAt: Date | undefined
  /** When to come again: what `Retry-After` asks for, or how long the tier is known to be used up. */
  override readonly retryAfterMs: number | undefined

  constructor(
    message: string,
    limit: {
      readonly tier?: string | undefined
      readonly resetAt?: Date | undefined
      readonly retryAfterMs?: number | undefined
    },
  ) {
    super(message)
    this.tier = limit.tier
    this.resetAt = limit.resetAt
    this.retryAfterMs = limit.retryAfterMs
  }
}

/** Too many imports, or bulk deletions, are running; one must finish first. Calls are not used up. */
export class JobSlotsTaken extends TransientFailure {
  readonly code = 'dotdigital-job-slots-taken'
  override readonly waitsFor = 'quota'
}

/** The account is on the flat scheme, and its 2000 calls of this hour are used up: a 400, or known without asking. */
export class QuotaExceeded extends TransientFailure {
  readonly code = 'dotdigital-quota-exceeded'
  override readonly waitsFor = 'quota'
  /** When to come again; undefined where the answer did not say. */
  override readonly retryAfterMs: number | undefined

  constructor(message: string, retryAfterMs: number | undefined) {
    super(message)
    this.retryAfterMs = retryAfterMs
  }
}

/** Dotdigital was away for the calls before, so this one was not made: nothing has left, and nothing is in doubt. */
export class CircuitOpen extends TransientFailure {
  readonly code = 'dotdigital-circuit-open'
  override readonly waitsFor = 'circuit-open'
  /** When a call is let through again, to see whether it is answered. */
  override readonly retryAfterMs: number

  constructor(message: string, retryAfterMs: number) {
    super(message)
    this.retryAfterMs = retryAfterMs
  }
}

/** The 20 enrolment calls of this hour, counted over all programs, are used up. */
export class EnrolmentAllowanceExceeded extends TransientFailure {
  readonly code = 'dotdigital-enrolment-allowance-exceeded'
}

/**
 * The API user is unknown, belongs to another region or lacks a permission (401, 403).
 *
 * Transient on purpose: nothing is wrong with the record in hand, so it waits until a person has mended the account.
 */
export class CredentialsRefused extends TransientFailure {
  readonly code = 'dotdigital-credentials-refused'
}

/** Dotdigital will never accept this request: its data, or what it refers to, is wrong. */
export class RequestRefused extends PermanentFailure {
  readonly code = 'dotdigital-request-refused'
  /** Dotdigital's own, like `contacts:badRequest` or `ERROR_PROGRAM_NOT_ACTIVE`; undefined where it named none. */
  readonly vendorCode: string | undefined
  /** What Dotdigital says of single parts of the request, without addresses; mostly empty. */
  readonly details: readonly string[]

  constructor(message: string, vendorCode: string | undefined, details: readonly string[] = []) {
    super(message)
    this.vendorCode = vendorCode
    this.details = details
  }
}

/** The body is longer than Dotdigital takes, so it was not sent: make it in parts. */
export class BodyTooLarge extends PermanentFailure {
  readonly code = 'dotdigital-body-too-large'
}

/** A contact with this identifier, or a thing of this name, exists: look it up, then update it. */
export class AlreadyExists extends PermanentFailure {
  readonly code = 'dotdigital-already-exists'
}

/**
 * A send left, and what became of it is not known: a time limit, a cut line, a 5xx or an unreadable answer.
 *
 * Sends have no idempotency key, so it is never blindly repeated: read it back where that is possible, or ask a person.
 */
export class OutcomeUnknown extends PermanentFailure {
  readonly code = 'dotdigital-outcome-unknown'
}

/** The contact is deleted, or in the recycle bin. It was not written, since that would bring it back as it was, subscribed. */
export class ContactGone extends PermanentFailure {
  readonly code = 'dotdigital-contact-gone'
}

/**
 * A write meant for a known contact made a new one, which Dotdigital subscribes unasked. It has been unsubscribed again
 * before this is thrown; the contact that was meant is gone.
 */
export class ContactMadeUnasked extends PermanentFailure {
  readonly code = 'dotdigital-contact-made-unasked'
}
