import { tallyOf } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, sql, type Transaction } from 'kysely'
import { nameOf } from '../plan.js'
import type { Pages, Projection } from '../ports.js'
import { tellOutcomeAgain, writeOutcome } from './outcomes.js'
import { learnConsent, peoplePages } from './postgres-people.js'
import { bump } from './rewriting.js'
import { refreshSeller } from './seller-tallies.js'
import { orderOf, returnOf, sellerOf } from './rows.js'
import type { Tables } from './tables.js'

export const postgresProjection = (db: Kysely<Tables>, vault: Vault, now: () => Date): Projection => ({
  together: (keys, work) =>
    db.transaction().execute(async (transaction) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(key, 2))
        from (select unnest(${[...new Set(keys)]}::text[]) as key order by 1) as keys`.execute(transaction)
      return work(pagesIn(transaction, vault, () => now().toISOString()))
    }),

  learnConsent: (account, addressHash, fact) => learnConsent(db, account, addressHash, fact),
})

const pagesIn = (transaction: Transaction<Tables>, vault: Vault, now: () => string): Pages => ({
  ...readingPages(transaction, vault),
  ...writingPages(transaction, vault, now),
  ...triggerPages(transaction, now),
  ...peoplePages(transaction, vault, now),
  settle: (cause, outcome) => writeOutcome(transaction, cause, outcome, now()),
  settleAgain: (cause) => tellOutcomeAgain(transaction, cause, now()),
})

type Reading = Pick<Pages, 'order' | 'returnsOf' | 'storedReturn' | 'seller' | 'recorded' | 'buyersFrom'>

const readingPages = (transaction: Transaction<Tables>, vault: Vault): Reading => ({
  async order(key) {
    const row = await transaction.selectFrom('orders').selectAll().where('record_key', '=', key).executeTakeFirst()
    return row && orderOf(row, vault)
  },
  async returnsOf(order) {
    const rows = await transaction.selectFrom('returns').selectAll().where('order_key', '=', order).execute()
    return rows.map(returnOf)
  },
  async storedReturn(key) {
    const row = await transaction.selectFrom('returns').selectAll().where('record_key', '=', key).executeTakeFirst()
    return row && returnOf(row)
  },
  async seller(key) {
    const row = await transaction.selectFrom('sellers').selectAll().where('record_key', '=', key).executeTakeFirst()
    return row && sellerOf(row)
  },
  async recorded(account, occurrences) {
    if (occurrences.length === 0) return new Set()
    const rows = await transaction
      .selectFrom('triggers')
      .select(['trigger', 'subject'])
      .where('account', '=', account)
      .where('subject', 'in', [...new Set(occurrences.map(({ subject }) => subject))])
      .execute()
    return new Set(rows.map(nameOf))
  },
  async buyersFrom(account, marketplace, sellerId) {
    const rows = await transaction
      .selectFrom('orders')
      .select('profile_id')
      .distinct()
      .where('account', '=', account)
      .where('marketplace', '=', marketplace)
      .where('seller_id', '=', sellerId)
      .orderBy('profile_id')
      .execute()
    return rows.map(({ profile_id }) => profile_id)
  },
})

type Writing = Pick<Pages, 'saveOrder' | 'saveReturn' | 'saveSeller' | 'bump' | 'refreshSeller' | 'tryAgain'>

const writingPages = (transaction: Transaction<Tables>, vault: Vault, now: () => string): Writing => ({
  async saveOrder(stored, { contactRevision, orderRevision }) {
    const row = {
      version: stored.version,
      account: stored.account,
      marketplace: stored.marketplace,
      profile_id: stored.profileId,
      seller_id: stored.order.shop?.id ?? null,
      placed_at: stored.order.createdAt,
      tally: JSON.stringify(tallyOf(stored.order, stored.incidents)),
      sealed: vault.seal(JSON.stringify(stored.order)),
      in_dispute_since: stored.inDisputeSince ?? null,
      dispute_ended_at: stored.disputeEndedAt ?? null,
      read_at: stored.readAt ?? null,
      incidents: JSON.stringify(stored.incidents ?? []),
      contact_revision: contactRevision,
      order_revision: orderRevision,
      is_settled: false,
      cause: JSON.stringify(stored.cause),
    }
    await transaction
      .insertInto('orders')
      .values({ record_key: stored.key, ...row })
      .onConflict((conflict) => conflict.column('record_key').doUpdateSet(row))
      .execute()
  },

  async saveReturn(stored) {
    const row = {
      version: stored.version,
      order_key: stored.order,
      account: stored.account,
      snapshot: JSON.stringify(stored.returned),
      is_settled: false,
      cause: JSON.stringify(stored.cause),
    }
    await transaction
      .insertInto('returns')
      .values({ record_key: stored.key, ...row })
      .onConflict((conflict) => conflict.column('record_key').doUpdateSet(row))
      .execute()
  },

  async saveSeller(stored, revision) {
    const row = {
      version: stored.version,
      account: stored.account,
      marketplace: stored.marketplace,
      snapshot: JSON.stringify(stored.seller),
      revision,
      is_settled: false,
      cause: JSON.stringify(stored.cause),
    }
    await transaction
      .insertInto('sellers')
      .values({ record_key: stored.key, ...row })
      .onConflict((conflict) => conflict.column('record_key').doUpdateSet(row))
      .execute()
  },

  bump: (effect, lane) => bump(transaction, effect, { lane, at: now() }),

  refreshSeller: (stored) => refreshSeller(transaction, stored, now()),

  async tryAgain({ account, kind, ref }) {
    await transaction
      .updateTable('effects')
      .set({ state: 'due', due_since: now(), outcome: null, repairs: 0 })
      .where('account', '=', account)
      .where('kind', '=', kind)
      .where('ref', '=', ref)
      .where('state', '=', 'held')
      .execute()
  },
})

const triggerPages = (
  transaction: Transaction<Tables>,
  now: () => string,
): Pick<Pages, 'addTriggers' | 'saveReading' | 'lookAgain'> => ({
  async addTriggers(stored, triggers) {
    if (triggers.length === 0) return
    const common = { account: stored.account, order_key: stored.key, proof: '[]', revision: 1, told_revision: 0 }
    const free = { intended_at: null, enrolment_id: null, look_at: now(), changed_at: now() }
    await transaction
      .insertInto('triggers')
      .values(
        triggers.map(({ trigger, subject, at, outcome: { state, reason, detail = null } }) => ({
          ...common,
          ...free,
          ...{ trigger, subject, occurred_at: at, state, reason, detail },
        })),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  async saveReading(order, readAt) {
    await sql`update publisher.orders set read_at = greatest(read_at collate "C", ${readAt})
      where record_key = ${order}`.execute(transaction)
  },

  async lookAgain(order) {
    await transaction
      .updateTable('triggers')
      .set({ look_at: now() })
      .where('order_key', '=', order)
      .where('state', '=', 'waiting')
      .execute()
  },
})
