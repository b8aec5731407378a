import { type Kysely, type Selectable, sql } from 'kysely'
import type { FieldOrder, OwingOrder, WriteBackBook } from '../write-back-ports.js'
import { postgresConsentLedger } from './postgres-consent-ledger.js'
import type { OrderRow, Tables } from './tables.js'

export const postgresWriteBackBook = (db: Kysely<Tables>): WriteBackBook => ({
  alone: (profileId, work) =>
    db.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${profileId}, 4))`.execute(transaction)
      return work(postgresWriteBackBook(transaction), postgresConsentLedger(transaction))
    }),

  async noteProfile({ profileId, revision, addresses }) {
    const told = { revision, addresses: sql<string[]>`${addresses}::text[]` }
    await db
      .insertInto('profiles')
      .values({ profile_id: profileId, ...told })
      .onConflict((conflict) =>
        conflict.column('profile_id').doUpdateSet(told).whereRef('profiles.revision', '<=', 'excluded.revision'),
      )
      .execute()
  },

  async addressesOf(profileId) {
    const query = db.selectFrom('profiles').select('addresses').where('profile_id', '=', profileId)
    return (await query.executeTakeFirst())?.addresses ?? []
  },

  async profilesAt(addressHashes) {
    const rows = await db
      .selectFrom('profiles')
      .select('profile_id')
      .where(sql<boolean>`addresses && ${addressHashes}::text[]`)
      .execute()
    return rows.map(({ profile_id: profileId }) => profileId)
  },

  async noteOwner({ marketplace, orderId, profileId, revision }) {
    const { rows } = await sql<{ profile_id: string; revision: string | number }>`
      insert into consent.owners as known (marketplace, order_id, profile_id, revision)
      values (${marketplace}, ${orderId}, ${profileId}, ${revision})
      on conflict (marketplace, order_id) do update set
        profile_id = case when known.revision <= excluded.revision then excluded.profile_id else known.profile_id end,
        revision = greatest(known.revision, excluded.revision)
      returning profile_id, revision`.execute(db)
    const stands = rows.map((row) => ({ profileId: row.profile_id, revision: Number(row.revision) }))
    return { marketplace, orderId, profileId, revision, ...stands[0] }
  },

  async find(marketplace, orderId) {
    const row = await db
      .selectFrom('orders')
      .selectAll()
      .where('marketplace', '=', marketplace)
      .where('order_id', '=', orderId)
      .forUpdate()
      .executeTakeFirst()
    return row && orderOf(row)
  },

  async ordersOf(profileId) {
    const rows = await db
      .selectFrom('orders')
      .selectAll()
      .where('profile_id', '=', profileId)
      .orderBy('marketplace')
      .orderBy('order_id')
      .forUpdate()
      .execute()
    return rows.map(orderOf)
  },

  async keep(orders) {
    for (const order of orders) {
      const row = rowOf(order)
      await db
        .insertInto('orders')
        .values(row)
        .onConflict((conflict) => conflict.columns(['marketplace', 'order_id']).doUpdateSet(row))
        .execute()
    }
  },

  async forget(orders) {
    for (const { marketplace, orderId } of orders) {
      await db.deleteFrom('orders').where('marketplace', '=', marketplace).where('order_id', '=', orderId).execute()
      // Not waiting for whoever has a word of it now, who may wait for the order.
      await sql`delete from consent.owners where ctid in (
        select ctid from consent.owners where marketplace = ${marketplace} and order_id = ${orderId}
        for update skip locked)`.execute(db)
    }
  },

  async claim({ marketplace, now, until }) {
    const { rows } = await sql<Selectable<OrderRow>>`
      with first as (
        select * from consent.orders
        where marketplace = ${marketplace} and owed_value is not null and failure is null and not is_closed
          and due_at <= ${now}
        order by due_at limit 1 for update skip locked
      ), taken as (
        update consent.orders set tries = first.tries + 1, due_at = ${until}, is_sure = false, sure_since = ${until}
        from first where orders.marketplace = first.marketplace and orders.order_id = first.order_id
      )
      select * from first`.execute(db)
    return rows.map(orderOf).find(isOwing)
  },

  async retryFailed(now) {
    await db
      .updateTable('orders')
      .set({ failure: null, tries: 0, due_at: now })
      .where('failure', 'is not', null)
      .execute()
  },

  async counts() {
    const { rows } = await sql<{ due: string | number; failed: string | number }>`
      select count(*) filter (where failure is null and not is_closed) as due,
        count(*) filter (where failure is not null) as failed
      from consent.orders where owed_value is not null`.execute(db)
    return { due: Number(rows[0]?.due ?? 0), failed: Number(rows[0]?.failed ?? 0) }
  },
})

const isOwing = (order: FieldOrder): order is OwingOrder => order.owed !== undefined

const orderOf = (row: Selectable<OrderRow>): FieldOrder => ({
  marketplace: row.marketplace,
  orderId: row.order_id,
  profileId: row.profile_id,
  revision: Number(row.revision),
  createdAt: row.created_at,
  version: row.version,
  isClosed: row.is_closed,
  shown: row.shown ?? undefined,
  isSure: row.is_sure,
  sureSince: row.sure_since,
  owed: owedOf(row),
})

const owedOf = ({ owed_value: value, tries, due_at: dueAt, failure }: Selectable<OrderRow>): FieldOrder['owed'] =>
  value === null || dueAt === null ? undefined : { value, tries, dueAt, ...(failure === null ? {} : { failure }) }

const rowOf = ({ owed, ...order }: FieldOrder) => ({
  marketplace: order.marketplace,
  order_id: order.orderId,
  profile_id: order.profileId,
  revision: order.revision,
  created_at: order.createdAt,
  version: order.version,
  is_closed: order.isClosed,
  shown: order.shown ?? null,
  is_sure: order.isSure,
  sure_since: order.sureSince,
  owed_value: owed?.value ?? null,
  tries: owed?.tries ?? 0,
  due_at: owed?.dueAt ?? null,
  failure: owed?.failure ?? null,
})
