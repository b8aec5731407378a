import type { Message } from '@concord/contracts'
import { type ExceptionType, exceptionTypeOf, exceptionTypes, ownerOfException, type RecordKey } from '@concord/domain'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { beside } from './standings.js'
import type { Tables } from './tables.js'

/**
 * What a message means for exceptions, after it was applied to the standings.
 *
 * A row is there for whatever was ever told that is an exception; whether it is open is read from the standings alone. So
 * both are the same whatever the order of arrival.
 */
export const keepExceptions = async (transaction: Transaction<Tables>, message: Message): Promise<void> => {
  switch (message.type) {
    case 'trigger.told.v1':
      await open(transaction, triggerTold(message))
      return reviewTrigger(transaction, message.data)
    case 'dispute.told.v1':
      await open(transaction, disputeTold(message))
      return review(transaction, ofOrders(sql`e.record_key = ${message.recordkey} and e.since = ${message.data.since}`))
    case 'command.replay.v1':
      return reviewRecords(transaction, message.data.keys)
    case 'record.settled.v1':
    case 'record.waiting.v1':
      await open(transaction, recordTold(message))
      return reviewRecords(transaction, [message.recordkey])
    default:
      return beside.has(message.type) ? undefined : reviewRecords(transaction, [message.recordkey])
  }
}

interface Told {
  readonly type: ExceptionType | undefined
  readonly about: 'record' | 'trigger' | 'order'
  readonly record_key: RecordKey
  readonly record_version?: string
  readonly account?: string
  readonly trigger?: string
  readonly subject?: string
  readonly since?: string
  readonly detail?: string | undefined
  readonly told_at: string
}

const recordTold = ({
  recordkey,
  recordversion,
  time,
  data,
}: Message<'record.settled.v1' | 'record.waiting.v1'>): Told => ({
  ...{ about: 'record', type: exceptionTypeOf('record', data) },
  ...{ record_key: recordkey, record_version: recordversion, detail: data.detail, told_at: time },
})

const triggerTold = ({ recordkey, time, data }: Message<'trigger.told.v1'>): Told => {
  const { account, trigger, subject, detail } = data
  return {
    ...{ about: 'trigger', type: exceptionTypeOf('trigger', data) },
    ...{ record_key: recordkey, account, trigger, subject, detail, told_at: time },
  }
}

const overdue = 'order:in-dispute/overdue' satisfies ExceptionType

const disputeTold = ({ recordkey, time, data: { since, state } }: Message<'dispute.told.v1'>): Told => ({
  ...{ about: 'order', type: state === 'overdue' ? overdue : undefined },
  ...{ record_key: recordkey, since, detail: since, told_at: time },
})

const open = async (transaction: Transaction<Tables>, { type, detail, ...told }: Told): Promise<void> => {
  if (type === undefined) return
  const isNews = sql<boolean>`(exceptions.told_at, coalesce(exceptions.detail, '')) < (excluded.told_at, coalesce(excluded.detail, ''))`
  await transaction
    .insertInto('exceptions')
    .values({
      ...{ ...told, type, detail: detail ?? null, owner: ownerOfException(type), opened_at: told.told_at },
      marketplace: sql<string>`split_part(${told.record_key}, ':', 1)`,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        opened_at: sql`least(exceptions.opened_at, excluded.opened_at)`,
        record_key: sql`case when ${isNews} then excluded.record_key else exceptions.record_key end`,
        detail: sql`case when ${isNews} then excluded.detail else exceptions.detail end`,
        told_at: sql`greatest(exceptions.told_at, excluded.told_at)`,
        changed_in: sql`case when ${isNews} and exceptions.detail is distinct from excluded.detail
          then pg_current_xact_id() else exceptions.changed_in end`,
      }),
    )
    .execute()
}

const reviewRecords = async (transaction: Transaction<Tables>, keys: readonly RecordKey[]): Promise<void> => {
  // Nearly every record has none, and planning the review costs more than this whole look.
  const any = await sql`select 1 from monitor.exceptions where record_key = any(${[...keys]}::text[]) limit 1`.execute(
    transaction,
  )
  if (any.rows.length > 0) await review(transaction, ofRecords(sql`e.record_key = any(${[...keys]}::text[])`))
}

