import { createVault, type Database, migrate, openDatabase } from '@concord/storage'
import { freshDatabase } from '@concord/testing'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { migrations } from './migrations.js'
import { postgresConsentLedger } from './postgres-consent-ledger.js'
import { postgresCustomerBook } from './postgres-customer-book.js'
import { postgresEvidenceBook } from './postgres-evidence-book.js'
import { postgresWriteBackBook } from './postgres-write-back-book.js'
import { schema, type Tables } from './tables.js'

const vault = createVault({ keys: [{ id: 'k1', secret: Buffer.alloc(32, 1) }], hashSecret: Buffer.alloc(32, 2) })

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

it('keeps the customers, the orders and the statements of an earlier build', async () => {
  const at = '2026-03-01T12:00:00.000Z'
  const earlier = Object.entries(migrations).filter(([name]) => name < '0005')
  await migrate(database, schema, Object.fromEntries(earlier))
  const before = database.schema<unknown>(schema)
  for (const statement of [
    `insert into consent.customers values ('north', 'c1', 'p-1', 3, 'a', ''), ('south', 'c2', 'p-1', 3, 'a', 'b')`,
    `insert into consent.orders (marketplace, order_id, profile_id, revision, created_at, version, is_closed, is_sure, sure_since, tries)
       values ('north', 'O1', 'p-1', 3, '${at}', 'v1', false, true, '${at}', 0)`,
    `insert into consent.statements values ('main', 'a', '${at}', true, 'north', '${vault.seal('{"isGranted":true}')}')`,
  ])
    await sql.raw(statement).execute(before)
  await migrate(database, schema, migrations)

  const tables = database.schema<Tables>(schema)
  const customer = { customerHash: 'c2', profileId: 'p-1', revision: 3, address: 'a', others: ['b'] }
  expect(await postgresCustomerBook(tables).find('c2')).toEqual(customer)
  const late = { marketplace: 'north', orderId: 'O1', profileId: 'p-2', revision: 2 }
  expect(await postgresWriteBackBook(tables).noteOwner(late)).toMatchObject({ profileId: 'p-1', revision: 3 })
  expect(await postgresEvidenceBook(tables, vault).said('main', ['a'])).toMatchObject([{ saidAt: at }])
})
