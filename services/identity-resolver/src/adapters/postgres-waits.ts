import type { Vault } from '@concord/storage'
import { sql, type Transaction } from 'kysely'
import type { Checkout, Names } from '../ports.js'
import type { Tables } from './tables.js'

export type Waits = Pick<
  Names,
  'lockCheckout' | 'setCheckoutEmail' | 'checkoutEmail' | 'wait' | 'stopWaiting' | 'waitingFor'
>

/** What storefronts told, and what waits for them and others to tell. */
export const waitsIn = (transaction: Transaction<Tables>, vault: Vault, now: () => Date): Waits => {
  const checkoutOf = ({ marketplace, commercialId }: Checkout): string =>
    vault.hash(`checkout ${marketplace} ${commercialId}`)

  return {
    async lockCheckout(checkout) {
      await sql`select pg_advisory_xact_lock(hashtextextended(${checkoutOf(checkout)}, 2))`.execute(transaction)
    },

    async setCheckoutEmail(checkout, email, version) {
      const told = { email_sealed: email === undefined ? null : vault.seal(email), record_version: version }
      const { numInsertedOrUpdatedRows = 0n } = await transaction
        .insertInto('checkouts')
        .values({ checkout: checkoutOf(checkout), ...told })
        .onConflict((conflict) =>
          conflict.column('checkout').doUpdateSet(told).where('checkouts.record_version', '<=', version),
        )
        .executeTakeFirst()
      return numInsertedOrUpdatedRows > 0n
    },

    async checkoutEmail(checkout) {
      const row = await transaction
        .selectFrom('checkouts')
        .select('email_sealed')
        .where('checkout', '=', checkoutOf(checkout))
        .executeTakeFirst()
      return row?.email_sealed === null || row === undefined ? undefined : vault.open(row.email_sealed)
    },

    async wait({ record, version, profileId = null, order = null, checkout }) {
      const bought = checkout === undefined ? null : checkoutOf(checkout)
      const wait = { record_version: version, profile_id: profileId, order_key: order, checkout: bought }
      await transaction
        .insertInto('waiting')
        .values({ record_key: record, ...wait, since: now().toISOString() })
        .onConflict((conflict) => conflict.column('record_key').doUpdateSet(wait))
        .execute()
    },

    async stopWaiting(record) {
      await transaction.deleteFrom('waiting').where('record_key', '=', record).execute()
    },

    async waitingFor({ profileId, order, checkout }) {
      const rows = await transaction
        .selectFrom('waiting')
        .select('record_key')
        .where((wait) =>
          wait.or([
            ...(order === undefined ? [] : [wait('order_key', '=', order)]),
            ...(profileId === undefined ? [] : [wait('profile_id', '=', profileId)]),
            ...(checkout === undefined ? [] : [wait('checkout', '=', checkoutOf(checkout))]),
          ]),
        )
        .orderBy('record_version')
        .execute()
      return rows.map(({ record_key }) => record_key)
    },
  }
}
