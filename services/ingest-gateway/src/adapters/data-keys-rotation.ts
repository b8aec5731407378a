import { SealBroken, type Vault } from '@concord/storage'
import { type Kysely, sql } from 'kysely'
import type { KeyRotation } from '../upkeep.js'
import type { Tables } from './tables.js'

const wrappedWith = sql`split_part(wrapped, '.', 1) collate "C"`

export const dataKeyRotation = (db: Kysely<Tables>, vault: Vault): KeyRotation => {
  const [newest = '', ...older] = vault.keyIds
  return {
    rewrap: (cursor, limit) =>
      db.transaction().execute(async (transaction) => {
        const { rows } = await sql<Wrapped>`
          select subject, wrapped from ingest.data_keys
          where subject > ${cursor} and ${wrappedWith} = any(${older}::text[])
          order by subject limit ${limit} for update skip locked`.execute(transaction)
        await write(
          transaction,
          rows.flatMap((row) => wrappedAnew(vault, row)),
        )
        return rows.at(-1)?.subject
      }),

    async left() {
      // Two ranges instead of "is not", so that the index answers.
      const { rows } = await sql<{ count: number }>`select count(*)::int as count from ingest.data_keys
        where ${wrappedWith} < ${newest} or ${wrappedWith} > ${newest}`.execute(db)
      return rows[0]?.count ?? 0
    },
  }
}

interface Wrapped {
  readonly subject: string
  readonly wrapped: string
}

/** One that was changed on the disk cannot be mended here, and holds up no other; it stays among those left. */
const wrappedAnew = (vault: Vault, { subject, wrapped }: Wrapped): Wrapped[] => {
  try {
    return [{ subject, wrapped: vault.seal(vault.open(wrapped)) }]
  } catch (failure) {
    if (failure instanceof SealBroken) return []
    throw failure
  }
}

const write = async (db: Kysely<Tables>, keys: readonly Wrapped[]): Promise<void> => {
  await sql`update ingest.data_keys k set wrapped = anew.wrapped
    from unnest(${keys.map(({ subject }) => subject)}::text[], ${keys.map(({ wrapped }) => wrapped)}::text[])
      as anew(subject, wrapped)
    where k.subject = anew.subject`.execute(db)
}
