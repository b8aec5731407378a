import type { Message, MessageType } from '@concord/contracts'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Tables } from './tables.js'

/** What is told beside the way of a record: news of triggers, of disputes, of people, of consent, and what was asked for. */
export const beside: ReadonlySet<MessageType> = new Set([
  'trigger.told.v1',
  'dispute.told.v1',
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
    case 'dispute.told.v1':
      return applyDispute(transaction, message)
    case 'command.replay.v1':
      return release(transaction, message)
    case 'record.settled.v1':
    case 'record.waiting.v1':
      return stand(transaction, message, message.data)
    default:
      if (beside.has(message.type)) return undefined
      return isReplay(message) ? replay(transaction, message) : stand(transaction, message, onItsWay)
  }
}

/** Handed on again though it had settled; what is unsettled is handed on again as it was. */
const isReplay = ({ type, data }: Message): boolean =>
  type.startsWith('received.') && 'origin' in data && data.origin === 'replay'

interface Told {
  readonly state: string
  readonly reason: string
  readonly detail?: string | null | undefined
}

const isFinal = ({ state }: Told): boolean => state !== 'waiting' && state !== 'in-flight'

type Step = Pick<Message, 'recordkey' | 'recordversion' | 'time'>

/**
 * A settled record stays as it first settled since it was last replayed, but for an invalid one whose place another takes;
 * of the rest the newest word counts. All whatever the order of arrival.
 */
const stand = async (transaction: Transaction<Tables>, step: Step, told: Told): Promise<void> => {
  const { recordkey, recordversion, time } = step
  const releasedAt = await goesOnSince(transaction, step, isFinal(told))
  const isOver = time < releasedAt
  const now = isOver ? onItsWay : told
  const { state, reason, detail = null }: Told = now
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
          isFinal(now)
            ? sql<boolean>`records.state in ('in-flight', 'waiting') or ${isReplaced(sql`records.state`, sql`${state}`)}
                or (${news} < ${here} and not ${isReplaced(sql`${state}`, sql`records.state`)})`
            : sql<boolean>`records.state in ('in-flight', 'waiting') and ${here} < ${news}`,
        ),
    )
    .execute()
}

/** An invalid record gives way to one that was parsed anew, or corrected, whenever that is heard of. */
const isReplaced = (before: RawBuilder<unknown>, after: RawBuilder<unknown>) =>
  sql<boolean>`(${before} = 'quarantined' and ${after} = 'superseded')`

/** When the record was last handed on again: what is older is over, though an outcome only by a replay. */
const goesOnSince = async (
  transaction: Transaction<Tables>,
  { recordkey, recordversion }: Step,
  isOutcome: boolean,
): Promise<string> => {
  const { rows } = await sql<{ since: string | null }>`select greatest(
    (select replayed_at from monitor.replays where record_key = ${recordkey} and record_version = ${recordversion}),
    (select released_at from monitor.releases where record_key = ${recordkey} and not ${isOutcome}::boolean)) as since`.execute(
    transaction,
  )
  return rows[0]?.since ?? ''
}

/** What was told of the version before is over: it stands where what was told since then has it. */
const replay = async (
  transaction: Transaction<Tables>,
  { recordkey: record_key, recordversion: record_version, time }: Message,
): Promise<void> => {
  await transaction
    .insertInto('replays')
    .values({ record_key, record_version, replayed_at: time })
    .onConflict((conflict) =>
      conflict
        .columns(['record_key', 'record_version'])
        .doUpdateSet({ replayed_at: sql`greatest(replays.replayed_at, excluded.replayed_at)` }),
    )
    .execute()
  await transaction
    .deleteFrom('records')
    .where('record_key', '=', record_key)
    .where('record_version', '=', record_version)
    .execute()
  const steps = await transaction
    .selectFrom('timeline')
    .select(['at', 'type', 'facts'])
    .where('record_key', '=', record_key)
    .where('record_version', '=', record_version)
    .execute()
  for (const { at, type, facts } of steps) {
    if (beside.has(type as MessageType)) continue
    const isOutcome = type === 'record.settled.v1' || type === 'record.waiting.v1'
    const step = { recordkey: record_key, recordversion: record_version, time: at }
    await stand(transaction, step, isOutcome ? (facts as unknown as Told) : onItsWay)
  }
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

const applyDispute = async (
  transaction: Transaction<Tables>,
  { recordkey, time, data }: Message<'dispute.told.v1'>,
): Promise<void> => {
  const { since, ...told } = data
  const standing = { ...told, changed_at: time }
  await transaction
    .insertInto('disputes')
    .values({ record_key: recordkey, since, ...standing })
    .onConflict((conflict) =>
      conflict
        .columns(['record_key', 'since'])
        .doUpdateSet(standing)
        .where('disputes.revision', '<', standing.revision),
    )
    .execute()
}