const ofRecords = (which: RawBuilder<unknown>) =>
  sql`select e.id, case when own.is_over then own.changed_at end as went_on_at, (
        select min(newer.changed_at) from monitor.records newer
        where newer.record_key = e.record_key and newer.record_version > e.record_version
          and newer.state in ('delivered', 'withheld')) as newer_at
      from monitor.exceptions e cross join lateral (
        select changed_at, 'record:' || state || '/' || reason <> e.type as is_over from monitor.records
        where record_key = e.record_key and record_version = e.record_version) own
      where e.about = 'record' and ${which}`

const reviewTrigger = (
  transaction: Transaction<Tables>,
  { account, trigger, subject }: Message<'trigger.told.v1'>['data'],
): Promise<void> =>
  review(transaction, ofTriggers(sql`e.account = ${account} and e.trigger = ${trigger} and e.subject = ${subject}`))

const ofTriggers = (which: RawBuilder<unknown>) =>
  sql`select e.id, null::text collate "C" as newer_at,
        case when 'trigger:' || t.state || '/' || t.reason <> e.type then t.changed_at collate "C" end as went_on_at
      from monitor.exceptions e
      join monitor.triggers t on t.account = e.account and t.trigger = e.trigger and t.subject = e.subject
      where e.about = 'trigger' and ${which}`

const ofOrders = (which: RawBuilder<unknown>) =>
  sql`select e.id, null::text collate "C" as newer_at, case when d.state <> 'overdue' then d.changed_at end as went_on_at
      from monitor.exceptions e join monitor.disputes d on d.record_key = e.record_key and d.since = e.since
      where e.about = 'order' and ${which}`

/** Opens and resolves by when each went on, if it did; what a person dismissed stays so. */
const review = async (transaction: Transaction<Tables>, found: RawBuilder<unknown>): Promise<void> => {
  await sql`update monitor.exceptions kept
    set state = now.state, resolved_at = now.resolved_at, resolved_by = now.resolved_by,
      changed_in = case when kept.state = now.state then kept.changed_in else pg_current_xact_id() end
    from (
      select e.id,
        case when over_at is null then 'open' else 'resolved' end as state,
        case when over_at is not null then greatest(over_at, e.opened_at) end as resolved_at,
        case when newer_at = over_at then 'newer-success' when went_on_at = over_at then 'went-on' end as resolved_by
      from (select *, least(newer_at, went_on_at) as over_at from (${found}) as found) as judged
      join monitor.exceptions e using (id)) as now
    where kept.id = now.id and kept.state <> 'dismissed'
      and (kept.state, kept.resolved_at, kept.resolved_by) is distinct from (now.state, now.resolved_at, now.resolved_by)`.execute(
    transaction,
  )
}

/**
 * Opens what stands and has no row, since it was told before exceptions of its type were kept, and looks at all that is open
 * again: a replica of before may have heard how it went on.
 */
export const openStanding = async (transaction: Transaction<Tables>): Promise<void> => {
  const named = exceptionTypes.map((type) => ({ type, name: type.split(/[:/]/), owner: ownerOfException(type) }))
  const types = sql`unnest(${named.map(({ type }) => type)}::text[], ${named.map(({ name }) => name[0])}::text[],
    ${named.map(({ name }) => name[1])}::text[], ${named.map(({ name }) => name[2])}::text[],
    ${named.map(({ owner }) => owner)}::text[]) as types (type, about, state, reason, owner)`
  await sql`
    insert into monitor.exceptions (about, record_key, record_version, type, owner, marketplace, detail, opened_at, told_at)
    select 'record', record_key, record_version, type, owner, split_part(record_key, ':', 1), detail, changed_at, changed_at
    from ${types} join monitor.records using (state, reason) where about = 'record'
    on conflict (id) do nothing`.execute(transaction)
  await sql`
    insert into monitor.exceptions (about, record_key, account, trigger, subject, type, owner, marketplace, detail, opened_at, told_at)
    select 'trigger', record_key, account, trigger, subject, type, owner, split_part(record_key, ':', 1), detail, changed_at, changed_at
    from ${types} join monitor.triggers using (state, reason) where about = 'trigger'
    on conflict (id) do nothing`.execute(transaction)
  await sql`
    insert into monitor.exceptions (about, record_key, since, type, owner, marketplace, detail, opened_at, told_at)
    select 'order', record_key, since, ${overdue}, ${ownerOfException(overdue)}, split_part(record_key, ':', 1), since,
      changed_at, changed_at
    from monitor.disputes where state = 'overdue'
    on conflict (id) do nothing`.execute(transaction)
  for (const of of [ofRecords, ofTriggers, ofOrders]) await review(transaction, of(sql`e.state = 'open'`))
}
