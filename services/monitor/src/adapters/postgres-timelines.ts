import type { Message } from '@concord/contracts'
import { type Kysely, sql, type Transaction } from 'kysely'
import { factsOf } from '../facts.js'
import { keptName } from '../names.js'
import type { Share, Timelines, TriggerShare } from '../ports.js'
import { keepWatched } from './alerts/pending-kept.js'
import { keepExceptions } from './exceptions-kept.js'
import { findNamed, keepNames } from './names-kept.js'
import { apply, beside } from './standings.js'
import type { StandingRow, Tables } from './tables.js'

/** @param hash the keyed hash that stands for addresses and for ids of customers */
export const postgresTimelines = (db: Kysely<Tables>, hash: (text: string) => string): Timelines => ({
  note: (message) =>
    db.transaction().execute(async (transaction) => {
      await lock(transaction, message)
      await addStep(transaction, message)
      await keepNames(transaction, message, hash)
      await apply(transaction, message)
      await keepExceptions(transaction, message)
      await keepWatched(transaction, message)
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

  find: ({ by, value }, paging) => findNamed(db, { kind: by, value: keptName(by, value.trim(), hash) }, paging),

  async conservation() {
    // One statement, so that both sides are of one instant.
    const { rows } = await sql<Counted>`select
      (select count(*)::int from (select distinct record_key, record_version from monitor.timeline
        where not (type = any(${[...beside]}::text[]))) as told) as received,
      (select count(*)::int from (select distinct facts ->> 'account', facts ->> 'trigger', facts ->> 'subject'
        from monitor.timeline where type = 'trigger.told.v1') as told) as recorded,
      (select coalesce(json_agg(shares order by state, reason), '[]') from (
        select state, reason, count(*)::int as count from monitor.records group by 1, 2) as shares) as records,
      (select coalesce(json_agg(shares order by trigger, state, reason), '[]') from (
        select trigger, state, reason, count(*)::int as count from monitor.triggers group by 1, 2, 3) as shares)
        as triggers`.execute(db)
    const { received = 0, recorded = 0, records = [], triggers = [] } = rows[0] ?? {}
    return { records: { received, shares: records }, triggers: { recorded, shares: triggers } }
  },
})

interface Counted {
  readonly received: number
  readonly recorded: number
  readonly records: readonly Share[]
  readonly triggers: readonly TriggerShare[]
}

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
