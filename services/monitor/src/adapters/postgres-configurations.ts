import { type Kysely, sql } from 'kysely'
import type { Configurations } from '../configuration.js'
import type { Tables } from './tables.js'

export const postgresConfigurations = (db: Kysely<Tables>): Configurations => ({
  async begin(hash, now) {
    await sql`insert into monitor.configurations (hash, since) select ${hash}, ${now}
      where ${hash} is distinct from (select hash from monitor.configurations order by id desc limit 1)`.execute(db)
  },

  async since(hash) {
    const { since } = await db
      .selectFrom('configurations')
      .select('since')
      .where('hash', '=', hash)
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow()
    return since
  },
})
