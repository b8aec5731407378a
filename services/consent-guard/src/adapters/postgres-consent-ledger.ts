import type { ConsentStatus } from '@concord/domain'
import { type Insertable, type Kysely, sql } from 'kysely'
import type { AccountFact, ConsentLedger } from '../ports.js'
import { knownOf, rowOf, scopeOf, wholeAccount } from './fact-rows.js'
import { lagRows } from './lag-rows.js'
import type { FactRow, Tables } from './tables.js'

export { schema, type Tables } from './tables.js'

const pageSize = 5_000
const openStatuses = ['unknown', 'subscribed', 'pending', 'not-subscribed'] as const

export const postgresConsentLedger = (db: Kysely<Tables>): ConsentLedger => ({
  ...lagRows(db),

  async find(account, addressHashes) {
    if (addressHashes.length === 0) return []
    const rows = await factsOf(db, account).where('address_hash', 'in', addressHashes).execute()
    return rows.map(knownOf)
  },

  async findByContact(account, contactIds) {
    if (contactIds.length === 0) return []
    const rows = await factsOf(db, account).where('contact_id', 'in', contactIds).execute()
    return rows.map(knownOf)
  },

  alone: (account, work) =>
    db.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${account}, 3))`.execute(transaction)
      return work(postgresConsentLedger(transaction))
    }),

  async keep(account, facts, told) {
    const newest = new Map(facts.map((known) => [`${known.addressHash} ${scopeOf(known)}`, known]))
    const rows = [...newest.values()].map((known) => rowOf(account, known, told))
    for (let at = 0; at < rows.length; at += pageSize) await keepRows(db, rows.slice(at, at + pageSize))
  },

  async markOptedOut(account, addressHashes) {
    if (addressHashes.length === 0) return
    await db
      .insertInto('opt_outs')
      .values([...new Set(addressHashes)].map((hash) => ({ account, address_hash: hash })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  async hasEverOptedOut(account, addressHashes) {
    if (addressHashes.length === 0) return false
    const query = db.selectFrom('opt_outs').select('account').where('account', '=', account)
    return (await query.where('address_hash', 'in', addressHashes).limit(1).execute()).length > 0
  },

  async notePassed(account, { addressHash, at, hasGrant }) {
    const fact = { status: 'unknown', source: 'full-read', learnedAt: at } as const
    const row = { ...rowOf(account, { addressHash, fact }, true), granted_at: hasGrant ? at : null }
    await db
      .insertInto('consent_facts')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['account', 'address_hash', 'scope'])
          .doUpdateSet({ granted_at: row.granted_at })
          .where('consent_facts.status', '=', 'unknown')
          .where('consent_facts.granted_at', 'is', null),
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
    return rows.map((row) => ({ account: row.account, ...knownOf(row) }))
  },

  // On one connection, so that each need not wait for another.
  markTold: (facts) =>
    db.transaction().execute(async (transaction) => {
      for (const told of facts) await markTold(transaction, told)
    }),

  async tellAgain(since) {
    await db
      .updateTable('consent_facts')
      .set({ is_told: false })
      .where('learned_at', '>', since)
      .where((row) => row.or([row('status', '!=', 'unknown'), row('since', 'is not', null)]))
      .execute()
  },

  async *closed(account) {
    let after = ''
    for (;;) {
      const rows = await closedAfter(db, account, after)
      yield* rows
      if (rows.length < pageSize) return
      after = rows.at(-1)?.[0] ?? after
    }
  },

  async unseenSince(account, at, limit) {
    const rows = await db
      .selectFrom('consent_facts')
      .selectAll()
      .where('account', '=', account)
      .where('scope', '=', wholeAccount)
      .where('status', 'in', openStatuses)
      .where('status', '!=', 'unknown')
      .where('learned_at', '<', at)
      .limit(limit)
      .execute()
    return rows.map(knownOf)
  },

  async lastRead(account) {
    const row = await db.selectFrom('reads').selectAll().where('account', '=', account).executeTakeFirst()
    return (
      row && {
        readAt: row.read_at,
        fullReadAt: row.full_read_at,
        scopes: row.scopes.split(' ').filter((scope) => scope !== ''),
      }
    )
  },

  async setLastRead(account, { readAt, fullReadAt, scopes }) {
    const read = { read_at: readAt, full_read_at: fullReadAt, scopes: scopes.join(' ') }
    await db
      .insertInto('reads')
      .values({ account, ...read })
      .onConflict((conflict) => conflict.column('account').doUpdateSet(read))
      .execute()
  },
})

const factsOf = (db: Kysely<Tables>, account: string) =>
  db.selectFrom('consent_facts').selectAll().where('account', '=', account)

/** Written as the index `consent_facts_closed` is, which holds all that is asked for here. */
const closedAfter = async (db: Kysely<Tables>, account: string, after: string) => {
  const { rows } = await sql<ClosedRow>`
    select address_hash, status from consent.consent_facts
    where account = ${account} and address_hash > ${after}
      and scope = 'email' and status not in ('unknown', 'subscribed', 'pending', 'not-subscribed')
    order by address_hash limit ${pageSize}`.execute(db)
  return rows.map(({ address_hash: hash, status }) => [hash, status] as const)
}

interface ClosedRow {
  readonly address_hash: string
  readonly status: ConsentStatus
}

const keepRows = async (db: Kysely<Tables>, rows: readonly Insertable<FactRow>[]): Promise<void> => {
  await db
    .insertInto('consent_facts')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['account', 'address_hash', 'scope']).doUpdateSet((row) => ({
        status: row.ref('excluded.status'),
        source: row.ref('excluded.source'),
        learned_at: row.ref('excluded.learned_at'),
        since: row.ref('excluded.since'),
        is_ours: row.ref('excluded.is_ours'),
        is_told: sql<boolean>`excluded.is_told and consent_facts.is_told`,
        granted_at: null,
        will: row.ref('excluded.will'),
        contact_id: row.ref('excluded.contact_id'),
      })),
    )
    .execute()
}

const markTold = async (db: Kysely<Tables>, told: AccountFact): Promise<void> => {
  await db
    .updateTable('consent_facts')
    .set({ is_told: true })
    .where('account', '=', told.account)
    .where('address_hash', '=', told.addressHash)
    .where('scope', '=', scopeOf(told))
    .where('status', '=', told.fact.status)
    .where('will', 'is not distinct from', told.fact.will ?? null)
    .execute()
}
