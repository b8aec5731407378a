import type { RepairAnswer, RepairRequest } from '@concord/contracts'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Comparisons, Mending } from '../comparison-port.js'
import { writeDown } from './postgres-deeds.js'
import type { ComparisonRow, DifferenceRow, Tables } from './tables.js'

/** Longer than any round takes. Whoever took something and died is not waited for after that. */
export const takenForMs = 300_000

type Mendings = Pick<Comparisons, 'ask' | 'takeMendings' | 'mended' | 'giveBackMending'>

/** What somebody asked to mend lies in a table until a round takes it. */
export const mendingPart = (db: Kysely<Tables>, at: (sinceNowMs?: number) => string): Mendings => ({
  ask: (id, request, by) =>
    db.transaction().execute(async (transaction) => {
      const answer = await ask(transaction, id, request)
      const after = { differences: request.differences, repairs: answer.repairs, refused: answer.refused.length }
      if (!request.isDryRun) await writeDown(transaction, { by, at: at(), action: 'repair', about: id, after })
      return answer
    }),

  async takeMendings(account, limit) {
    const { rows } = await sql<Selectable<DifferenceRow> & Pick<Selectable<ComparisonRow>, 'account' | 'marketplace'>>`
      with chosen as materialized (
        select w.comparison_id, w.n, wc.account, wc.marketplace
        from publisher.differences w join publisher.comparisons wc on wc.id = w.comparison_id
        where wc.account = ${account} and w.mending = 'asked' and coalesce(w.taken_until, '') <= ${at()}
        order by w.comparison_id, w.n limit ${limit} for update of w skip locked)
      update publisher.differences d set taken_until = ${at(takenForMs)} from chosen c
      where d.comparison_id = c.comparison_id and d.n = c.n
      returning d.*, c.account, c.marketplace`.execute(db)
    return rows.map(mendingOf).toSorted((left, right) => left.n - right.n)
  },

  async mended({ id, n }, outcome) {
    await change(db, id, n).set({ mending: outcome, taken_until: null }).execute()
  },

  async giveBackMending({ id, n }) {
    await change(db, id, n).set({ taken_until: null }).execute()
  },
})

const change = (db: Kysely<Tables>, id: string, n: number) =>
  db.updateTable('differences').where('comparison_id', '=', id).where('n', '=', n)

/** Without the window: what is to be mended may have moved out of it. */
const mendingOf = (
  row: Selectable<DifferenceRow> & Pick<Selectable<ComparisonRow>, 'account' | 'marketplace'>,
): Mending => ({
  ...{ id: row.comparison_id, account: row.account, marketplace: row.marketplace },
  ...{ n: row.n, what: row.what, key: row.key, kind: row.kind, fields: [...row.fields] },
  ...{ isRepairable: row.is_repairable, contactId: row.contact_id === null ? undefined : Number(row.contact_id) },
})

const ask = async (db: Kysely<Tables>, id: string, { differences, isDryRun }: RepairRequest): Promise<RepairAnswer> => {
  const numbers = differences === 'all' ? undefined : [...new Set(differences)]
  const chosen = sql`comparison_id = ${id} and ${numbers === undefined ? sql`true` : sql`n = any(${numbers}::int[])`}`
  const isOpen = sql`${chosen} and is_repairable and (mending is null or mending = 'in-vain')`
  const { rows } = await sql<{ repairs: number }>`
    select count(*)::int as repairs from publisher.differences where ${isOpen}`.execute(db)
  const refused = numbers === undefined ? [] : await refusedOf(db, id, numbers)
  if (!isDryRun) await sql`update publisher.differences set mending = 'asked' where ${isOpen}`.execute(db)
  return { repairs: rows[0]?.repairs ?? 0, refused }
}

const unknown = 'There is no difference of this number.'
const notMendable = 'It cannot be undone.'

const refusedOf = async (
  db: Kysely<Tables>,
  id: string,
  numbers: readonly number[],
): Promise<RepairAnswer['refused']> => {
  const rows = await db
    .selectFrom('differences')
    .select(['n', 'detail', 'is_repairable'])
    .where('comparison_id', '=', id)
    .where('n', 'in', numbers)
    .execute()
  const known = new Map(rows.map((row) => [row.n, row]))
  return numbers.flatMap((n) => {
    const row = known.get(n)
    if (row === undefined) return [{ n, why: unknown }]
    return row.is_repairable ? [] : [{ n, why: row.detail ?? notMendable }]
  })
}
