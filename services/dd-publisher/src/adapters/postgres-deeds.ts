import type { Deed, Deeds, Person } from '@concord/runtime'
import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.js'

/** What people had mended. */
export const postgresDeeds = (db: Kysely<Tables>): Deeds => ({
  async list(filter, { after, limit }) {
    let query = db.selectFrom('deeds').selectAll().orderBy('id', 'desc')
    for (const column of ['who', 'action', 'about'] as const) {
      const wanted = filter[column]
      if (wanted !== undefined) query = query.where(column, '=', wanted)
    }
    if (after !== undefined) query = query.where(sql<boolean>`id < ${after}::bigint`)
    const rows = await query.limit(limit + 1).execute()
    const deeds = rows.slice(0, limit)
    return { deeds, next: rows.length > limit ? deeds.at(-1)?.id : undefined }
  },
})

interface Doing extends Pick<Deed, 'at' | 'action' | 'about' | 'after'> {
  readonly by: Person
}

/** In the transaction of the deed itself. */
export const writeDown = async (db: Kysely<Tables>, { by, after, ...doing }: Doing): Promise<void> => {
  const shown = { before: '{}', after: JSON.stringify(after) }
  await db
    .insertInto('deeds')
    .values({ ...doing, who: by.name, role: by.role, ...shown })
    .execute()
}
