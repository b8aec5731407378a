import type { TriggerOutcome } from '@concord/domain'
import { type Kysely, sql } from 'kysely'
import type { News } from '../news-port.js'
import type { Cause } from '../ports.js'
import type { Tables } from './tables.js'

export const postgresNews = (db: Kysely<Tables>): News => ({
  async outcomes(limit) {
    const rows = await db
      .selectFrom('outcomes')
      .select(['cause', 'outcome', 'changed_at as changedAt'])
      .where('is_told', '=', false)
      .orderBy('changed_at')
      .limit(limit)
      .execute()
    return rows
  },

  async outcomesTold(told) {
    await sql`update publisher.outcomes o set is_told = true
      from unnest(${told.map(({ cause }) => cause.recordkey)}::text[],
        ${told.map(({ cause }) => cause.recordversion)}::text[], ${told.map(({ changedAt }) => changedAt)}::text[])
        as told (record_key, record_version, changed_at)
      where o.record_key = told.record_key and o.record_version = told.record_version
        and o.changed_at = told.changed_at`.execute(db)
  },

  async triggers(limit) {
    const { rows } = await sql<{
      cause: Cause
      account: string
      trigger: string
      subject: string
      revision: number
      state: string
      reason: string
      detail: string | null
      proof: string[]
    }>`select o.cause, t.account, t.trigger, t.subject, t.revision, t.state, t.reason, t.detail, t.proof
      from publisher.triggers t join publisher.orders o on o.record_key = t.order_key
      where t.told_revision < t.revision order by t.changed_at limit ${limit}`.execute(db)
    return rows.map(({ state, reason, detail, ...row }) => ({
      ...row,
      outcome: { state, reason, detail: detail ?? undefined } as TriggerOutcome,
    }))
  },

  async triggersTold(told) {
    await sql`update publisher.triggers t set told_revision = told.revision
      from unnest(${told.map(({ account }) => account)}::text[], ${told.map(({ trigger }) => trigger)}::text[],
        ${told.map(({ subject }) => subject)}::text[], ${told.map(({ revision }) => revision)}::int[])
        as told (account, trigger, subject, revision)
      where t.account = told.account and t.trigger = told.trigger and t.subject = told.subject`.execute(db)
  },

  async disputes(limit) {
    return db
      .selectFrom('disputes')
      .innerJoin('orders', 'record_key', 'order_key')
      .select(['cause', 'account', 'since', 'revision', 'state'])
      .whereRef('told_revision', '<', 'revision')
      .orderBy('changed_at')
      .limit(limit)
      .execute()
  },

  async disputesTold(told) {
    await sql`update publisher.disputes d set told_revision = told.revision
      from unnest(${told.map(({ cause }) => cause.recordkey)}::text[], ${told.map(({ since }) => since)}::text[],
        ${told.map(({ revision }) => revision)}::int[]) as told (order_key, since, revision)
      where d.order_key = told.order_key and d.since = told.since`.execute(db)
  },

  async count() {
    const { rows } = await sql<{ count: number }>`select
      (select count(*) from publisher.outcomes where not is_told)::int +
      (select count(*) from publisher.triggers where told_revision < revision)::int +
      (select count(*) from publisher.disputes where told_revision < revision)::int as count`.execute(db)
    return rows[0]?.count ?? 0
  },

  async tellAgain(since) {
    await db.updateTable('outcomes').set({ is_told: false }).where('changed_at', '>', since).execute()
    await db.updateTable('triggers').set({ told_revision: 0 }).where('changed_at', '>', since).execute()
    await db.updateTable('disputes').set({ told_revision: 0 }).where('changed_at', '>', since).execute()
  },
})
