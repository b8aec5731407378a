import type { Vault } from '@concord/storage'
import { type Kysely, sql } from 'kysely'
import type { StoredOrder, StoredReturn, Writings } from '../ports.js'
import { orderOf, returnOf, sellerOf } from './rows.js'
import type { Tables } from './tables.js'

export const postgresWritings = (db: Kysely<Tables>, vault: Vault): Writings => ({
  contactIds: (account, profileIds) => contactIds(db, account, profileIds),

  async contacts(account, profileIds) {
    const contacts = await contactIds(db, account, profileIds)
    const orders = await ordersOf(db, vault, account, profileIds)
    const sellers = await db.selectFrom('sellers').selectAll().where('account', '=', account).execute()
    const all = sellers.map(sellerOf)
    return contacts.map((contact) => ({
      ...contact,
      orders: orders.filter((order) => order.profileId === contact.profileId),
      sellers: all,
    }))
  },

  async orders(keys) {
    const rows = await db
      .selectFrom('orders')
      .innerJoin('contacts', (join) =>
        join.onRef('contacts.account', '=', 'orders.account').onRef('contacts.profile_id', '=', 'orders.profile_id'),
      )
      .selectAll('orders')
      .select('contacts.contact_id')
      .where('orders.record_key', 'in', keys)
      .execute()
    const returns = await returnsBy(db, keys)
    return rows.map((row) => ({
      ...orderOf(row, vault),
      contactId: Number(row.contact_id),
      returns: returns.get(row.record_key) ?? [],
    }))
  },

  async sellers(keys) {
    const rows = await db.selectFrom('sellers').selectAll().where('record_key', 'in', keys).execute()
    return rows.map(sellerOf)
  },
})

const contactIds = async (db: Kysely<Tables>, account: string, profileIds: readonly string[]) => {
  // An import whose report another replica has just read holds nobody any more.
  if (profileIds.length === 0) return []
  const rows = await db
    .selectFrom('contacts')
    .select(['profile_id', 'contact_id'])
    .where('account', '=', account)
    .where('profile_id', 'in', profileIds)
    .execute()
  return rows.map(({ profile_id, contact_id }) => ({ profileId: profile_id, contactId: Number(contact_id) }))
}

const ordersOf = async (db: Kysely<Tables>, vault: Vault, account: string, profileIds: readonly string[]) => {
  const rows = await db
    .selectFrom('orders')
    .selectAll()
    .where('account', '=', account)
    .where('profile_id', 'in', profileIds)
    .execute()
  const orders: StoredOrder[] = rows.map((row) => orderOf(row, vault))
  const returns = await returnsBy(
    db,
    orders.map(({ key }) => key),
  )
  return orders.map((order) => ({ ...order, returns: returns.get(order.key) ?? [] }))
}

/** The returns of orders, in a stable order, so that the same state always gives the same record. */
export const returnsBy = async (
  db: Kysely<Tables>,
  orderKeys: readonly string[],
): Promise<ReadonlyMap<string, readonly StoredReturn['returned'][]>> => {
  const { rows } = await sql<Parameters<typeof returnOf>[0]>`select * from publisher.returns
    where order_key = any(${[...orderKeys]}::text[]) order by record_key`.execute(db)
  const byOrder = new Map<string, StoredReturn['returned'][]>()
  for (const row of rows.map(returnOf)) byOrder.set(row.order, [...(byOrder.get(row.order) ?? []), row.returned])
  return byOrder
}
