import type { DisputeStanding, Instant, Outcome, TriggerOutcome } from '@concord/domain'
import type { Cause } from './ports.js'

/** News to be told over the bus. */
export interface News {
  outcomes(limit: number): Promise<readonly OutcomeNews[]>
  outcomesTold(told: readonly OutcomeNews[]): Promise<void>
  triggers(limit: number): Promise<readonly TriggerNews[]>
  triggersTold(told: readonly TriggerNews[]): Promise<void>
  disputes(limit: number): Promise<readonly DisputeNews[]>
  disputesTold(told: readonly DisputeNews[]): Promise<void>
  count(): Promise<number>
  /** Tells what changed of late again: for a bus that forgot. */
  tellAgain(since: Instant): Promise<void>
}

export interface OutcomeNews {
  readonly cause: Cause
  readonly outcome: Outcome
  readonly changedAt: Instant
}

export interface TriggerNews {
  readonly cause: Cause
  readonly account: string
  readonly trigger: string
  readonly subject: string
  readonly revision: number
  readonly outcome: TriggerOutcome
  readonly proof: readonly string[]
}

export interface DisputeNews {
  /** The order as it stands. */
  readonly cause: Cause
  readonly account: string
  readonly since: Instant
  readonly revision: number
  readonly state: DisputeStanding
}
