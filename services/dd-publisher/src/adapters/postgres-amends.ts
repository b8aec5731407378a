import { recordKey } from '@concord/domain'
import { type Kysely, sql } from 'kysely'
import type { Amends, Scope } from '../comparison-port.js'
import { bump } from './rewriting.js'
import type { Tables } from './tables.js'

/**
 * Asks for what does not stand as it should once more, through the same queue as every write. What depends on it is no longer
 * settled, so that somebody is told where Dotdigital does not take it.
 */
export const postgresAmends = (db: Kysely<Tables>, now: () => Date): Amends => {
  const again = () => ({ lane: 'bulk', at: now().toISOString() })
  return {
    orderAgain: (scope, key, foundAt) =>
      db.transaction().execute(async (transaction) => {
        const ref = refOf(scope, 'order', key)
        // Where it was found it has to leave first, unless it belongs there.
        if (foundAt !== undefined) {
          await transaction
            .insertInto('homes')
            .values({ order_key: ref, contact_id: foundAt, state: 'here' })
            .onConflict((known) => known.columns(['order_key', 'contact_id']).doUpdateSet({ state: 'here' }))
            .execute()
        }
        const revision = await bump(transaction, { account: scope.account, kind: 'order', ref }, again())
        await transaction
          .updateTable('orders')
          .set({ order_revision: revision, is_settled: false })
          .where('record_key', '=', ref)
          .execute()
      }),

    sellerAgain: (scope, key) =>
      db.transaction().execute(async (transaction) => {
        const ref = refOf(scope, 'seller', key)
        const revision = await bump(transaction, { account: scope.account, kind: 'seller', ref }, again())
        await transaction
          .updateTable('sellers')
          .set({ revision, is_settled: false })
          .where('record_key', '=', ref)
          .execute()
      }),

    contactAgain: ({ account }, contactId) =>
      db.transaction().execute(async (transaction) => {
        const { rows } = await sql<{ record_key: string; profile_id: string }>`
          select o.record_key, o.profile_id from publisher.contacts c
          join publisher.orders o on o.account = c.account and o.profile_id = c.profile_id
          where c.account = ${account} and c.contact_id = ${contactId} order by o.version desc limit 1`.execute(
          transaction,
        )
        const [newest] = rows
        if (newest === undefined) return
        const revision = await bump(transaction, { account, kind: 'contact', ref: newest.profile_id }, again())
        await transaction
          .updateTable('orders')
          .set({ contact_revision: revision, is_settled: false })
          .where('record_key', '=', newest.record_key)
          .execute()
      }),

    async contactOfNobody(account, contactId) {
      await bump(db, { account, kind: 'former', ref: String(contactId) }, again())
    },
  }
}

const refOf = ({ marketplace }: Scope, kind: 'order' | 'seller', key: string): string =>
  recordKey(marketplace, kind, key.slice(marketplace.length + 1))
