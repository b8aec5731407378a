/** `quota`: calls or places that are used up for now; `circuit-open`: a platform that is away, and not called meanwhile. */
export type WaitsFor = 'quota' | 'circuit-open'

/** Something failed that trying again may mend; the message comes back after ever longer delays until it does. */
export abstract class TransientFailure extends Error {
  /** Names the way of failing; each has a line in docs/runbook.md. */
  abstract readonly code: string
  /** How long trying again is in vain, where that is known. */
  readonly retryAfterMs?: number | undefined
  /** What the work waits for, where nothing went wrong but it is not its time: nobody has to look at that. */
  readonly waitsFor?: WaitsFor | undefined

  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = new.target.name
  }
}

/** Something failed that trying again cannot mend; a person must act, so the message is dead-lettered now. */
export abstract class PermanentFailure extends Error {
  /** Names the way of failing; each has a line in docs/runbook.md. */
  abstract readonly code: string

  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = new.target.name
  }
}
