import { TransientFailure, type WaitsFor } from '@concord/domain'

/** A call that was not made, or not taken, since it was not its time. */
export class NotNow extends TransientFailure {
  readonly code = 'not-now'
  override readonly waitsFor: WaitsFor | undefined
  override readonly retryAfterMs: number | undefined

  constructor(waitsFor: WaitsFor | undefined, retryAfterMs?: number) {
    super('Not now')
    this.waitsFor = waitsFor
    this.retryAfterMs = retryAfterMs
  }
}
