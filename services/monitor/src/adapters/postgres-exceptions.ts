import type { Message } from '@concord/contracts'
import type { ExceptionType, Owner } from '@concord/domain'
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import { type Action, type Effect, type ExceptionState, judge } from '../acting.js'
import type { About, Act, Exception, Exceptions, Page, Paging } from '../exceptions.js'
import { commandFor } from '../retrying.js'
import { openStanding } from './exceptions-kept.js'
import type { ExceptionTable, Tables } from './tables.js'

/** Reads exceptions and the audit trail, and does what people do about them. */
export const postgresExceptions = (db: Kysely<Tables>): Exceptions => ({
  catchUp: () => db.transaction().execute(openStanding),

  async list(filter, { after: [openedAt, id] = [], limit }) {
    let query = db.selectFrom('exceptions').selectAll().orderBy('opened_at', 'desc').orderBy('id', 'desc')
    for (const [column, value] of given(filter)) query = query.where(column, '=', value)
    if (openedAt !== undefined) query = query.where(sql<boolean>`(opened_at, id) < (${openedAt}, ${id ?? ''})`)
    const rows = await query.limit(limit + 1).execute()
    return pageOf(rows.map(toException), limit, (last) => [last.openedAt, last.id])
  },

  async find(id) {
    const row = await db.selectFrom('exceptions').selectAll().where('id', '=', id).executeTakeFirst()
    if (row === undefined) return undefined
    const history = await db.selectFrom('audit').selectAll().where('about', '=', id).orderBy('id').execute()
    return { exception: toException(row), history }
  },

  act: (act) =>
    db.transaction().execute(async (transaction) => {
      const row = await transaction
        .selectFrom('exceptions')
        .selectAll()
        .where('id', '=', act.id)
        .forUpdate()
        .executeTakeFirst()
      if (row === undefined) return { is: 'unknown' }
      const exception = toException(row)
      const effect = judge(exception, act.action, act.by)
      if ('is' in effect) return effect
      if (act.action.is === 'retry') await ask(transaction, commandFor(exception, act.at))
      else await change(transaction, act.action, act)
      await writeDown(transaction, act, effect)
      const changed = await transaction
        .selectFrom('exceptions')
        .selectAll()
        .where('id', '=', act.id)
        .executeTakeFirstOrThrow()
      return { is: 'done', exception: toException(changed) }
    }),

  async deeds(filter, { after: [id] = [], limit }) {
    let query = db.selectFrom('audit').selectAll().orderBy('id', 'desc')
    for (const [column, value] of given(filter)) query = query.where(column, '=', value)
    if (id !== undefined) query = query.where('id', '<', id)
    return pageOf(await query.limit(limit + 1).execute(), limit, (last) => [last.id])
  },
})

const given = <Filter extends object>(filter: Filter): [keyof Filter & string, string][] =>
  (Object.entries(filter) as [keyof Filter & string, string | undefined][]).flatMap(([column, value]) =>
    value === undefined ? [] : [[column, value]],
  )

/** One more than asked for says that there is another page. */
export const pageOf = <T>(
  items: readonly T[],
  limit: Paging['limit'],
  placeOf: (last: T) => readonly string[],
): Page<T> => {
  const shown = items.slice(0, limit)
  const last = shown.at(-1)
  return items.length > limit && last !== undefined ? { items: shown, next: placeOf(last) } : { items: shown }
}

/** Puts down what the bus is to be told. */
const ask = async (transaction: Transaction<Tables>, command: Message | undefined): Promise<void> => {
  if (command === undefined) return
  await transaction
    .insertInto('commands')
    .values({ message: JSON.stringify(command) })
    .execute()
}

const change = async (
  transaction: Transaction<Tables>,
  action: Exclude<Action, { is: 'retry' }>,
  { id, at }: Act,
): Promise<void> => {
  if (action.is === 'note' || action.is === 'copy') return
  await transaction
    .updateTable('exceptions')
    .set(
      action.is === 'assign'
        ? { assignee: action.assignee }
        : { state: 'dismissed', resolved_at: at, resolved_by: 'dismissed' },
    )
    .set({ changed_in: sql`pg_current_xact_id()` })
    .where('id', '=', id)
    .execute()
}

const writeDown = async (
  transaction: Transaction<Tables>,
  { id, action, by, at }: Act,
  effect: Effect,
): Promise<void> => {
  const [before, after] = [JSON.stringify(effect.before), JSON.stringify(effect.after)]
  await transaction
    .insertInto('audit')
    .values({ at, who: by.name, role: by.role, action: action.is, about: id, before, after })
    .execute()
}

export const toException = (row: Selectable<ExceptionTable>): Exception => ({
  id: row.id,
  about: aboutOf(row),
  type: row.type as ExceptionType,
  detail: row.detail,
  marketplace: row.marketplace,
  owner: row.owner as Owner,
  state: row.state as ExceptionState,
  assignee: row.assignee,
  openedAt: row.opened_at,
  resolvedAt: row.resolved_at,
  resolvedBy: row.resolved_by as Exception['resolvedBy'],
})

const aboutOf = ({
  about,
  record_key,
  record_version,
  account,
  trigger,
  subject,
  since,
}: Selectable<ExceptionTable>): About => {
  switch (about) {
    case 'record':
      return { is: about, key: record_key, version: record_version ?? '' }
    case 'trigger':
      return { is: about, key: record_key, account: account ?? '', trigger: trigger ?? '', subject: subject ?? '' }
    case 'order':
      return { is: about, key: record_key, since: since ?? '' }
  }
}
