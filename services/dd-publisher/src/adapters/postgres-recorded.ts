import { type ConsentFact, ownMarkAside, recordKey, type Seller, strictestOf } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Recorded, RecordedHistory, RecordedOrder } from '../preview-port.js'
import { returnsBy } from './postgres-writings.js'
import { isReached } from './reach.js'
import { orderOf } from './rows.js'
import type { ContactRow, OrderRow, Tables } from './tables.js'

/** Few enough that even long histories fit in memory. */
const contactsAtOnce = 50

export const postgresRecorded = (db: Kysely<Tables>, vault: Vault): Recorded => ({
  newest: (limit) => newest(db, vault, limit),

  async *histories(orders) {
    const people = [...new Map(orders.map((one) => [`${one.account} ${one.contact}`, one])).values()]
    for (let from = 0; from < people.length; from += contactsAtOnce) {
      yield await historiesOf(db, vault, people.slice(from, from + contactsAtOnce))
    }
  },

  async volumes(since) {
    const { rows } = await sql<{ account: string; trigger: string; occurrences: string; busiest: string }>`
      select account, trigger, sum(count) as occurrences, max(count) as busiest
      from (select account, trigger, count(*) as count from publisher.triggers
        where occurred_at >= ${since} and reason <> 'history'
        group by account, trigger, substr(occurred_at, 1, 13)) as hours
      group by account, trigger order by account, trigger`.execute(db)
    return rows.map(({ account, trigger, occurrences, busiest }) => ({
      ...{ account, trigger, occurrences: Number(occurrences), busiestHour: Number(busiest) },
    }))
  },
})

/** The contact in Dotdigital that shows a profile's orders, or the profile where there is none yet. */
const contactName = sql<string>`case when ${isReached} then c.contact_id::text else o.profile_id end`

type NewestRow = Selectable<OrderRow> &
  Pick<Selectable<ContactRow>, 'locale' | 'is_ours'> & {
    readonly contact: string
    readonly fact: ConsentFact | null
    readonly other_facts: Readonly<Record<string, ConsentFact | null>> | null
    readonly seller_state: string | null
  }

/** Looks at the versions of all orders, which begin with the instant of their last change; opens only those it answers. */
const newest = async (db: Kysely<Tables>, vault: Vault, limit: number): Promise<readonly RecordedOrder[]> => {
  const { rows } = await sql<NewestRow>`
    select o.*, ${contactName} as contact, c.consent as fact, c.other_facts, c.is_ours, c.locale,
      (select s.snapshot ->> 'state' from publisher.sellers s
        where s.record_key = o.marketplace || ':seller:' || o.seller_id) as seller_state
    from (select record_key from publisher.orders order by version desc, record_key limit ${limit}) as last
    join publisher.orders o using (record_key)
    left join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
    order by o.version desc, o.record_key`.execute(db)
  const returns = await returnsBy(
    db,
    rows.map(({ record_key }) => record_key),
  )
  return rows.map((row) => ({
    ...orderOf(row, vault),
    returns: returns.get(row.record_key) ?? [],
    contact: row.contact,
    consent: consentIn(row),
    sellerState: row.seller_state ?? undefined,
    locale: row.locale ?? undefined,
  }))
}

const consentIn = ({ fact, other_facts: others, is_ours: isOurs }: NewestRow): ConsentFact | undefined => {
  if (fact === null) return undefined
  const strictest = strictestOf(
    fact,
    Object.values(others ?? {}).filter((other) => other !== null),
  )
  return ownMarkAside(strictest, isOurs)
}

/** Several profiles may be one contact, which then shows what all of them own. */
const historiesOf = async (
  db: Kysely<Tables>,
  vault: Vault,
  people: readonly Pick<RecordedOrder, 'account' | 'contact'>[],
): Promise<readonly RecordedHistory[]> => {
  const named = people.map(({ account, contact }) => `${account} ${contact}`)
  const { rows } = await sql<Selectable<OrderRow> & { readonly contact: string }>`
    with asked as (select split_part(name, ' ', 1) as account, substr(name, strpos(name, ' ') + 1) as contact
      from unnest(${named}::text[]) as name),
    owners as (select c.account, c.profile_id, a.contact from asked a join publisher.contacts c
        on c.account = a.account and c.contact_id::text = a.contact and ${isReached}
      union select account, contact, contact from asked)
    select o.*, w.contact from owners w
    join publisher.orders o on o.account = w.account and o.profile_id = w.profile_id`.execute(db)
  const keys = rows.map(({ record_key }) => record_key)
  const [returns, sellers] = await Promise.all([returnsBy(db, keys), sellersOf(db, rows)])
  const sellerOf = (marketplace: string, id: string): Seller | undefined =>
    sellers.get(recordKey(marketplace, 'seller', id))
  const all = rows.map((row) => ({
    ...orderOf(row, vault),
    contact: row.contact,
    returns: returns.get(row.record_key) ?? [],
  }))
  return people.map(({ account, contact }) => ({
    ...{ account, contact, sellerOf },
    orders: all.filter((one) => one.account === account && one.contact === contact),
  }))
}

/** The sellers of orders, by the key of the record. */
export const sellersOf = async (
  db: Kysely<Tables>,
  orders: readonly Pick<Selectable<OrderRow>, 'marketplace' | 'seller_id'>[],
): Promise<ReadonlyMap<string, Seller>> => {
  const keys = orders.map(({ marketplace, seller_id: id }) => recordKey(marketplace, 'seller', id ?? ''))
  const { rows } = await sql<{ record_key: string; snapshot: Seller }>`select record_key, snapshot
    from publisher.sellers where record_key = any(${[...new Set(keys)]}::text[])`.execute(db)
  return new Map(rows.map(({ record_key, snapshot }) => [record_key, snapshot]))
}
