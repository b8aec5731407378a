import { noOrders } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { OrderWithReturns, Writings } from '../effects-port.js'
import type { StoredReturn } from '../ports.js'
import { isReached } from './reach.js'
import { orderOf, returnOf, sellerOf } from './rows.js'
import { talliesBy } from './seller-tallies.js'
import type { OrderRow, Tables } from './tables.js'

export const postgresWritings = (db: Kysely<Tables>, vault: Vault): Writings => ({
  async histories(account, contactIds) {
    const orders = await ordersAt(db, vault, account, contactIds)
    const sellers = await db.selectFrom('sellers').selectAll().where('account', '=', account).execute()
    const all = sellers.map(sellerOf)
    return contactIds.map((contactId) => ({ contactId, orders: orders.get(contactId) ?? [], sellers: all }))
  },

  async orders(keys) {
    const rows = await db.selectFrom('orders').selectAll().where('record_key', 'in', keys).execute()
    const returns = await returnsBy(db, keys)
    return rows.map((row) => ({ ...orderOf(row, vault), returns: returns.get(row.record_key) ?? [] }))
  },

  async sellers(keys) {
    const rows = await db.selectFrom('sellers').selectAll().where('record_key', 'in', keys).execute()
    const tallies = await talliesBy(db, rows)
    return rows.map((row) => ({ ...sellerOf(row), tally: tallies.get(row.record_key) ?? noOrders }))
  },
})

/** Orders by the contact that their owner is. Several profiles may be one contact, which then shows what all of them own. */
export const ordersAt = async (
  db: Kysely<Tables>,
  vault: Vault,
  account: string,
  contactIds: readonly number[],
): Promise<ReadonlyMap<number, readonly OrderWithReturns[]>> => {
  const { rows } = await sql<Selectable<OrderRow> & { contact_id: string }>`
    select o.*, c.contact_id from publisher.orders o
    join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
    where o.account = ${account} and ${isReached} and c.contact_id = any(${[...contactIds]}::bigint[])`.execute(db)
  const returns = await returnsBy(
    db,
    rows.map(({ record_key }) => record_key),
  )
  const byContact = new Map<number, OrderWithReturns[]>()
  for (const row of rows) {
    const order = { ...orderOf(row, vault), returns: returns.get(row.record_key) ?? [] }
    const contactId = Number(row.contact_id)
    byContact.set(contactId, [...(byContact.get(contactId) ?? []), order])
  }
  return byContact
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
