import type { Instant } from '@concord/domain'
import { itemOf } from './items.js'
import type { Journal, Observation, Receipt } from './ports.js'

export interface AcceptNeeds {
  readonly journal: Journal
  readonly now: () => Date
  /** How long a record may be in flight before it is driven again. */
  readonly dueAfterMs: number
}

/** Takes observations in: once this resolves they are durable, each under its name, good or bad. */
export type Accept = (observations: readonly Observation[]) => Promise<Receipt>

export const createAccept =
  ({ journal, now, dueAfterMs }: AcceptNeeds): Accept =>
  (observations) =>
    journal.store(observations.map(itemOf), after(now(), dueAfterMs))

export const after = (instant: Date, ms: number): Instant => new Date(instant.getTime() + ms).toISOString()
