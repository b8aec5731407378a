import { type Kysely, sql, type Transaction } from 'kysely'
import { LeaseLost } from '../errors.js'
import type { Lease, Leases } from '../lease.js'
import { schema, type Tables } from './tables.js'

/** Leases by the database's clock, so that clocks of replicas do not matter. */
export const postgresLeases = (db: Kysely<Tables>, lastsMs: number): Leases => {
  const lastsUntil = sql<Date>`clock_timestamp() + ${lastsMs} * interval '1 millisecond'`
  const held = ({ marketplace, holder, epoch }: Lease) =>
    db
      .updateTable('leases')
      .where('marketplace', '=', marketplace)
      .where('holder', '=', holder)
      .where('epoch', '=', String(epoch))
  return {
    async take(marketplace, holder) {
      const { rows } = await sql<{ epoch: string }>`
        insert into ${sql.table(`${schema}.leases`)} as held (marketplace, holder, epoch, lasts_until)
        values (${marketplace}, ${holder}, 1, ${lastsUntil})
        on conflict (marketplace) do update
          set holder = excluded.holder, epoch = held.epoch + 1, lasts_until = excluded.lasts_until
          where held.lasts_until <= clock_timestamp() or held.holder = excluded.holder
        returning epoch`.execute(db)
      return rows[0] && { marketplace, holder, epoch: Number(rows[0].epoch) }
    },

    async renew(lease) {
      const { numUpdatedRows } = await held(lease).set({ lasts_until: lastsUntil }).executeTakeFirst()
      return numUpdatedRows > 0n
    },

    async release(lease) {
      await held(lease)
        .set({ lasts_until: sql<Date>`clock_timestamp()` })
        .execute()
    },
  }
}

/**
 * Does what only the holder may do, in one transaction: nobody can take the lease before it has ended.
 *
 * @throws LeaseLost where somebody has
 */
export const underLease = <T>(
  db: Kysely<Tables>,
  { marketplace, holder, epoch }: Lease,
  work: (transaction: Transaction<Tables>) => Promise<T>,
): Promise<T> =>
  db.transaction().execute(async (transaction) => {
    const row = await transaction
      .selectFrom('leases')
      .select('epoch')
      .where('marketplace', '=', marketplace)
      .where('holder', '=', holder)
      .where('epoch', '=', String(epoch))
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined) throw new LeaseLost(marketplace)
    return work(transaction)
  })
