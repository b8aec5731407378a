import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, migrate, openDatabase } from '@concord/storage'
import { freshDatabase } from '@concord/testing'
import { sql } from 'kysely'
import { type OpenTimelines, timelinesContract } from '../testing/timelines.contract.js'
import { migrations } from './migrations.js'
import { postgresTimelines, schema, type Tables } from './postgres-timelines.js'

const opened = async (database: Database, remove: () => Promise<void>): Promise<OpenTimelines> => {
  await migrate(database, schema, migrations)
  const db = database.schema<Tables>(schema)
  return {
    timelines: postgresTimelines(db),
    empty: async () => {
      await sql`truncate monitor.timeline, monitor.records, monitor.triggers, monitor.releases`.execute(db)
    },
    close: async () => {
      await database.close()
      await remove()
    },
  }
}

timelinesContract('PostgreSQL', async () => {
  const { url, drop } = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
  return opened(await openDatabase({ url }), drop)
})

timelinesContract('PGlite', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'concord-monitor-'))
  return opened(await openDatabase({ directory }), () => rm(directory, { recursive: true }))
})
