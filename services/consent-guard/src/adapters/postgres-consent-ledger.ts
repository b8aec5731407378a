import type { ConsentFact } from '@concord/domain'
import { type Kysely, sql } from 'kysely'
import type { ConsentLedger, KnownFact } from '../ports.js'

export const schema = 'consent'

export interface Tables {
  readonly consent_facts: FactRow
  readonly reads: { readonly account: string; readonly read_at: string }
}

interface FactRow {
  readonly account: string
  readonly address_hash: string
  readonly status: string
  readonly source: string
  readonly learned_at: string
  readonly since: string | null
  readonly is_told: boolean
}

const pageSize = 5_000

export const postgresConsentLedger = (db: Kysely<Tables>): ConsentLedger => ({
  async find(account, addressHash) {
    const row = await db
      .selectFrom('consent_facts')
      .selectAll()
      .where('account', '=', account)
      .where('address_hash', '=', addressHash)
      .executeTakeFirst()
    return row && factOf(row)
  },

  async findAll(account, addressHashes) {
    if (addressHashes.length === 0) return new Map()
    const rows = await db
      .selectFrom('consent_facts')
      .selectAll()
      .where('account', '=', account)
      .where('address_hash', 'in', addressHashes)
      .execute()
    return new Map(rows.map((row) => [row.address_hash, factOf(row)]))
  },

  alone: (account, work) =>
    db.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${account}, 3))`.execute(transaction)
      return work(postgresConsentLedger(transaction))
    }),

  async keep(account, facts, told) {
    const newest = new Map(facts.map((known) => [known.addressHash, known]))
    if (newest.size === 0) return
    await db
      .insertInto('consent_facts')
      .values([...newest.values()].map((known) => rowOf(account, known, told)))
      .onConflict((conflict) =>
        conflict.columns(['account', 'address_hash']).doUpdateSet((row) => ({
          status: row.ref('excluded.status'),
          source: row.ref('excluded.source'),
          learned_at: row.ref('excluded.learned_at'),
          since: row.ref('excluded.since'),
          is_told: sql<boolean>`excluded.is_told and consent_facts.is_told`,
        })),
      )
      .execute()
  },

  async untold(limit) {
    const rows = await db
      .selectFrom('consent_facts')
      .selectAll()
      .where('is_told', '=', false)
      .orderBy('learned_at')
      .limit(limit)
      .execute()
    return rows.map((row) => ({ account: row.account, addressHash: row.address_hash, fact: factOf(row) }))
  },

  async markTold(facts) {
    for (const { account, addressHash, fact } of facts) {
      await db
        .updateTable('consent_facts')
        .set({ is_told: true })
        .where('account', '=', account)
        .where('address_hash', '=', addressHash)
        .where('status', '=', fact.status)
        .execute()
    }
  },

  async tellAgain(since) {
    await db.updateTable('consent_facts').set({ is_told: false }).where('learned_at', '>', since).execute()
  },

  async *closed(account) {
    let after = ''
    for (;;) {
      const rows = await db
        .selectFrom('consent_facts')
        .selectAll()
        .where('account', '=', account)
        .where('status', 'not in', ['unknown', 'subscribed', 'pending', 'not-subscribed'])
        .where('address_hash', '>', after)
        .orderBy('address_hash')
        .limit(pageSize)
        .execute()
      for (const row of rows) yield { addressHash: row.address_hash, fact: factOf(row) }
      if (rows.length < pageSize) return
      after = rows.at(-1)?.address_hash ?? after
    }
  },

  async readAt(account) {
    const row = await db.selectFrom('reads').select('read_at').where('account', '=', account).executeTakeFirst()
    return row?.read_at
  },

  async setReadAt(account, at) {
    await db
      .insertInto('reads')
      .values({ account, read_at: at })
      .onConflict((conflict) => conflict.column('account').doUpdateSet({ read_at: at }))
      .execute()
  },
})

const factOf = ({ status, source, learned_at, since }: FactRow): ConsentFact =>
  ({ status, source, learnedAt: learned_at, since: since ?? undefined }) as ConsentFact

const rowOf = (account: string, { addressHash, fact }: KnownFact, told: boolean): FactRow => ({
  account,
  address_hash: addressHash,
  status: fact.status,
  source: fact.source,
  learned_at: fact.learnedAt,
  since: fact.since ?? null,
  is_told: told,
})
