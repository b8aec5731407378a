import { type Kysely, sql, type Transaction } from 'kysely'
import type { Alert } from '../../alerts/alert.js'
import type { AlertAct, AlertFilter, Alerts, StepWithDeliveries } from '../../alerts/alerts-port.js'
import { mayActFor } from '../../people.js'
import type { Tables } from '../tables.js'
import { toAlert, toRow } from './alert-rows.js'

/** Taken by whoever takes a step. */
const stepLock = 7_305_001
const mostAtOnce = 200

export const postgresAlerts = (db: Kysely<Tables>): Alerts => ({
  advance: (step) =>
    db.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_xact_lock(${stepLock}) as free`.execute(
        transaction,
      )
      if (rows[0]?.free !== true) return undefined
      const standing = await transaction
        .selectFrom('alerts')
        .selectAll()
        .where(sql<boolean>`state <> 'resolved'`)
        .orderBy('id')
        .forUpdate()
        .execute()
      const before = standing.map(toAlert)
      const next = step(before)
      await keep(transaction, before, next)
      return next
    }),

  async list(filter, { after: [openedAt, id] = [], limit }) {
    let query = db
      .selectFrom('alerts')
      .selectAll()
      .where('opened_at', 'is not', null)
      .orderBy('opened_at', 'desc')
      .orderBy('id', 'desc')
    for (const condition of conditionsOf(filter)) query = query.where(condition)
    if (openedAt !== undefined) query = query.where(sql<boolean>`(opened_at, id) < (${openedAt}, ${id ?? ''})`)
    const rows = await query.limit(limit + 1).execute()
    const items = rows.slice(0, limit).map(toAlert)
    const last = items.at(-1)
    return rows.length > limit && last !== undefined ? { items, next: [last.openedAt ?? '', last.id] } : { items }
  },

  async find(id) {
    const row = await db.selectFrom('alerts').selectAll().where('id', '=', id).executeTakeFirst()
    if (row?.opened_at == null) return undefined
    const deliveries = await db
      .selectFrom('deliveries')
      .selectAll()
      .where('alert_id', '=', id)
      .orderBy('created_at')
      .orderBy('route')
      .execute()
    const history = await db.selectFrom('audit').selectAll().where('about', '=', id).orderBy('id').execute()
    return {
      alert: toAlert(row),
      deliveries: deliveries.map(({ route, notice, created_at, attempts, sent_at, failure, ...delivery }) => ({
        ...{ id: delivery.id, route, notice, createdAt: created_at, attempts, sentAt: sent_at, failure },
      })),
      history,
    }
  },

  act: (act) =>
    db.transaction().execute(async (transaction) => {
      const row = await transaction
        .selectFrom('alerts')
        .selectAll()
        .where('id', '=', act.id)
        .forUpdate()
        .executeTakeFirst()
      if (row?.opened_at == null) return { is: 'unknown' }
      const alert = toAlert(row)
      if (!mayActFor(act.by, alert.owner)) return { is: 'not-theirs', owner: alert.owner }
      if (alert.state === 'resolved') return { is: 'over' }
      const next = actedOn(alert, act)
      await transaction.updateTable('alerts').set(toRow(next)).where('id', '=', act.id).execute()
      await writeDown(transaction, act, alert, next)
      return { is: 'done', alert: next }
    }),

  async forget(before) {
    const { rows } = await sql`delete from monitor.alerts where id = any(array(
        select old.id from monitor.alerts old
        where old.state = 'resolved' and old.resolved_at < ${before} and not exists (
          select from monitor.deliveries where alert_id = old.id and sent_at is null)
        order by old.resolved_at limit ${mostAtOnce}))
      returning id`.execute(db)
    return rows.length
  },
})

const conditionsOf = ({ owner, severity, type, state }: AlertFilter) => [
  ...(owner === undefined ? [] : [sql<boolean>`owner = ${owner}`]),
  ...(severity === undefined ? [] : [sql<boolean>`severity = ${severity}`]),
  ...(type === undefined ? [] : [sql<boolean>`type = ${type}`]),
  ...(state === undefined
    ? []
    : [state === 'standing' ? sql<boolean>`state in ('open', 'escalated')` : sql<boolean>`state = ${state}`]),
]

const actedOn = (alert: Alert, { action, by, at }: AlertAct): Alert =>
  action.is === 'acknowledge'
    ? { ...alert, acknowledgedBy: by.name, acknowledgedAt: at }
    : { ...alert, silencedUntil: action.until }

const writeDown = async (
  transaction: Transaction<Tables>,
  { id, action, by, at }: AlertAct,
  before: Alert,
  after: Alert,
): Promise<void> => {
  const shown = ({ acknowledgedBy, silencedUntil }: Alert) =>
    action.is === 'acknowledge' ? { acknowledgedBy } : { silencedUntil }
  const reason = action.is === 'silence' ? { reason: action.reason } : {}
  await transaction
    .insertInto('audit')
    .values({
      ...{ at, who: by.name, role: by.role, action: action.is, about: id },
      before: JSON.stringify(shown(before)),
      after: JSON.stringify({ ...shown(after), ...reason }),
    })
    .execute()
}

const keep = async (
  transaction: Transaction<Tables>,
  before: readonly Alert[],
  { alerts, gone, deliveries }: StepWithDeliveries,
): Promise<void> => {
  const known = new Map(before.map((alert) => [alert.id, alert]))
  const lost = gone.map(({ id }) => id)
  if (lost.length > 0) await transaction.deleteFrom('alerts').where('id', 'in', lost).execute()
  const changed = alerts.filter((alert) => known.get(alert.id) !== alert).map(toRow)
  for (const alert of changed.filter(({ id }) => known.has(id)))
    await transaction.updateTable('alerts').set(alert).where('id', '=', alert.id).execute()
  const begun = changed.filter(({ id }) => !known.has(id))
  for (const rows of inParts(begun)) await transaction.insertInto('alerts').values(rows).execute()
  const told = deliveries.map(({ id, alertId, route, notice, facts }) => ({
    ...{ id, alert_id: alertId, route, notice, facts: JSON.stringify(facts), created_at: facts.at },
  }))
  for (const rows of inParts(told))
    await transaction
      .insertInto('deliveries')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
}

const inParts = <T>(all: readonly T[]): readonly T[][] =>
  Array.from({ length: Math.ceil(all.length / mostAtOnce) }, (_, nth) =>
    all.slice(nth * mostAtOnce, (nth + 1) * mostAtOnce),
  )
