import type { Instant } from '@concord/domain'
import type { Deed, Deeds, Person } from '@concord/runtime'

/** What somebody does, as the trail will have it. */
export interface Doing extends Pick<Deed, 'action' | 'about' | 'before' | 'after'> {
  readonly by: Person
  readonly at: Instant
}

/** The trail, for what is no one transaction with its deed: that it is wanted is written first, and what came of it after. */
export interface Trail extends Deeds {
  add(doing: Doing): Promise<void>
}
