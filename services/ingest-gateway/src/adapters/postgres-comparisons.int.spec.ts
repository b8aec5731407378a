import { randomUUID } from 'node:crypto'
import { waitFor } from '@concord/testing'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Comparison, comparisonOf } from '../comparison.js'
import { type DatabaseUnderTest, onPostgres } from '../testing/databases.js'
import { postgresComparisons } from './postgres-comparisons.js'
import { postgresLeases } from './postgres-leases.js'
import { schema, type Tables } from './tables.js'

const requestedAt = '2026-03-02T12:00:00.000Z'
const numbered = 20_000
const suspected = 1_000

describe('comparisons on PostgreSQL', () => {
  let held: DatabaseUnderTest
  let comparison: Comparison
  beforeAll(async () => {
    held = await onPostgres()
  })
  afterAll(() => held.close())
  const db = () => held.database.schema<Tables>(schema)

  beforeEach(async () => {
    await held.empty()
    comparison = comparisonOf({ id: randomUUID(), marketplace: 'north' }, { requestedAt, oldest: undefined })
    await postgresComparisons(db()).create(comparison)
  })

  it('hold no lease while what was seen is forgotten, however long that takes', async () => {
    const [comparisons, leases] = [postgresComparisons(db()), postgresLeases(db(), 60_000)]
    await comparisons.see(comparison.id, ['a', 'b'])
    const lease = await leases.take('north', 'one')
    if (lease === undefined) throw new Error('it is taken')
    let isForgotten = false

    await db()
      .transaction()
      .execute(async (other) => {
        await sql`select from ingest.compared where comparison = ${comparison.id} for update`.execute(other)
        await comparisons.save(lease, { ...comparison, state: 'done' })
        const forgetting = comparisons.forgetSome(requestedAt).then(() => (isForgotten = true))
        await waitFor(async () => (await waitingForLocks(db())) > 0, { limitMs: 10_000, what: 'forgetting to begin' })

        expect(await leases.renew(lease)).toBe(true)
        await comparisons.save(lease, { ...comparison, state: 'done', found: 1 })
        expect(isForgotten).toBe(false)
        void forgetting
      })
    await waitFor(async () => isForgotten, { limitMs: 10_000, what: 'forgetting' })

    expect(await comparisons.see(comparison.id, ['a', 'b'])).toBe(2)
  })

  it('forget thousands at a time', async () => {
    const comparisons = postgresComparisons(db())
    await sql`insert into ingest.compared select ${comparison.id}, 'k' || n from generate_series(1, 12000) n`.execute(
      db(),
    )
    await sql`update ingest.comparisons set state = 'failed'`.execute(db())
    const left: number[] = []
    while (await comparisons.forgetSome(requestedAt)) left.push(await countOf(db(), 'compared'))

    expect(left).toEqual([7_000, 2_000, 0])
  })

  it('read what they answer, and nothing of the rest, among many that are found', async () => {
    await sql`insert into ingest.differences select ${comparison.id}, lpad(n::text, 9, '0'),
      case when n <= ${numbered}::int then n end, 'stale', 'v', '[]', null
      from generate_series(1, ${numbered + suspected}::int) n`.execute(db())
    await sql`analyze ingest.differences`.execute(db())

    expect(await readBy((comparisons) => comparisons.suspected(comparison.id, 300))).toBeLessThan(400)
    expect(await readBy((comparisons) => comparisons.foundAmong(comparison.id, [3, 19_999]))).toBeLessThan(10)
  })

  /** How many differences the database looked at. */
  const readBy = (ask: (comparisons: ReturnType<typeof postgresComparisons>) => Promise<readonly unknown[]>) =>
    db()
      .transaction()
      .execute(async (transaction) => {
        const before = await rowsRead(transaction)
        expect(await ask(postgresComparisons(transaction))).not.toEqual([])
        return (await rowsRead(transaction)) - before
      })
})

const rowsRead = async (db: Kysely<Tables>): Promise<number> => {
  const { rows } = await sql<{ read: number }>`select (seq_tup_read + idx_tup_fetch)::int as read
    from pg_stat_xact_user_tables where relname = 'differences' and schemaname = 'ingest'`.execute(db)
  return rows[0]?.read ?? 0
}

const countOf = async (db: Kysely<Tables>, table: string): Promise<number> => {
  const { rows } = await sql<{
    count: number
  }>`select count(*)::int as count from ${sql.table(`ingest.${table}`)}`.execute(db)
  return rows[0]?.count ?? 0
}

const waitingForLocks = async (db: Kysely<Tables>): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
  return rows[0]?.count ?? 0
}
