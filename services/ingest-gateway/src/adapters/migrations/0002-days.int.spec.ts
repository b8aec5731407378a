import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, migrate, openDatabase } from '@concord/storage'
import { freshDatabase } from '@concord/testing'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { clockAt } from '../../testing/clock.js'
import { testVault as vault } from '../../testing/databases.js'
import { publishAll } from '../../testing/journal.js'
import { daysHeld } from '../postgres-journal-days.js'
import { postgresJournal } from '../postgres-journal.js'
import { schema, type Tables } from '../tables.js'
import { journal as first } from './0001-journal.js'
import { migrations } from './index.js'

const opened = {
  PostgreSQL: async () => {
    const { url, drop } = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
    return { database: await openDatabase({ url }), drop }
  },
  PGlite: async () => {
    const directory = await mkdtemp(join(tmpdir(), 'concord-pglite-'))
    return {
      database: await openDatabase({ directory }),
      drop: () => rm(directory, { recursive: true, force: true }),
    }
  },
}

describe.each(Object.entries(opened))('the second migration on %s', (_name, open) => {
  let database: Database
  let drop: () => Promise<void>
  afterEach(async () => {
    await database.close()
    await drop()
  })

  it('keeps what stands in a database of the first one', async () => {
    ;({ database, drop } = await open())
    await migrate(database, schema, { '0001-journal': first })
    const db = database.schema<Tables>(schema)
    for (const [id, day] of [
      ['O1', '2026-02-27'],
      ['O2', '2026-03-01'],
    ] as const) {
      const { key, wrapped } = vault.newDataKey()
      const name = [`north:order:${id}`, `v of ${id}`]
      const at = `${day}T12:00:00.000Z`
      await sql`insert into ingest.data_keys values (${id}, ${wrapped})`.execute(db)
      await sql`insert into ingest.payloads values (${name[0]}, ${name[1]}, ${id}, ${vault.seal(JSON.stringify({ id }), key)})`.execute(
        db,
      )
      await sql`insert into ingest.records values (${name[0]}, ${name[1]}, 'realtime', 'live', 'in-flight', 'on-its-way', null,
        ${at}, ${at}, ${at}, null)`.execute(db)
    }

    await migrate(database, schema, migrations)

    const journal = postgresJournal({ db, vault, now: clockAt('2026-03-02T12:00:00Z').now })
    expect(await journal.conservation()).toMatchObject({ received: 2, shares: [{ count: 2 }] })
    expect(await daysHeld(db)).toEqual(['2026-02-27', '2026-03-01'])
    expect(await publishAll(journal)).toMatchObject([{ content: { id: 'O1' } }, { content: { id: 'O2' } }])
    expect(await db.selectFrom('data_keys').select(['subject', 'last_day']).orderBy('subject').execute()).toEqual([
      { subject: 'O1', last_day: '2026-02-27' },
      { subject: 'O2', last_day: '2026-03-01' },
    ])
  })
})
