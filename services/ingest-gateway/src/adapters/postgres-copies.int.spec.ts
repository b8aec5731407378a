import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { copiesContract } from '../copies.contract.js'
import { clockAt } from '../testing/clock.js'
import { databases, type DatabaseUnderTest, testVault as vault } from '../testing/databases.js'
import { invalidItem } from '../testing/items.js'
import { rawOrder } from '../testing/raw.js'
import { postgresCopies } from './postgres-copies.js'
import { postgresJournal } from './postgres-journal.js'
import { schema, type Tables } from './tables.js'

describe.each(databases)(
  'copies on $name',
  ({ open }) => {
    let held: DatabaseUnderTest
    beforeAll(async () => {
      held = await open()
    })
    afterAll(() => held.close())

    const parts = async () => {
      await held.empty()
      await forgetDeeds(held)
      const clock = clockAt('2026-03-01T12:00:00Z')
      const needs = { db: held.database.schema<Tables>(schema), vault, now: clock.now }
      const trail = async (): Promise<string> => {
        const { rows } = await sql<{ text: string }>`select d::text as text from ingest.deeds d`.execute(needs.db)
        return rows.map(({ text }) => text).join('\n')
      }
      return { db: needs.db, clock, journal: postgresJournal(needs), copies: postgresCopies(needs), trail }
    }

    copiesContract(parts)

    it('have an audit trail that the database itself refuses to change', async () => {
      const { db, journal, copies } = await parts()
      const { key, version } = invalidItem()
      const dueAt = '2026-03-01T13:00:00.000Z'
      await journal.store([invalidItem()], dueAt)
      await copies.copy({ key, version, payload: rawOrder(), isDry: false, dueAt })

      for (const statement of [
        "update ingest.deeds set who = 'x'",
        'delete from ingest.deeds',
        'truncate ingest.deeds',
      ])
        await expect(sql.raw(statement).execute(db)).rejects.toThrow('ingest.deeds is only added to')
      expect(await copies.deeds()).toHaveLength(1)
    })
  },
  120_000,
)

/** What no service can do, and only whoever owns the table. */
const forgetDeeds = async ({ database }: DatabaseUnderTest): Promise<void> => {
  const db = database.schema<Tables>(schema)
  for (const statement of [
    'alter table ingest.deeds disable trigger deeds_are_only_added_to',
    'delete from ingest.deeds',
    'alter table ingest.deeds enable trigger deeds_are_only_added_to',
  ])
    await sql.raw(statement).execute(db)
}
