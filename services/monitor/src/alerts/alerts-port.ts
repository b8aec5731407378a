import type { AlertType, Instant, Owner, Severity } from '@concord/domain'
import type { Deed, Person } from '@concord/runtime'
import type { Page, Paging } from '../exceptions.js'
import type { Alert, AlertState } from './alert.js'
import type { Step } from './alerting.js'
import type { Delivery, DeliveryShown } from './outbox.js'

export interface AlertFilter {
  readonly owner?: Owner | undefined
  readonly severity?: Severity | undefined
  readonly type?: AlertType | undefined
  /** `standing` is open or escalated. */
  readonly state?: AlertState | 'standing' | undefined
}

export type AlertAction =
  | { readonly is: 'acknowledge' }
  /** Nobody is told until then, for a reason. */
  | { readonly is: 'silence'; readonly until: Instant; readonly reason: string }

export interface AlertAct {
  readonly id: string
  readonly action: AlertAction
  readonly by: Person
  readonly at: Instant
}

export type AlertActed =
  | { readonly is: 'done'; readonly alert: Alert }
  | { readonly is: 'unknown' }
  | { readonly is: 'over' }
  | { readonly is: 'not-theirs'; readonly owner: Owner }

/** Deliveries that could not be made for long. */
export interface Undelivered {
  readonly route: string
  readonly count: number
  readonly oldestAt: Instant
  readonly failure: string | null
}

/** Alerts, what people did about them, and what is to be said of them. */
export interface Alerts {
  /**
   * Takes one step from what stands to what `step` answers, and keeps it with what is to be said, both or neither.
   *
   * One step at a time, whichever process takes it; undefined where another just does.
   */
  advance(step: (standing: readonly Alert[]) => StepWithDeliveries): Promise<StepWithDeliveries | undefined>
  list(filter: AlertFilter, paging: Paging): Promise<Page<Alert>>
  find(id: string): Promise<
    | {
        readonly alert: Alert
        readonly deliveries: readonly DeliveryShown[]
        readonly history: readonly Deed[]
      }
    | undefined
  >
  /** Does it and writes it into the audit trail, both or neither. */
  act(act: AlertAct): Promise<AlertActed>
  /**
   * Forgets some of the alerts that resolved before an instant, with what was said of them, and answers how many; one of
   * which something is still to be said stays. The audit trail does.
   */
  forget(before: Instant): Promise<number>
}

export interface StepWithDeliveries extends Step {
  readonly deliveries: readonly Delivery[]
}

/** What is to be said, over one route at a time. */
export interface Outbox {
  /**
   * The next one that is due, taken for a minute: who dies before it is sent leaves it to the next one. What was said of an
   * alert before is said first.
   */
  take(route: string): Promise<Delivery | undefined>
  sent(id: string, at: Instant): Promise<void>
  /** Is tried again after a rest that grows up to an hour. */
  failed(id: string, failure: string): Promise<void>
  /** Routes over which something has been waiting since before an instant. */
  undelivered(before: Instant): Promise<readonly Undelivered[]>
}
