import type { Kysely } from 'kysely'
import type { Commands } from '../commands.js'
import type { Tables } from './tables.js'

export const postgresCommands = (db: Kysely<Tables>): Commands => ({
  untold: (limit) => db.selectFrom('commands').selectAll().orderBy('id').limit(limit).execute(),

  async told(ids) {
    await db
      .deleteFrom('commands')
      .where('id', 'in', [...ids])
      .execute()
  },
})
