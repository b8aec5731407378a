import { type Kysely, type Migration, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type Database, migrate } from './database.js'
import { MigrationFailed } from './errors.js'

interface Tables {
  readonly notes: { readonly id: string; readonly count: number }
}

export interface DatabaseUnderTest {
  readonly database: Database
  /** A schema nobody else uses, which is not there yet. */
  freshSchema(): string
}

const creating = (name: string): Migration => ({
  up: async (db: Kysely<unknown>) => {
    await db.schema
      .createTable(name)
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('count', 'integer', (column) => column.notNull())
      .execute()
  },
})
const migrations = { '0001-notes': creating('notes') }

/** What every database must do, nastiest first; `open` is called once per test. */
export const databaseContract = (open: () => DatabaseUnderTest): void => {
  const prepared = async () => {
    const { database, freshSchema } = open()
    const schema = freshSchema()
    await migrate(database, schema, migrations)
    const db = database.schema<Tables>(schema)
    const ids = async (): Promise<string[]> => {
      const rows = await db.selectFrom('notes').select('id').orderBy('id').execute()
      return rows.map(({ id }) => id)
    }
    return { database, schema, db, ids }
  }

  describe('transactions', () => {
    it('that throw leave nothing, and pass on what was thrown', async () => {
      const { db, ids } = await prepared()

      const failing = db.transaction().execute(async (transaction) => {
        await transaction.insertInto('notes').values({ id: 'a', count: 1 }).execute()
        throw new Error('changed my mind')
      })

      await expect(failing).rejects.toThrow('changed my mind')
      expect(await ids()).toEqual([])
    })

    it('that fail in the database leave nothing, and hold nobody up', async () => {
      const { db, ids } = await prepared()

      const failing = db.transaction().execute(async (transaction) => {
        await transaction.insertInto('notes').values({ id: 'a', count: 1 }).execute()
        await transaction.insertInto('notes').values({ id: 'a', count: 2 }).execute()
      })

      await expect(failing).rejects.toThrow(/duplicate key/)
      await db.insertInto('notes').values({ id: 'b', count: 1 }).execute()
      expect(await ids()).toEqual(['b'])
    })

    it('take nothing of what others do meanwhile down with them', async () => {
      const { db, ids } = await prepared()
      let outside: Promise<unknown> = Promise.resolve()

      const failing = db.transaction().execute(async (transaction) => {
        await transaction.insertInto('notes').values({ id: 'inside', count: 1 }).execute()
        outside = db.insertInto('notes').values({ id: 'outside', count: 1 }).execute()
        await transaction.selectFrom('notes').selectAll().execute()
        throw new Error('changed my mind')
      })

      await expect(failing).rejects.toThrow()
      await outside
      expect(await ids()).toEqual(['outside'])
    })

    it('do not show what is not committed', async () => {
      const { db, ids } = await prepared()
      let glance: Promise<string[]> = Promise.resolve([])

      await expect(
        db.transaction().execute(async (transaction) => {
          await transaction.insertInto('notes').values({ id: 'a', count: 1 }).execute()
          glance = ids()
          await transaction.selectFrom('notes').selectAll().execute()
          throw new Error('changed my mind')
        }),
      ).rejects.toThrow()

      expect(await glance).toEqual([])
    })

    it('at once lose no update that locks its row', async () => {
      const { db } = await prepared()
      await db.insertInto('notes').values({ id: 'a', count: 0 }).execute()

      const increment = () =>
        db.transaction().execute(async (transaction) => {
          const row = await transaction
            .selectFrom('notes')
            .selectAll()
            .where('id', '=', 'a')
            .forUpdate()
            .executeTakeFirstOrThrow()
          await transaction
            .updateTable('notes')
            .set({ count: row.count + 1 })
            .where('id', '=', 'a')
            .execute()
        })
      await Promise.all(Array.from({ length: 20 }, increment))

      expect(await db.selectFrom('notes').select('count').execute()).toEqual([{ count: 20 }])
    })
  })

  describe('answers', () => {
    it('count the rows that were really touched', async () => {
      const { db } = await prepared()
      const rows = ['a', 'b', 'c'].map((id) => ({ id, count: 1 }))

      const inserted = await db.insertInto('notes').values(rows).executeTakeFirst()
      const again = await db
        .insertInto('notes')
        .values(rows)
        .onConflict((on) => on.doNothing())
        .executeTakeFirst()
      const updated = await db.updateTable('notes').set({ count: 2 }).where('id', '!=', 'c').executeTakeFirst()
      const missed = await db.updateTable('notes').set({ count: 2 }).where('id', '=', 'z').executeTakeFirst()
      const deleted = await db.deleteFrom('notes').where('count', '=', 2).executeTakeFirst()

      expect([
        inserted.numInsertedOrUpdatedRows,
        again.numInsertedOrUpdatedRows,
        updated.numUpdatedRows,
        missed.numUpdatedRows,
        deleted.numDeletedRows,
      ]).toEqual([3n, 0n, 2n, 0n, 2n])
    })

    it('bring values as the same types from every database', async () => {
      const { db } = await prepared()

      const { rows } = await sql<Record<string, unknown>>`
        select 7::int as whole, 7::bigint as big, 1.50::numeric as exact, 1.5::float8 as rough, true as truth,
          'text' as words, null::text as nothing, '{"a": [1]}'::jsonb as json, array['a', 'b'] as list,
          '2026-03-01T12:00:00.123Z'::timestamptz as instant`.execute(db)

      expect(rows).toEqual([
        {
          ...{ whole: 7, big: '7', exact: '1.50', rough: 1.5, truth: true, words: 'text', nothing: null },
          ...{ json: { a: [1] }, list: ['a', 'b'], instant: new Date('2026-03-01T12:00:00.123Z') },
        },
      ])
    })

    it('take lists and JSON as parameters', async () => {
      const { db } = await prepared()

      const { rows } = await sql`
        select ${['b', 'a']}::text[] as list, ${JSON.stringify({ a: [1] })}::jsonb as json`.execute(db)

      expect(rows).toEqual([{ list: ['b', 'a'], json: { a: [1] } }])
    })
  })

  describe('migrations', () => {
    it('run once, and the ones that came later when they come', async () => {
      const { database, schema, db, ids } = await prepared()
      await db.insertInto('notes').values({ id: 'a', count: 1 }).execute()

      await migrate(database, schema, migrations)
      await migrate(database, schema, { ...migrations, '0002-more': creating('more') })

      expect(await ids()).toEqual(['a'])
      const { rows } = await sql`select * from ${sql.table(`${schema}.more`)}`.execute(db)
      expect(rows).toEqual([])
    })

    it('fail by name and leave nothing half done, so that they can be tried again', async () => {
      const { database, freshSchema } = open()
      const schema = freshSchema()
      const broken: Migration = {
        up: async (db) => {
          await creating('more').up(db)
          throw new Error('no disk')
        },
      }

      await expect(migrate(database, schema, { ...migrations, '0002-more': broken })).rejects.toThrow(MigrationFailed)
      await migrate(database, schema, { ...migrations, '0002-more': creating('more') })
    })

    it('keep the schemas of services apart', async () => {
      const [one, other] = [await prepared(), await prepared()]
      await one.db.insertInto('notes').values({ id: 'a', count: 1 }).execute()

      expect(await other.ids()).toEqual([])
    })
  })
}
