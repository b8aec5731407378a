import type { Transaction } from 'kysely'
import type { Tables } from './tables.js'

/** What was taken is due again; answers whether it was still taken. */
export const giveBack = async (transaction: Transaction<Tables>, importId: string): Promise<boolean> => {
  await transaction
    .updateTable('effects')
    .set({ state: 'due', import_id: null })
    .where('import_id', '=', importId)
    .execute()
  const { numDeletedRows } = await transaction.deleteFrom('imports').where('id', '=', importId).executeTakeFirst()
  return numDeletedRows > 0n
}
