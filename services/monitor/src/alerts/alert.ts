import type { Instant, Owner } from '@concord/domain'
import type { Grouped } from './grouping.js'

export const alertStates = ['open', 'escalated', 'resolved'] as const
export type AlertState = (typeof alertStates)[number]

/** Something that is or was wrong, from when it was first seen until it was gone. */
export interface Alert extends Grouped {
  readonly id: string
  readonly key: string
  /** `seen` is not told to anybody yet. */
  readonly state: 'seen' | AlertState
  readonly seenAt: Instant
  readonly openedAt: Instant | null
  /** Since when it is gone, where it may come back. */
  readonly absentAt: Instant | null
  readonly escalatedAt: Instant | null
  readonly resolvedAt: Instant | null
  readonly acknowledgedBy: string | null
  readonly acknowledgedAt: Instant | null
  readonly silencedUntil: Instant | null
  /** Whether anybody was told that it opened. */
  readonly isTold: boolean
  /** How bad it was when somebody was last told; null where nobody was, or where that was not kept. */
  readonly told: Pick<Grouped, 'severity' | 'count'> | null
}

export type NoticeKind = 'opened' | 'escalated' | 'resolved'

/** That somebody is to be told of an alert. */
export interface Notice {
  readonly is: NoticeKind
  readonly alert: Alert
}

/** The paces of alerts. */
export interface AlertPace {
  readonly resolveMinutes: number
  escalateMinutes(owner: Owner): number
}
