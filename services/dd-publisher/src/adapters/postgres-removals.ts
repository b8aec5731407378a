import { type Kysely, sql, type Transaction } from 'kysely'
import type { Effects } from '../effects-port.js'
import { giveBack } from './giving-back.js'
import type { Tables } from './tables.js'
import { takeRemoval } from './taking.js'

type Removals = Pick<Effects, 'takeRemoval' | 'removed' | 'postponeRemoval'>

/** How records leave a contact: taken, deleted there, and only then free to be written elsewhere. */
export const removalPart = (db: Kysely<Tables>, at: () => string): Removals => ({
  takeRemoval: (account, limit) =>
    db.transaction().execute((transaction) => takeRemoval(transaction, { account, limit, at: at() })),

  removed: ({ importId, contactId, orders }, notFound) =>
    db.transaction().execute(async (transaction) => {
      if (!(await giveBack(transaction, importId))) return
      const absent = orders.filter((key) => notFound.has(key))
      await sql`update publisher.homes set state =
          case when state = 'suspected' and order_key = any(${absent}::text[]) then 'absent' else 'left' end
        where contact_id = ${contactId} and order_key = any(${[...orders]}::text[])`.execute(transaction)
    }),

  postponeRemoval: ({ importId }) =>
    db.transaction().execute(async (transaction) => {
      await transaction.updateTable('effects').set({ due_since: at() }).where('import_id', '=', importId).execute()
      await giveBack(transaction, importId)
    }),
})

/**
 * Imports that were never answered may have put a record back at any contact it has ever left, one after the other; so all
 * are looked at again, until it was at none of them. Answers whether there was reason to.
 */
export const suspectFormerHomes = async (transaction: Transaction<Tables>, order: string): Promise<boolean> => {
  const { numAffectedRows = 0n } = await sql`update publisher.homes set state = 'suspected'
    where order_key = ${order} and state in ('left', 'absent')
      and exists (select from publisher.homes h where h.order_key = ${order} and h.state = 'left')`.execute(transaction)
  return numAffectedRows > 0n
}
