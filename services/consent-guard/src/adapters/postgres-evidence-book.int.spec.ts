import { createVault } from '@concord/storage'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evidenceBookContract } from '../evidence-book.contract.js'
import { grantMarksContract } from '../grant.contract.js'
import { databases, type DatabaseUnderTest } from '../testing/databases.js'
import { migrations } from './migrations.js'
import { postgresConsentLedger } from './postgres-consent-ledger.js'
import { postgresEvidenceBook } from './postgres-evidence-book.js'
import { schema, type Tables } from './tables.js'

const vault = createVault({ keys: [{ id: 'k1', secret: Buffer.alloc(32, 1) }], hashSecret: Buffer.alloc(32, 2) })

describe.each(databases)('evidence on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  afterAll(() => held.close())
  const emptied = async () => {
    await held.empty()
    return held.database.schema<Tables>(schema)
  }

  describe('statements', () => {
    evidenceBookContract(async () => postgresEvidenceBook(await emptied(), vault))

    it('are kept sealed', async () => {
      const tables = await emptied()
      const evidence = { isGranted: true, text: 'Yes, write to me', at: '', ip: '203.0.113.7' }
      const statement = { addressHash: 'a', marketplace: 'north', saidAt: '2026-03-01T12:00:00.000Z', evidence }
      await postgresEvidenceBook(tables, vault).keep('main', statement)

      const rows = JSON.stringify(await tables.selectFrom('statements').selectAll().execute())
      expect(rows).not.toContain('203.0.113.7')
      expect(rows).not.toContain('write to me')
    })
  })

  describe('the marks', () => grantMarksContract(async () => postgresConsentLedger(await emptied())))

  it('begin with every opt-out that is known at the update', async () => {
    const tables = await emptied()
    const fact = { source: 'modified', learned_at: '', since: null, is_ours: false, is_told: true } as const
    const row = (address_hash: string, status: string, scope = 'email') =>
      ({ account: 'main', address_hash, status, scope, ...fact }) as const
    const rows = [row('out', 'unsubscribed'), row('bounced', 'hard-bounced'), row('in', 'subscribed')]
    await tables
      .insertInto('consent_facts')
      .values([...rows, row('left', 'unsubscribed', 'list:7'), row('unchosen', 'unsubscribed', 'preference:7')])
      .execute()
    for (const table of ['opt_outs', 'statements', 'profiles', 'orders'])
      await sql`drop table consent.${sql.raw(table)}`.execute(tables)
    await migrations['0003-both-directions'].up(held.database.schema<unknown>(schema))

    const marked = await tables.selectFrom('opt_outs').select('address_hash').execute()
    expect(marked.map(({ address_hash: hash }) => hash).toSorted()).toEqual(['bounced', 'left', 'out'])
  })
})
