import type { ExceptionType, Instant } from '@concord/domain'
import type { Share, TriggerShare } from './ports.js'

/** From an instant, until before another. */
export interface Period {
  readonly from: Instant
  readonly to: Instant
}

export interface ExceptionCounts {
  readonly type: ExceptionType
  /** In the period. */
  readonly opened: number
  /** In the period, by themselves or by a person. */
  readonly resolved: number
  /** Now. */
  readonly open: number
  /** Of those that are open now, from before the period. */
  readonly older: number
  readonly oldestOpenedAt: Instant | null
}

/** What happened in a period. */
export interface Figures {
  /** Versions of records that were accepted. */
  readonly received: number
  /** Versions of records by where they stand, and have stood since some moment of the period. */
  readonly records: readonly Share[]
  /** Triggers, in the same way. */
  readonly triggers: readonly (TriggerShare & { readonly account: string })[]
  /** Of each type of which there was, or is, any. */
  readonly exceptions: readonly ExceptionCounts[]
}

export interface PeriodFigures {
  of(period: Period): Promise<Figures>
}
