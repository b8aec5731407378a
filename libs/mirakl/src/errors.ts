import { PermanentFailure, TransientFailure } from '@concord/domain'

/** No answer, a 5xx, or an answer that is cut or is not what the operation promises. */
export class MiraklUnavailable extends TransientFailure {
  readonly code = 'mirakl-unavailable'
}

/** The allowance of an operation is used up (429), or what it may do one at a time is under way. */
export class RateLimited extends TransientFailure {
  readonly code = 'mirakl-rate-limited'
  /** Seconds until Mirakl answers again. */
  readonly retryAfterSeconds: number

  constructor(message: string, retryAfterSeconds: number) {
    super(message)
    this.retryAfterSeconds = retryAfterSeconds
  }
}

/** The key or token is unknown, expired or lacks the role (401, 403): a person must renew it. */
export class CredentialsRefused extends PermanentFailure {
  readonly code = 'mirakl-credentials-refused'
}

/** Mirakl will never accept this request (any other 3xx or 4xx): the address or the request is wrong. */
export class RequestRefused extends PermanentFailure {
  readonly code = 'mirakl-request-refused'
}
