import { type Kysely, type RawBuilder, sql } from 'kysely'
import { type Change, type ChangeKind, changeKinds, type Changes } from '../changes.js'
import { toAlert } from './alerts/alert-rows.js'
import { toException } from './postgres-exceptions.js'
import { runInDetail } from './reconciliation-runs.js'
import type { Tables } from './tables.js'

/** Changes that are read at once. */
const mostChanges = 500

/** Where each kind is kept, and what it is called there: a run changes with its parts, and by being mended. */
const places: Readonly<Record<ChangeKind, readonly (readonly [table: string, id: string])[]>> = {
  alert: [['alerts', 'id']],
  exception: [['exceptions', 'id']],
  reconciliation: [
    ['reconciliations', 'id'],
    ['reconciliation_parts', 'run'],
    ['repairs', 'run'],
  ],
}

/** What changed, by the transaction that last did. */
interface Key {
  readonly transaction: string
  readonly kind: ChangeKind
  readonly id: string
}

interface Window {
  readonly mark: string
  /** Transactions that still run are at or above this: whatever is below is committed, and nothing joins it later. */
  readonly end: string
  readonly kinds: readonly ChangeKind[]
  readonly limit: number
}

export const postgresChanges = (db: Kysely<Tables>): Changes => ({
  async since(mark, kinds = changeKinds, limit = mostChanges) {
    const { rows } = await sql<{ end: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as end`.execute(db)
    const end = rows[0]?.end ?? '0'
    if (mark === undefined || kinds.length === 0) return { mark: end, changed: [], isMore: false }
    const keys = await keysIn(db, { mark, end, kinds, limit })
    const last = keys.length < limit ? undefined : keys.at(-1)
    return {
      mark: last === undefined ? end : `${last.transaction}.${last.kind}.${last.id}`,
      changed: await readAll(db, keys),
      isMore: last !== undefined,
    }
  },
})

const keysIn = async (db: Kysely<Tables>, { mark, end, kinds, limit }: Window): Promise<readonly Key[]> => {
  const [transaction = '0', afterKind = '', afterId = ''] = mark.split('.')
  const after = sql`(${transaction}::text::xid8, ${afterKind}::text, ${afterId}::text)`
  const keysOf = (kind: ChangeKind): readonly RawBuilder<unknown>[] =>
    places[kind].map(([table, id]) => {
      const key = sql`changed_in, ${sql.lit(kind)}::text, ${sql.ref(id)}`
      return sql`(select ${key} from ${sql.table(`monitor.${table}`)}
        where (${key}) > ${after} and changed_in < ${end}::text::xid8 order by changed_in, ${sql.ref(id)} limit ${limit})`
    })
  const { rows } = await sql<Key>`
    select changed_in::text as transaction, kind, id from (${sql.join(kinds.flatMap(keysOf), sql` union `)})
      as changed (changed_in, kind, id)
    order by changed.changed_in, kind, id limit ${limit}`.execute(db)
  return rows
}

/** As they are by now: what changed once more meanwhile is told once more. */
const readAll = async (db: Kysely<Tables>, keys: readonly Key[]): Promise<readonly Change[]> => {
  const idsOf = (kind: ChangeKind) => [...new Set(keys.filter((key) => key.kind === kind).map(({ id }) => id))]
  const found = new Map<string, Change>()
  const nameOf = ({ kind, id }: Omit<Key, 'transaction'>): string => `${kind} ${id}`
  for (const kind of changeKinds) {
    const ids = idsOf(kind)
    if (ids.length > 0) for (const [id, change] of await readers[kind](db, ids)) found.set(nameOf({ kind, id }), change)
  }
  return [...new Set(keys.map(nameOf))].flatMap((name) => found.get(name) ?? [])
}

type Read = (db: Kysely<Tables>, ids: readonly string[]) => Promise<readonly (readonly [id: string, change: Change])[]>

const readers: Readonly<Record<ChangeKind, Read>> = {
  async alert(db, ids) {
    // What nobody was told of yet is none.
    const rows = await db
      .selectFrom('alerts')
      .selectAll()
      .where('id', 'in', ids)
      .where('opened_at', 'is not', null)
      .execute()
    return rows.map((row) => [row.id, { is: 'alert', alert: toAlert(row) }])
  },
  async exception(db, ids) {
    const rows = await db.selectFrom('exceptions').selectAll().where('id', 'in', ids).execute()
    return rows.map((row) => [row.id, { is: 'exception', exception: toException(row) }])
  },
  async reconciliation(db, ids) {
    const runs: (readonly [string, Change])[] = []
    for (const id of ids) {
      const found = await runInDetail(db, id)
      if (found !== undefined) runs.push([id, { is: 'reconciliation', found }])
    }
    return runs
  },
}
