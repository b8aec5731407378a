import { type Selectable, sql } from 'kysely'
import type { Change, Decision, Names } from '../ports.js'
import type { Session } from './postgres-registry.js'
import type { Tables } from './tables.js'

type Part = Pick<Names, 'keepChange' | 'changesOf' | 'findChange' | 'tell'>

const mostShown = 100

/** What changed who is who, and what is to be told of it. Who decided it, and why, are words of a person: sealed. */
export const historyIn = ({ transaction, vault }: Session): Part => {
  const opened = (row: Selectable<Tables['changes']>): Change & { readonly id: string } => ({
    id: row.id,
    at: row.at,
    is: row.is_merge ? 'merge' : 'split',
    before: row.sides_before,
    after: row.sides_after,
    evidence: row.evidence,
    decision: row.decision_sealed === null ? undefined : (JSON.parse(vault.open(row.decision_sealed)) as Decision),
  })
  return {
    async keepChange({ at, is, before, after, evidence, decision }) {
      await transaction
        .insertInto('changes')
        .values({
          at,
          is_merge: is === 'merge',
          sides_before: JSON.stringify(before),
          sides_after: JSON.stringify(after),
          profile_ids: [...new Set([...before, ...after].map(({ profileId }) => profileId))],
          evidence: JSON.stringify(evidence),
          decision_sealed: decision === undefined ? null : vault.seal(JSON.stringify(decision)),
        })
        .execute()
    },
    async changesOf(profileIds) {
      const rows = await transaction
        .selectFrom('changes')
        .selectAll()
        .where(sql<boolean>`profile_ids && ${[...profileIds]}::text[]`)
        .orderBy('id', 'desc')
        .limit(mostShown)
        .execute()
      return rows.map(opened)
    },
    async findChange(id) {
      if (!/^\d{1,18}$/.test(id)) return undefined
      const row = await transaction.selectFrom('changes').selectAll().where('id', '=', id).executeTakeFirst()
      return row && opened(row)
    },
    async tell(news) {
      if (news.length === 0) return
      const rows = news.map((item) => ({ at: item.at, item_sealed: vault.seal(JSON.stringify(item)), is_told: false }))
      await transaction.insertInto('news').values(rows).execute()
    },
  }
}
