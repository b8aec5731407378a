import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate, openDatabase } from '@concord/storage'
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { fact, orderDecided } from '../testing/builders.js'
import { migrations } from './migrations.js'
import { schema, type Tables } from './tables.js'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

const before = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'concord-publisher-'))
  const database = await openDatabase({ directory })
  closing.push(
    () => rm(directory, { recursive: true }),
    () => database.close(),
  )
  await migrate(database, schema, { '0001-projection': migrations['0001-projection'] })
  return { database, db: database.schema<Tables>(schema) }
}

it('what stood before is owned, at home and reached as it was', async () => {
  const { database, db } = await before()
  const { data, ...cause } = orderDecided()
  void data
  const consent = JSON.stringify(fact('unknown'))
  for (const [profile, contactId] of [
    ['known', 1001],
    ['sought', null],
  ] as const) {
    await sql`insert into publisher.contacts values
      ('main', ${profile}, 'sealed', ${`hash of ${profile}`}, null, ${contactId}, true, ${consent}::jsonb)`.execute(db)
    await sql`insert into publisher.orders values
      (${`north:order:${profile}`}, 'v1', 'main', 'north', ${profile}, null, 'sealed', null, 1, 1, false,
       ${JSON.stringify(cause)}::jsonb)`.execute(db)
    await sql`insert into publisher.effects values ('main', 'order', ${`north:order:${profile}`}, 'bulk',
      ${contactId === null ? 'due' : 'importing'}, 1, ${contactId === null ? 0 : 1}, 0, null, 'now', null)`.execute(db)
  }

  await migrate(database, schema, migrations)

  expect(await db.selectFrom('owners').selectAll().orderBy('order_key').execute()).toEqual([
    { order_key: 'north:order:known', profile_id: 'known', revision: 0 },
    { order_key: 'north:order:sought', profile_id: 'sought', revision: 0 },
  ])
  expect(await db.selectFrom('homes').selectAll().execute()).toEqual([
    { order_key: 'north:order:known', contact_id: '1001', state: 'here' },
  ])
  expect(await db.selectFrom('creations').selectAll().execute()).toEqual([{ account: 'main', contact_id: '1001' }])
  const contacts = db.selectFrom('contacts').select(['standing_hash', 'revision', 'other_facts']).orderBy('profile_id')
  expect(await contacts.execute()).toEqual([
    { standing_hash: 'hash of known', revision: 0, other_facts: {} },
    { standing_hash: null, revision: 0, other_facts: {} },
  ])
  const effects = db.selectFrom('effects').select(['state', 'target']).orderBy('ref')
  expect(await effects.execute()).toEqual([
    { state: 'importing', target: '1001' },
    { state: 'due', target: null },
  ])
})
