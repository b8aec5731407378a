import type { Deed, DeedFilter } from '@concord/runtime'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Doing, Trail } from '../deeds.js'
import type { Tables } from './tables.js'

export const postgresDeeds = (db: Kysely<Tables>): Trail => ({
  add: (doing) => writeDown(db, doing),

  async list({ who, action, about }: DeedFilter, { after, limit }) {
    let query = db.selectFrom('deeds').selectAll().orderBy('id', 'desc')
    if (who !== undefined) query = query.where('who', '=', who)
    if (action !== undefined) query = query.where('action', '=', action)
    if (about !== undefined) query = query.where(sql`coalesce(about, key)`, '=', about)
    if (after !== undefined) query = query.where(sql<boolean>`id < ${after}::bigint`)
    const rows = await query.limit(limit + 1).execute()
    const deeds = rows.slice(0, limit).map(toDeed)
    return { deeds, next: rows.length > limit ? deeds.at(-1)?.id : undefined }
  },
})

/** In the transaction of the deed itself. */
export const writeDown = async (db: Kysely<Tables>, { by, at, action, about, before, after }: Doing): Promise<void> => {
  const shown = { before: JSON.stringify(before), after: JSON.stringify(after) }
  await db
    .insertInto('deeds')
    .values({ at, who: by.name, role: by.role, action, about, ...shown })
    .execute()
}

const toDeed = ({ about, key, version, before, ...rest }: Selectable<Tables['deeds']>): Deed => ({
  ...rest,
  about: about ?? key ?? '',
  before: version === null ? before : { version, ...before },
})
