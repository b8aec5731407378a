import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, openDatabase } from '@concord/storage'
import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { disputes } from './migration-0013-disputes.js'
import { migrations } from './migrations.js'
import { postgresExceptions } from './postgres-exceptions.js'
import { schema, type Tables } from './tables.js'

it('exceptions keep their names, and messages that wait for the end of a dispute are none any more', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'concord-monitor-'))
  const database = await openDatabase({ directory })
  onTestFinished(async () => {
    await database.close()
    await rm(directory, { recursive: true })
  })
  const before = Object.entries(migrations).filter(([, migration]) => migration !== disputes)
  await migrate(database, schema, Object.fromEntries(before))
  const db = database.schema<Tables>(schema)
  const common = sql`'north:order:N-1', 'cx', 'north', 'then', 'then'`
  await sql`insert into monitor.exceptions
    (record_key, owner, marketplace, opened_at, told_at, about, type, record_version, account, trigger, subject) values
    (${common}, 'record', 'record:waiting/identity-overdue', 'v1', null, null, null),
    (${common}, 'trigger', 'trigger:withheld/too-late', null, 'main', 'shipped', 'north:N-1'),
    (${common}, 'trigger', 'trigger:waiting/dispute-overdue', null, 'main', 'review-request', 'north:N-1')`.execute(db)
  const named = async () => {
    const { rows } = await sql<{ id: string }>`select id, type from monitor.exceptions order by type`.execute(db)
    return rows
  }
  const [record, , trigger] = await named()

  await migrate(database, schema, migrations)

  expect(await named()).toEqual([record, trigger])
  expect(await postgresExceptions(db).find(record?.id ?? '')).toMatchObject({
    exception: { about: { is: 'record', key: 'north:order:N-1', version: 'v1' }, state: 'open' },
  })
}, 60_000)
