import { type Instant, partsOf } from '@concord/domain'
import { groupedBy } from './grouped.js'
import type { Identifier, Name, Names, NewsItem, OrderSeen, Profile } from './ports.js'

interface Changed {
  readonly changed: readonly Profile[]
  readonly after: ReadonlyMap<Name, Identifier>
  readonly at: Instant
}

/** Orders one message names at most. */
const chunk = 500

/** Whose the orders are that were told before, by marketplace. */
export const newsOf = async (names: Names, { changed, after, at }: Changed): Promise<readonly NewsItem[]> => {
  const news: NewsItem[] = []
  for (const profile of changed) {
    const members = [...after.values()].filter(({ profileId }) => profileId === profile.id)
    const orders = (await names.ordersAt(members.map(({ name }) => name))).filter(({ isIdentified }) => isIdentified)
    const [email, ...otherEmails] = profile.addresses.flatMap((name) => after.get(name)?.address ?? [])
    const about = { profileId: profile.id, revision: profile.revision, email, otherEmails, at }
    for (const [marketplace, theirs] of groupedBy(orders, ({ key }) => partsOf(key).marketplace))
      for (const keys of chunked(theirs)) news.push({ is: 'profile', marketplace, ...about, orders: keys })
  }
  return news
}

const chunked = (orders: readonly OrderSeen[]): readonly (readonly string[])[] => {
  const keys = orders.map(({ key }) => key).toSorted()
  return Array.from({ length: Math.ceil(keys.length / chunk) }, (_none, nth) =>
    keys.slice(nth * chunk, (nth + 1) * chunk),
  )
}
