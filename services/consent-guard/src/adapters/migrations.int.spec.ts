import { type Database, migrate, openDatabase } from '@concord/storage'
import { freshDatabase } from '@concord/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { migrations } from './migrations.js'
import { postgresConsentLedger } from './postgres-consent-ledger.js'
import { schema, type Tables } from './tables.js'

let database: Database
let drop: () => Promise<void>

beforeEach(async () => {
  const fresh = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
  drop = () => fresh.drop()
  database = await openDatabase({ url: fresh.url })
})
afterEach(async () => {
  await database.close()
  await drop()
})

it('keeps what an earlier build had learned, as said of the account as a whole', async () => {
  const at = '2026-03-01T12:00:00.000Z'
  await migrate(database, schema, { '0001-ledger': migrations['0001-ledger'] })
  const before = database.schema<{ consent_facts: object; reads: object }>(schema)
  const opted = { account: 'main', address_hash: 'a', status: 'unsubscribed', source: 'modified', learned_at: at }
  await before
    .insertInto('consent_facts')
    .values({ ...opted, is_told: true })
    .execute()
  await before.insertInto('reads').values({ account: 'main', read_at: at }).execute()
  await migrate(database, schema, migrations)

  const ledger = postgresConsentLedger(database.schema<Tables>(schema))
  expect(await ledger.find('main', ['a'])).toEqual([
    { addressHash: 'a', fact: { status: 'unsubscribed', source: 'modified', learnedAt: at } },
  ])
  expect(await ledger.lastRead('main')).toEqual({ readAt: at, fullReadAt: at, scopes: [] })
})
