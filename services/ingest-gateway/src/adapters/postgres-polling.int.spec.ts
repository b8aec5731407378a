import { waitFor } from '@concord/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backfillsContract } from '../backfill.contract.js'
import { comparisonsContract } from '../comparisons.contract.js'
import { hintsContract } from '../hints.contract.js'
import { leaseContract } from '../lease.contract.js'
import { pollStateContract } from '../poll-state.contract.js'
import { databases, type DatabaseUnderTest, onPostgres } from '../testing/databases.js'
import { postgresBackfills } from './postgres-backfills.js'
import { postgresComparisons } from './postgres-comparisons.js'
import { postgresHints } from './postgres-hints.js'
import { postgresLeases, underLease } from './postgres-leases.js'
import { postgresOldestHint, postgresPollState } from './postgres-poll-state.js'
import { schema, type Tables } from './tables.js'

describe.each(databases)('polling on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  afterAll(() => held.close())
  const db = () => held.database.schema<Tables>(schema)

  describe('its state', () => {
    pollStateContract(async () => {
      await held.empty()
      return { state: postgresPollState(db()), leases: postgresLeases(db(), 60_000) }
    })
  })

  describe('its backfills', () => {
    backfillsContract(async () => {
      await held.empty()
      return { backfills: postgresBackfills(db()), leases: postgresLeases(db(), 60_000) }
    })
  })

  describe('its comparisons', () => {
    comparisonsContract(async () => {
      await held.empty()
      return { comparisons: postgresComparisons(db()), leases: postgresLeases(db(), 60_000) }
    })
  })

  describe('its leases', () => {
    leaseContract(async () => {
      await held.empty()
      return {
        leases: postgresLeases(db(), 10_000),
        // The database's clock cannot be moved, so what is held is made older instead.
        pass: async (howFar) => {
          const ms = howFar === 'a while' ? 4_000 : 11_000
          await db()
            .updateTable('leases')
            .set({ lasts_until: sql<Date>`lasts_until - ${ms} * interval '1 millisecond'` })
            .execute()
        },
      }
    })

    it('run out by themselves', async () => {
      await held.empty()
      const leases = postgresLeases(db(), 150)
      await leases.take('north', 'one')
      expect(await leases.take('north', 'two')).toBeUndefined()

      const taken = await waitFor(() => leases.take('north', 'two'), { limitMs: 5_000, what: 'the lease to run out' })
      expect(taken).toMatchObject({ epoch: 2 })
    })
  })

  describe('its hints', () => {
    hintsContract(async (now) => {
      await held.empty()
      return postgresHints(db(), now)
    })

    it('say when the oldest was noted', async () => {
      await held.empty()
      expect(await postgresOldestHint(db())('north')).toBeUndefined()
      for (const minute of [2, 1, 3]) {
        const now = () => new Date(Date.UTC(2026, 2, 1, 12, minute))
        await postgresHints(db(), now).note('north', [`O${minute}`])
      }

      expect(await postgresOldestHint(db())('north')).toBe('2026-03-01T12:01:00.000Z')
    })
  })
})

describe('a lease in PostgreSQL', () => {
  it('cannot be taken while its holder writes under it, however long that takes', async () => {
    const held = await onPostgres()
    const db = held.database.schema<Tables>(schema)
    const leases = postgresLeases(db, 20)
    const lease = await leases.take('north', 'one')
    if (lease === undefined) throw new Error('it is taken')
    const order: string[] = []
    let finish = (): void => undefined
    const writing = underLease(db, lease, async () => {
      await new Promise<void>((resolve) => (finish = resolve))
      order.push('written')
    })
    const is = async (condition: ReturnType<typeof sql<{ is: boolean }>>): Promise<boolean> =>
      (await condition.execute(db)).rows[0]?.is ?? false
    const hasRunOut = sql<{ is: boolean }>`select lasts_until < clock_timestamp() as is from ingest.leases`
    await waitFor(() => is(hasRunOut), { limitMs: 5_000, what: 'the lease to run out' })
    const taking = leases.take('north', 'two').then(() => order.push('taken'))
    const somebodyWaits = sql<{ is: boolean }>`select count(*) > 0 as is from pg_locks where not granted`
    await waitFor(() => is(somebodyWaits), { limitMs: 5_000, what: 'somebody to wait for the lease' })
    finish()
    await Promise.all([writing, taking])

    expect(order).toEqual(['written', 'taken'])
    await held.close()
  })

  it('says so when the database is away', async () => {
    const held = await onPostgres()
    const leases = postgresLeases(held.database.schema<Tables>(schema), 1_000)
    await held.close()

    await expect(leases.take('north', 'one')).rejects.toThrow()
  })
})
