import { type AccountRules, disputeOverdueBefore, type Instant, usualDisputeLimitDays } from '@concord/domain'

/** Disputes that are open for too long: each is written down once, whatever is replayed, and told from there. */
export interface Disputes {
  /** Writes down which are overdue by now and which are no more, where that has changed; answers whether any has. */
  review(limits: readonly DisputeLimit[], at: Instant): Promise<boolean>
}

export interface DisputeLimit {
  readonly account: string
  /** A dispute of this account that has been open since then, or longer, is overdue. */
  readonly before: Instant
}

/** One look at all disputes, by the days that each account allows now. */
export const reviewDisputes = (
  disputes: Disputes,
  accounts: readonly Pick<AccountRules, 'id' | 'disputeLimitDays'>[],
  now: Date,
): Promise<boolean> =>
  disputes.review(
    accounts.map(({ id, disputeLimitDays = usualDisputeLimitDays }) => ({
      account: id,
      before: disputeOverdueBefore(now, disputeLimitDays),
    })),
    now.toISOString(),
  )
