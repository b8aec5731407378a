import type { Vault } from '@concord/storage'
import type { Transaction } from 'kysely'
import type { Tables } from './tables.js'

/** One data key per customer: destroying it erases all that was sealed with it. */
export interface DataKeys {
  keyOf(subject: string): Promise<Buffer>
}

export const createDataKeys = (transaction: Transaction<Tables>, vault: Vault): DataKeys => {
  const known = new Map<string, Buffer>()

  const load = async (subject: string): Promise<Buffer> => {
    const { wrapped } = vault.newDataKey()
    await transaction
      .insertInto('data_keys')
      .values({ subject, wrapped })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    const row = await transaction
      .selectFrom('data_keys')
      .select('wrapped')
      .where('subject', '=', subject)
      .executeTakeFirstOrThrow()
    return vault.unwrap(row.wrapped)
  }

  return {
    async keyOf(subject) {
      const key = known.get(subject) ?? (await load(subject))
      known.set(subject, key)
      return key
    },
  }
}
