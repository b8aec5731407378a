import { type Selectable, sql } from 'kysely'
import type { OrderSeen, Records } from '../ports.js'
import type { Session } from './postgres-registry.js'
import type { Tables } from './tables.js'

/** What orders and storefronts showed, and what waits for more. */
export const recordsIn = (session: Session): Records => ({
  ...ordersIn(session),
  ...checkoutsIn(session),
  ...waitsIn(session),
})

const ordersIn = ({
  transaction,
}: Session): Pick<Records, 'order' | 'putOrder' | 'ordersOf' | 'ordersAt' | 'ordersBeside'> => ({
  async order(key) {
    const row = await transaction.selectFrom('orders').selectAll().where('record_key', '=', key).executeTakeFirst()
    return row && orderOf(row)
  },
  async putOrder({ key, checkout, sights, anchor = null, isIdentified }) {
    const row = {
      checkout,
      sights: JSON.stringify(sights),
      first_name: sights[0]?.name ?? null,
      anchor,
      is_identified: isIdentified,
    }
    await transaction
      .insertInto('orders')
      .values({ record_key: key, ...row })
      .onConflict((conflict) => conflict.column('record_key').doUpdateSet(row))
      .execute()
  },
  async ordersOf(checkout) {
    const rows = await transaction.selectFrom('orders').selectAll().where('checkout', '=', checkout).execute()
    return rows.map(orderOf)
  },
  async ordersAt(anchors) {
    if (anchors.length === 0) return []
    const rows = await transaction.selectFrom('orders').selectAll().where('anchor', 'in', anchors).execute()
    return rows.map(orderOf)
  },
  async ordersBeside(name) {
    const rows = await transaction
      .selectFrom('orders')
      .selectAll()
      .where('first_name', '=', name)
      .where(sql<boolean>`anchor is distinct from first_name`)
      .execute()
    return rows.map(orderOf)
  },
})

const orderOf = (row: Selectable<Tables['orders']>): OrderSeen => ({
  key: row.record_key,
  checkout: row.checkout,
  sights: row.sights,
  anchor: row.anchor ?? undefined,
  isIdentified: row.is_identified,
})

const checkoutsIn = ({ transaction }: Session): Pick<Records, 'checkout' | 'putCheckout'> => ({
  async checkout(name) {
    const row = await transaction.selectFrom('checkouts').selectAll().where('checkout', '=', name).executeTakeFirst()
    return row && { name, version: row.record_version, sights: row.sights }
  },
  async putCheckout({ name, version, sights }) {
    const row = { record_version: version, sights: JSON.stringify(sights) }
    await transaction
      .insertInto('checkouts')
      .values({ checkout: name, ...row })
      .onConflict((conflict) => conflict.column('checkout').doUpdateSet(row))
      .execute()
  },
})

const waitsIn = ({ transaction, now }: Session): Pick<Records, 'wait' | 'stopWaiting' | 'waitingFor'> => ({
  async wait({ record, version, lane, order, isOrderKnown }) {
    const row = { record_version: version, lane, order_key: order, is_order_known: isOrderKnown }
    const { since } = await transaction
      .insertInto('waiting')
      .values({ record_key: record, ...row, since: now().toISOString() })
      .onConflict((conflict) => conflict.column('record_key').doUpdateSet(row))
      .returning('since')
      .executeTakeFirstOrThrow()
    return since
  },
  async stopWaiting(record) {
    const { numDeletedRows } = await transaction
      .deleteFrom('waiting')
      .where('record_key', '=', record)
      .executeTakeFirst()
    return numDeletedRows > 0n
  },
  async waitingFor(orders, profileIds) {
    if (orders.length + profileIds.length === 0) return []
    const { rows } = await sql<{ record_key: string }>`
      select record_key from identity.waiting
      where order_key = any(${[...orders]}::text[]) or order_key in (
        select o.record_key from identity.identifiers i join identity.orders o on o.anchor = i.name
        where i.profile_id = any(${[...profileIds]}::text[]))
      order by record_version`.execute(transaction)
    return rows.map(({ record_key }) => record_key)
  },
})
