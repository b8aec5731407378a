import type { Message } from '@concord/contracts'
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

const unsettled = ['in-flight', 'waiting'] as const

export const postgresTimelines = (db: Kysely<Tables>): Timelines => ({
  note: (message) =>
    db.transaction().execute(async (transaction) => {
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
    const steps = await db.selectFrom('timeline').selectAll().where('record_key', '=', key).orderBy('at').execute()
    const triggers = await db.selectFrom('triggers').selectAll().where('record_key', '=', key).execute()
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
        where type not in ('trigger.told.v1', 'command.replay.v1')) as told`.execute(db)
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

const told = ({ state, reason, detail, changed_at }: Pick<StandingRow, 'state' | 'reason' | 'detail' | 'changed_at'>) => ({
  state,
  reason,
  detail: detail ?? undefined,
  changedAt: changed_at,
})

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
      return stand(transaction, message, { state: 'in-flight', reason: 'on-its-way' })
  }
}

/** A settled record stays settled; of the rest the newest word counts, whatever the order of arrival. */
const stand = async (
  transaction: Transaction<Tables>,
  { recordkey, recordversion, time }: Message,
  { state, reason, detail = null }: { state: string; reason: string; detail?: string | null | undefined },
): Promise<void> => {
  const standing = { state, reason, detail, changed_at: time }
  const isFinal = state !== 'waiting' && state !== 'in-flight'
  await transaction
    .insertInto('records')
    .values({ record_key: recordkey, record_version: recordversion, ...standing })
    .onConflict((conflict) =>
      conflict
        .columns(['record_key', 'record_version'])
        .doUpdateSet(standing)
        .where('records.state', 'in', unsettled)
        .where((row) => row.or([row.val(isFinal), row('records.changed_at', '<', time)])),
    )
    .execute()
}

const release = async (transaction: Transaction<Tables>, { data, time }: Message<'command.replay.v1'>): Promise<void> => {
  await transaction
    .updateTable('records')
    .set({ state: 'in-flight', reason: 'on-its-way', detail: null, changed_at: time })
    .where('record_key', 'in', data.keys)
    .where('state', 'in', unsettled)
    .where('changed_at', '<', time)
    .execute()
}

const applyTrigger = async (
  transaction: Transaction<Tables>,
  { recordkey, time, data }: Message<'trigger.told.v1'>,
): Promise<void> => {
  const { account, trigger, subject, revision, state, reason, detail = null, proof } = data
  const standing = { record_key: recordkey, revision, state, reason, detail, proof: JSON.stringify(proof), changed_at: time }
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
