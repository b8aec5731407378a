import type { Message, MessageType } from '@concord/contracts'
import { type Kysely, sql, type Transaction } from 'kysely'
import { factsOf } from '../facts.js'
import type { Share, Timelines, TriggerShare } from '../ports.js'

export const schema = 'monitor'

export interface Tables {
  readonly timeline: {
    message_id: string
    record_key: string
    record_version: string
    at: string
    service: string
    type: string
    facts: string
  }
  readonly records: StandingRow
  readonly triggers: TriggerRow
  readonly releases: { record_key: string; released_at: string }
}

interface StandingRow {
  record_key: string
  record_version: string
  state: string
  reason: string
  detail: string | null
  changed_at: string
}

interface TriggerRow {
  account: string
  trigger: string
  subject: string
  record_key: string
  revision: number
  state: string
  reason: string
  detail: string | null
  proof: string
  changed_at: string
}

/** What is told beside the way of a record: news of triggers, of people, of consent, and what was asked for. */
const beside: ReadonlySet<MessageType> = new Set([
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

export const postgresTimelines = (db: Kysely<Tables>): Timelines => ({
  note: (message) =>
    db.transaction().execute(async (transaction) => {
      await lock(transaction, message)
      await addStep(transaction, message)
      await apply(transaction, message)
    }),

  async of(key) {
    const standings = await db
      .selectFrom('records')
      .selectAll()
      .where('record_key', '=', key)
      .orderBy('record_version')
      .execute()
    const steps = await db
      .selectFrom('timeline')
      .selectAll()
      .where('record_key', '=', key)
      .orderBy('at')
      .orderBy('message_id')
      .execute()
    const triggers = await db
      .selectFrom('triggers')
      .selectAll()
      .where('record_key', '=', key)
      .orderBy('trigger')
      .orderBy('subject')
      .execute()
    return {
      standings: standings.map((row) => ({ ...told(row), version: row.record_version })),
      steps: steps.map(({ record_version, at, service, type, facts }) => ({
        version: record_version,
        at,
        service,
        type,
        facts: facts as unknown as Record<string, unknown>,
      })),
      triggers: triggers.map(({ account, trigger, subject, proof, ...row }) => ({
        ...{ account, trigger, subject, proof: proof as unknown as string[] },
        ...told(row),
      })),
    }
  },

  async conservation() {
    const received = await sql<{ count: number }>`select count(*)::int as count from
      (select distinct record_key, record_version from monitor.timeline
        where not (type = any(${[...beside]}::text[]))) as told`.execute(db)
    const shares = await sql<Share>`select state, reason, count(*)::int as count from monitor.records
      group by 1, 2 order by 1, 2`.execute(db)
    const recorded = await sql<{ count: number }>`select count(*)::int as count from
      (select distinct facts ->> 'account', facts ->> 'trigger', facts ->> 'subject' from monitor.timeline
        where type = 'trigger.told.v1') as told`.execute(db)
    const triggers = await sql<TriggerShare>`select trigger, state, reason, count(*)::int as count from monitor.triggers
      group by 1, 2, 3 order by 1, 2, 3`.execute(db)
    return {
      records: { received: received.rows[0]?.count ?? 0, shares: shares.rows },
      triggers: { recorded: recorded.rows[0]?.count ?? 0, shares: triggers.rows },
    }
  },
})

const told = ({
  state,
  reason,
  detail,
  changed_at,
}: Pick<StandingRow, 'state' | 'reason' | 'detail' | 'changed_at'>) => ({
  state,
  reason,
  detail: detail ?? undefined,
  changedAt: changed_at,
})

/** One message at a time about a record, so that a wait and its release never miss each other. */
const lock = async (transaction: Transaction<Tables>, message: Message): Promise<void> => {
  const keys = [message.recordkey, ...(message.type === 'command.replay.v1' ? message.data.keys : [])]
  await sql`select pg_advisory_xact_lock(hashtextextended(key, 3))
    from (select unnest(${[...new Set(keys)]}::text[]) as key order by 1) as keys`.execute(transaction)
}

const addStep = async (transaction: Transaction<Tables>, message: Message): Promise<void> => {
  await transaction
    .insertInto('timeline')
    .values({
      message_id: message.id,
      record_key: message.recordkey,
      record_version: message.recordversion,
      at: message.time,
      service: message.source,
      type: message.type,
      facts: JSON.stringify(factsOf(message)),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

const apply = async (transaction: Transaction<Tables>, message: Message): Promise<void> => {
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
