import type { Order } from './order.js'
import { partsOfVersion, type Version } from './record.js'

/** What a just observed content is, beside what is already held of its key. */
export type Novelty = 'new' | 'duplicate' | 'outdated'

/**
 * Compares an observation with what is held of the same record.
 *
 * The same content at the same update date is a duplicate; but content that differs from the newest at the newest's own
 * date is new even if an earlier version looked like it, since incidents and metrics come and go without moving the date.
 *
 * @param held all versions held of the key, in any order
 */
export const noveltyOf = (observed: Version, held: readonly Version[]): Novelty => {
  const newest = held.toSorted().at(-1)
  if (newest === undefined) return 'new'
  const [seen, top] = [partsOfVersion(observed), partsOfVersion(newest)]
  const isHeld = held
    .map(partsOfVersion)
    .some((one) => one.updatedAt === seen.updatedAt && one.contentHash === seen.contentHash)

  if (seen.updatedAt === top.updatedAt)
    return seen.contentHash === top.contentHash ? 'duplicate' : byAge(observed, newest)
  if (isHeld) return 'duplicate'
  return byAge(observed, newest)
}

const byAge = (observed: Version, newest: Version): Novelty => (observed > newest ? 'new' : 'outdated')

/** The next snapshot of an order; a seller view never erases what an operator view brought. */
export const mergeViews = (previous: Order | undefined, next: Order): Order => {
  if (previous?.view !== 'operator' || next.view === 'operator') return next
  return {
    ...previous,
    ...told(next),
    view: 'operator',
    customer: { ...previous.customer, ...told(next.customer), email: previous.customer.email },
    shipping: { ...previous.shipping, ...told(next.shipping) },
    additionalFields: { ...previous.additionalFields, ...next.additionalFields },
  }
}

/** Only what a view really says. */
const told = <T extends object>(view: T): T =>
  Object.fromEntries(Object.entries(view).filter(([, value]) => value !== undefined)) as T
