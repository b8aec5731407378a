import type { ConsentFact, ConsentScope } from '@concord/domain'
import { type Kysely, sql } from 'kysely'
import type { AccountFact, ConsentLedger, KnownFact } from '../ports.js'
import type { FactRow, Tables } from './tables.js'

export { schema, type Tables } from './tables.js'

const pageSize = 5_000
const openStatuses = ['unknown', 'subscribed', 'pending', 'not-subscribed'] as const
/** The scope of what is said of the account as a whole. */
const wholeAccount = 'email'

export const postgresConsentLedger = (db: Kysely<Tables>): ConsentLedger => ({
  async find(account, addressHashes) {
    if (addressHashes.length === 0) return []
    const rows = await db
      .selectFrom('consent_facts')
      .selectAll()
      .where('account', '=', account)
      .where('address_hash', 'in', addressHashes)
      .execute()
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

  async notePassed(account, addressHash, at) {
    const fact = { status: 'unknown', source: 'full-read', learnedAt: at } as const
    await db
      .insertInto('consent_facts')
      .values(rowOf(account, { addressHash, fact }, true))
      .onConflict((conflict) => conflict.doNothing())
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

  async markTold(facts) {
    for (const told of facts) await markTold(db, told)
  },

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
      const rows = await db
        .selectFrom('consent_facts')
        .selectAll()
        .where('account', '=', account)
        .where('scope', '=', wholeAccount)
        .where('status', 'not in', openStatuses)
        .where('address_hash', '>', after)
        .orderBy('address_hash')
        .limit(pageSize)
        .execute()
      yield* rows.map(knownOf)
      if (rows.length < pageSize) return
      after = rows.at(-1)?.address_hash ?? after
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

const keepRows = async (db: Kysely<Tables>, rows: readonly FactRow[]): Promise<void> => {
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
    .execute()
}

const scopeOf = ({ scope }: KnownFact): string => scope ?? wholeAccount

const knownOf = (row: FactRow): KnownFact => {
  const { address_hash: addressHash, status, source, learned_at: learnedAt } = row
  const fact = {
    ...{ status, source, learnedAt },
    ...(row.since === null ? {} : { since: row.since }),
    ...(row.is_ours ? { isOurs: true } : {}),
  } as ConsentFact
  return row.scope === wholeAccount ? { addressHash, fact } : { addressHash, scope: row.scope as ConsentScope, fact }
}

const rowOf = (account: string, known: KnownFact, told: boolean): FactRow => ({
  account,
  address_hash: known.addressHash,
  scope: scopeOf(known),
  status: known.fact.status,
  source: known.fact.source,
  learned_at: known.fact.learnedAt,
  since: known.fact.since ?? null,
  is_ours: known.fact.isOurs === true,
  is_told: told,
})
