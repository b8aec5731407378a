import type { VisitedPlace } from '@concord/contracts'
import type { Instant, Order } from '@concord/domain'

/** What came of the last visit of a marketplace's links. */
export interface LastVisit {
  readonly takenAt: Instant
  /** Undefined while the first one is under way. */
  readonly visitedAt?: Instant | undefined
  readonly places: readonly VisitedPlace[]
}

/** The links that messages show, and what came of visiting them. */
export interface Links {
  last(marketplace: string): Promise<LastVisit | undefined>
  /** Takes on the next visit; answers whether nobody else has since `before`. */
  take(marketplace: string, before: LastVisit | undefined, at: Instant): Promise<boolean>
  save(marketplace: string, visit: Required<Omit<LastVisit, 'takenAt'>>): Promise<void>
  /** Orders that messages were about since then, those of the newest messages first. */
  shownSince(marketplace: string, since: Instant): Promise<readonly Order[]>
  /** When the newest message about an order of the marketplace was sent. */
  sentAt(marketplace: string): Promise<Instant | undefined>
}
