import { type Instant, kindOfName, partsOf } from '@concord/domain'
import { groupedBy } from './grouped.js'
import type { Identifier, Name, Names, NewsItem, OrderSeen, Profile } from './ports.js'

interface Changed {
  readonly changed: readonly Profile[]
  readonly after: ReadonlyMap<Name, Identifier>
  readonly at: Instant
}

/** Orders one message names at most. */
const chunk = 500

/** Whose the orders are that were told before, by marketplace; of a crowd nothing, which is nobody’s. */
export const newsOf = async (names: Names, { changed, after, at }: Changed): Promise<readonly NewsItem[]> => {
  const news: NewsItem[] = []
  for (const profile of changed) {
    const members = [...after.values()].filter(({ profileId }) => profileId === profile.id)
    if (members.some(({ crowd }) => crowd !== undefined)) continue
    const orders = (await names.ordersAt(members.map(({ name }) => name))).filter(({ isIdentified }) => isIdentified)
    const [email, ...otherEmails] = profile.addresses.flatMap((name) => after.get(name)?.address ?? [])
    const about = { profileId: profile.id, revision: profile.revision, email, otherEmails, at }
    const customers = customersOf(members)
    for (const [marketplace, theirs] of groupedBy(orders, ({ key }) => partsOf(key).marketplace))
      for (const keys of chunked(theirs)) news.push({ is: 'profile', marketplace, ...about, customers, orders: keys })
  }
  return news
}

/** The hashes in their names, by which the rest of Concord knows customers as well. */
const customersOf = (members: readonly Identifier[]): readonly string[] =>
  members.flatMap(({ name }) => (kindOfName(name) === 'customer' ? [name.slice('customer:'.length)] : [])).toSorted()

const chunked = (orders: readonly OrderSeen[]): readonly (readonly string[])[] => {
  const keys = orders.map(({ key }) => key).toSorted()
  return Array.from({ length: Math.ceil(keys.length / chunk) }, (_none, nth) =>
    keys.slice(nth * chunk, (nth + 1) * chunk),
  )
}
