import type { DifferenceKind } from '@concord/contracts'
import { type Kysely, type RawBuilder, type Selectable, sql, type Transaction } from 'kysely'
import type { Comparison, Comparisons, Found, Suspicion } from '../comparison.js'
import { underLease } from './postgres-leases.js'
import type { Tables } from './tables.js'

const forgottenAtOnce = 5_000

export const postgresComparisons = (db: Kysely<Tables>): Comparisons => {
  const find = async (id: string): Promise<Comparison | undefined> => {
    const row = await db.selectFrom('comparisons').select('plan').where('id', '=', id).executeTakeFirst()
    return row?.plan as Comparison | undefined
  }
  return {
    find,

    async create(comparison) {
      await db
        .insertInto('comparisons')
        .values(rowOf(comparison))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      return (await find(comparison.id)) ?? comparison
    },

    async running(marketplace) {
      const row = await db
        .selectFrom('comparisons')
        .select('plan')
        .where('marketplace', '=', marketplace)
        .where('state', '=', 'running')
        .orderBy('requested_at')
        .orderBy('id')
        .limit(1)
        .executeTakeFirst()
      return row?.plan as Comparison | undefined
    },

    save: (lease, comparison) => underLease(db, lease, (transaction) => update(transaction, comparison)),

    async see(id, keys) {
      const { numAffectedRows } = await sql`insert into ingest.compared (comparison, key)
        select ${id}, key from unnest(${[...keys]}::text[]) as key on conflict do nothing`.execute(db)
      return Number(numAffectedRows ?? 0n)
    },

    async suspect(id, suspicions) {
      const latest = [...new Map(suspicions.map((one) => [one.key, one])).values()]
      if (latest.length === 0) return
      await db
        .insertInto('differences')
        .values(
          latest.map(({ fields, ...one }) => ({ ...one, comparison: id, n: null, fields: JSON.stringify(fields) })),
        )
        .onConflict((conflict) =>
          conflict.columns(['comparison', 'key']).doUpdateSet((row) => ({
            kind: row.ref('excluded.kind'),
            version: row.ref('excluded.version'),
            fields: row.ref('excluded.fields'),
            detail: row.ref('excluded.detail'),
          })),
        )
        .execute()
    },

    async suspected(id, limit) {
      const rows = await db
        .selectFrom('differences')
        .selectAll()
        .where('comparison', '=', id)
        .where('n', 'is', null)
        .orderBy('key')
        .limit(limit)
        .execute()
      return rows.map(toSuspicion)
    },

    settle: (lease, comparison, { standing, dropped }) =>
      underLease(db, lease, async (transaction) => {
        await number(transaction, comparison.id, standing)
        await sql`delete from ingest.differences where comparison = ${comparison.id}
          and key = any(${[...dropped]}::text[])`.execute(transaction)
        await update(transaction, comparison)
      }),

    async found(id, after, limit) {
      const rows = await db
        .selectFrom('differences')
        .selectAll()
        .where('comparison', '=', id)
        .where('n', '>', after)
        .orderBy('n')
        .limit(limit)
        .execute()
      return rows.map(toFound)
    },

    async foundAmong(id, numbers) {
      const { rows } = await sql<Selectable<Tables['differences']>>`select * from ingest.differences
        where comparison = ${id} and n = any(${[...numbers]}::int[]) order by n`.execute(db)
      return rows.map(toFound)
    },

    async forgetSome(before) {
      const isOld = sql`c.state <> 'running' and c.requested_at < ${before}`
      const isMoreLeft =
        (await deleteSome(db, 'compared', sql`c.state <> 'running'`)) || (await deleteSome(db, 'differences', isOld))
      if (!isMoreLeft) await sql`delete from ingest.comparisons c where ${isOld}`.execute(db)
      return isMoreLeft
    },
  }
}

/** Of one of such comparisons; answers whether there was one. */
const deleteSome = async (
  db: Kysely<Tables>,
  table: 'compared' | 'differences',
  isSuch: RawBuilder<unknown>,
): Promise<boolean> => {
  const rows = sql.table(`ingest.${table}`)
  const { numAffectedRows = 0n } = await sql`delete from ${rows} where ctid = any(array(
    select d.ctid from ${rows} d where d.comparison = (select c.id from ingest.comparisons c
      where ${isSuch} and exists (select from ${rows} o where o.comparison = c.id) limit 1)
    limit ${forgottenAtOnce}))`.execute(db)
  return numAffectedRows > 0n
}

const rowOf = (comparison: Comparison) => {
  const { id, marketplace, requestedAt, state } = comparison
  return { id, marketplace, requested_at: requestedAt, state, plan: JSON.stringify(comparison) }
}

const update = async (transaction: Transaction<Tables>, comparison: Comparison): Promise<void> => {
  const { plan, state } = rowOf(comparison)
  await transaction.updateTable('comparisons').set({ plan, state }).where('id', '=', comparison.id).execute()
}

const number = async (transaction: Transaction<Tables>, id: string, standing: readonly Found[]): Promise<void> => {
  await sql`update ingest.differences d set n = found.n, kind = found.kind
    from unnest(${standing.map(({ key }) => key)}::text[], ${standing.map(({ n }) => n)}::int[],
      ${standing.map(({ kind }) => kind)}::text[]) as found(key, n, kind)
    where d.comparison = ${id} and d.key = found.key`.execute(transaction)
}

const toFound = (row: Selectable<Tables['differences']>): Found => ({ ...toSuspicion(row), n: row.n ?? 0 })

const toSuspicion = ({ key, kind, version, fields, detail }: Selectable<Tables['differences']>): Suspicion => ({
  ...{ key, version, kind: kind as DifferenceKind, fields: fields as readonly string[] },
  detail: detail ?? undefined,
})
