import type { Database, Vault } from '@concord/storage'
import { type Kysely, sql, type Transaction } from 'kysely'
import { keyOf } from '../keys.js'
import type { Names, Registry } from '../ports.js'
import { historyIn } from './postgres-history.js'
import { peopleIn } from './postgres-people.js'
import { recordsIn } from './postgres-records.js'
import { schema, type Tables } from './tables.js'

/** Keys that the work turned out to need. */
class Missing extends Error {}

/**
 * Identifiers are kept as keyed hashes and addresses sealed, since a customer id may itself be an address.
 *
 * All keys are locked in one sorted sweep, so that no two transactions wait for each other. Where the work needs more, it
 * is undone to before the sweep, which frees the locks, and the grown set is locked.
 */
export const postgresRegistry = (database: Database, vault: Vault, now: () => Date): Registry => {
  const db: Kysely<Tables> = database.schema<Tables>(schema)
  return {
    together: (keys, work) =>
      db.transaction().execute(async (transaction) => {
        const wanted = new Set([...keys, ...(await profilesOf(transaction, keys))])
        for (;;) {
          await sql`savepoint before_locks`.execute(transaction)
          await lock(transaction, wanted)
          try {
            return await work(namesIn({ transaction, vault, now, held: new Set(wanted), wanted }))
          } catch (failure) {
            if (!(failure instanceof Missing)) throw failure
            await sql`rollback to savepoint before_locks`.execute(transaction)
          }
        }
      }),
  }
}

const lock = (transaction: Transaction<Tables>, keys: ReadonlySet<string>) =>
  sql`select pg_advisory_xact_lock(id) from (
    select distinct hashtextextended(key, 1) as id from unnest(${[...keys]}::text[]) as key order by 1) as ids`.execute(
    transaction,
  )

/** Whose profiles they are at this moment: a guess that is mostly right, and saves beginning again. */
const profilesOf = async (transaction: Transaction<Tables>, keys: readonly string[]): Promise<readonly string[]> => {
  const startingWith = (prefix: string) =>
    keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length))
  const [identifiers, orders] = [startingWith(keyOf.identifier('')), startingWith(keyOf.order(''))]
  if (identifiers.length + orders.length === 0) return []
  const { rows } = await sql<{ profile_id: string }>`
    select profile_id from identity.identifiers where name = any(${identifiers}::text[])
    union select i.profile_id from identity.orders o join identity.identifiers i on i.name = o.anchor
      where o.record_key = any(${orders}::text[])`.execute(transaction)
  return rows.map(({ profile_id }) => keyOf.profile(profile_id))
}

export interface Session {
  readonly transaction: Transaction<Tables>
  readonly vault: Vault
  readonly now: () => Date
  readonly held: Set<string>
  /** What the next sweep locks. */
  readonly wanted: Set<string>
}

const namesIn = (session: Session): Names => ({
  hold(keys) {
    const missing = keys.filter((key) => !session.held.has(key))
    for (const key of missing) session.wanted.add(key)
    if (missing.length > 0) throw new Missing()
  },
  ...peopleIn(session),
  ...historyIn(session),
  ...recordsIn(session),
})
