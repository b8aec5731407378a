import type { Message, MessageType } from '@concord/contracts'
import { sql, type Transaction } from 'kysely'
import type { Tables } from './tables.js'

/** What is told beside the way of a record: news of triggers, of people, of consent, and what was asked for. */
export const beside: ReadonlySet<MessageType> = new Set([
  'trigger.told.v1',
  'command.replay.v1',
  'command.refresh.v1',
  'confirmed.order.v1',
  'identified.contact.v1',
  'decided.contact.v1',
  'consent.changed.v1',
])

const unsettled = ['in-flight', 'waiting'] as const
const onItsWay = { state: 'in-flight', reason: 'on-its-way' } as const

/** What a message says of where a record or a trigger stands. */
export const apply = async (transaction: Transaction<Tables>, message: Message): Promise<void> => {
  switch (message.type) {
    case 'trigger.told.v1':
      return applyTrigger(transaction, message)
    case 'command.replay.v1':
      return release(transaction, message)
    case 'record.settled.v1':
    case 'record.waiting.v1':
      return stand(transaction, message, message.data)
    default:
      return beside.has(message.type) ? undefined : stand(transaction, message, onItsWay)
  }
}

interface Told {
  readonly state: string
  readonly reason: string
  readonly detail?: string | null | undefined
}

const isFinal = ({ state }: Told): boolean => state !== 'waiting' && state !== 'in-flight'

/** A settled record stays as it first settled; of the rest the newest word counts. Both whatever the order of arrival. */
const stand = async (
  transaction: Transaction<Tables>,
  { recordkey, recordversion, time }: Message,
  told: Told,
): Promise<void> => {
  const releasedAt = isFinal(told) ? undefined : await releaseOf(transaction, recordkey)
  const isOver = releasedAt !== undefined && time < releasedAt
  const { state, reason, detail = null } = isOver ? { ...onItsWay, detail: null } : told
  const standing = { state, reason, detail, changed_at: isOver ? releasedAt : time }
  const here = sql`(records.changed_at, records.state, records.reason)`
  const news = sql`(${standing.changed_at}::text collate "C", ${state}::text, ${reason}::text)`
  await transaction
    .insertInto('records')
    .values({ record_key: recordkey, record_version: recordversion, ...standing })
    .onConflict((conflict) =>
      conflict
        .columns(['record_key', 'record_version'])
        .doUpdateSet(standing)
        .where(
          isFinal(told)
            ? sql<boolean>`records.state in ('in-flight', 'waiting') or ${news} < ${here}`
            : sql<boolean>`records.state in ('in-flight', 'waiting') and ${here} < ${news}`,
        ),
    )
    .execute()
}

const releaseOf = async (transaction: Transaction<Tables>, key: string): Promise<string | undefined> => {
  const row = await transaction
    .selectFrom('releases')
    .select('released_at')
    .where('record_key', '=', key)
    .executeTakeFirst()
  return row?.released_at
}

const release = async (
  transaction: Transaction<Tables>,
  { data, time }: Message<'command.replay.v1'>,
): Promise<void> => {
  await sql`insert into monitor.releases (record_key, released_at)
    select distinct unnest(${[...data.keys]}::text[]), ${time}::text
    on conflict (record_key) do update set released_at = greatest(releases.released_at, excluded.released_at)`.execute(
    transaction,
  )
  await transaction
    .updateTable('records')
    .set({ ...onItsWay, detail: null, changed_at: time })
    .where(sql<boolean>`record_key = any(${[...data.keys]}::text[])`)
    .where('state', 'in', unsettled)
    .where('changed_at', '<', time)
    .execute()
}

const applyTrigger = async (
  transaction: Transaction<Tables>,
  { recordkey, time, data }: Message<'trigger.told.v1'>,
): Promise<void> => {
  const { account, trigger, subject, revision, state, reason, detail = null, proof } = data
  const standing = {
    record_key: recordkey,
    revision,
    state,
    reason,
    detail,
    proof: JSON.stringify(proof),
    changed_at: time,
  }
  await transaction
    .insertInto('triggers')
    .values({ account, trigger, subject, ...standing })
    .onConflict((conflict) =>
      conflict
        .columns(['account', 'trigger', 'subject'])
        .doUpdateSet(standing)
        .where('triggers.revision', '<', revision),
    )
    .execute()
}
