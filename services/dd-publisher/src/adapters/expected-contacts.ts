import { contactWrite, type Instant, partsOfVersion, recordKey } from '@concord/domain'
import { type Kysely, sql } from 'kysely'
import type { Expected, ExpectedContact, Scope } from '../comparison-port.js'
import type { OrderWithReturns } from '../effects-port.js'
import type { ExpectedNeeds } from './expected-records.js'
import { sellersOf } from './postgres-recorded.js'
import { ordersAt } from './postgres-writings.js'
import { isReached } from './reach.js'
import type { Tables } from './tables.js'

/** Few enough that even long histories fit in memory. */
const contactsAtOnce = 100

/** Of orders `o`: whether they were last updated in the window. A version begins with that instant. */
export const isInWindow = ({ from = '', to = '9999' }: Scope) =>
  sql<boolean>`(o.version >= ${from} and o.version < ${to})`

export interface ContactState {
  readonly contactId: number
  readonly is: 'unsettled' | 'nowhere' | 'standing'
  readonly stamp: string
}

/** Where contacts stand, without those that have nothing to do with the scope. */
export const contactStates = async (
  db: Kysely<Tables>,
  scope: Scope,
  ids: readonly number[],
): Promise<readonly ContactState[]> => {
  const { account, marketplace } = scope
  const owned = sql`publisher.orders o where o.account = c.account and o.profile_id = c.profile_id`
  const { rows } = await sql<{
    contact_id: string
    is_known: boolean
    has_orders: boolean
    is_concerned: boolean
    is_settled: boolean
    stamp: string
  }>`
    select asked.contact_id, bool_or(c.contact_id is not null) as is_known,
      bool_or(exists (select from ${owned})) as has_orders,
      bool_or(exists (select from ${owned} and o.marketplace = ${marketplace} and ${isInWindow(scope)})) as is_concerned,
      bool_and(c.contact_id is null or ${isReached} and coalesce(e.state, 'done') = 'done')
        and not bool_or(exists (select from publisher.effects f where f.account = ${account} and f.kind = 'former'
          and f.ref = asked.contact_id::text and f.state <> 'done')) as is_settled,
      coalesce(sum(e.wanted_revision), 0)::text as stamp
    from unnest(${[...ids]}::bigint[]) as asked(contact_id)
    left join publisher.contacts c on c.account = ${account} and c.contact_id = asked.contact_id
    left join publisher.effects e on e.account = c.account and e.kind = 'contact' and e.ref = c.profile_id
    group by asked.contact_id order by asked.contact_id`.execute(db)
  return rows
    .filter((row) => row.is_concerned || !row.has_orders)
    .map(({ contact_id, is_settled, has_orders, stamp }) => ({
      contactId: Number(contact_id),
      is: !is_settled ? 'unsettled' : has_orders ? 'standing' : 'nowhere',
      stamp,
    }))
}

export const expectedContacts = async (
  needs: ExpectedNeeds,
  scope: Scope,
  ids: readonly number[],
): Promise<ReadonlyMap<number, Expected<ExpectedContact>>> => {
  const states = await contactStates(needs.db, scope, ids)
  const expected = new Map<number, Expected<ExpectedContact>>()
  for (const { contactId, is } of states) if (is !== 'standing') expected.set(contactId, { is })
  const standing = states.filter(({ is }) => is === 'standing')
  for (let from = 0; from < standing.length; from += contactsAtOnce) {
    for (const [contactId, one] of await written(needs, scope, standing.slice(from, from + contactsAtOnce))) {
      expected.set(contactId, one)
    }
  }
  return expected
}

const written = async (
  { db, vault }: ExpectedNeeds,
  { account }: Scope,
  states: readonly ContactState[],
): Promise<readonly (readonly [number, ExpectedContact])[]> => {
  const ids = states.map(({ contactId }) => contactId)
  const orders = await ordersAt(db, vault, account, ids)
  const all = [...orders.values()].flat()
  const sellers = await sellersOf(
    db,
    all.map(({ marketplace, order }) => ({ marketplace, seller_id: order.shop?.id ?? null })),
  )
  return states.map(({ contactId, stamp }) => {
    const own = orders.get(contactId) ?? []
    const sellerOf = (marketplace: string, id: string) => sellers.get(recordKey(marketplace, 'seller', id))
    return [contactId, { is: 'standing', stamp, seenAt: seenAt(own), ...contactWrite({ orders: own, sellerOf }) }]
  })
}

const seenAt = (orders: readonly OrderWithReturns[]): Instant =>
  orders
    .map(({ version }) => partsOfVersion(version).observedAt)
    .toSorted()
    .at(-1) ?? ''

/** Contacts that Concord made as unsubscribed; those made with a grant are not among them. */
export const creationsAmong = async (
  db: Kysely<Tables>,
  account: string,
  ids: readonly number[],
): Promise<ReadonlySet<number>> => {
  const { rows } = await sql<{ contact_id: string }>`select contact_id from publisher.creations
    where account = ${account} and contact_id = any(${[...ids]}::bigint[])`.execute(db)
  return new Set(rows.map(({ contact_id }) => Number(contact_id)))
}
