import { type Kysely, sql } from 'kysely'
import type { EffectName } from '../ports.js'
import type { Tables } from './tables.js'

/** Asks for an effect again; answers the revision it then has. */
export const bump = async (
  db: Kysely<Tables>,
  { account, kind, ref }: EffectName,
  { lane, at }: { readonly lane: string; readonly at: string },
): Promise<number> => {
  const row = await db
    .insertInto('effects')
    .values({ account, kind, ref, lane, state: 'due', wanted_revision: 1, due_since: at })
    .onConflict((conflict) =>
      conflict.columns(['account', 'kind', 'ref']).doUpdateSet({
        wanted_revision: sql<number>`effects.wanted_revision + 1`,
        // What is in an unfinished import is due again when its report is in.
        state: sql<string>`case when effects.state = 'importing' then 'importing' else 'due' end`,
        // It may have been due later only.
        due_since: sql<string>`case when effects.state = 'due' then least(effects.due_since, excluded.due_since)
          else excluded.due_since end`,
        lane: sql<string>`case when effects.state = 'due' and effects.lane = 'realtime' then 'realtime' else excluded.lane end`,
        outcome: null,
      }),
    )
    .returning('wanted_revision')
    .executeTakeFirstOrThrow()
  return row.wanted_revision
}

interface Standing {
  readonly account: string
  readonly profileId: string
  readonly contactId: number
}

/** Whether a record of the profile that was written once does not stand at this contact. */
export const isAnyAway = async (db: Kysely<Tables>, { account, profileId, contactId }: Standing): Promise<boolean> => {
  const { rows } = await sql`select from publisher.orders o
    join publisher.effects e on e.account = o.account and e.kind = 'order' and e.ref = o.record_key
    where o.account = ${account} and o.profile_id = ${profileId} and e.state = 'done'
      and not exists (select from publisher.homes h
        where h.order_key = o.record_key and h.contact_id = ${contactId} and h.state = 'here') limit 1`.execute(db)
  return rows.length > 0
}

/**
 * Asks for everything of a profile again: an order stands once its record is where the profile's contact then is, and
 * the contact's data fields are too.
 */
export const rewriteOrders = async (
  db: Kysely<Tables>,
  account: string,
  profileId: string,
  at: string,
): Promise<void> => {
  const contactRevision = await bump(db, { account, kind: 'contact', ref: profileId }, { lane: 'bulk', at })
  await sql`with asked as (
      update publisher.effects e set
        wanted_revision = e.wanted_revision + 1,
        state = case when e.state = 'importing' then 'importing' else 'due' end,
        due_since = case when e.state = 'due' then e.due_since else ${at} end,
        outcome = null
      from publisher.orders o
      where o.account = ${account} and o.profile_id = ${profileId}
        and e.account = o.account and e.kind = 'order' and e.ref = o.record_key
      returning e.ref, e.wanted_revision)
    update publisher.orders o
    set contact_revision = ${contactRevision}, order_revision = asked.wanted_revision, is_settled = false
    from asked where o.record_key = asked.ref`.execute(db)
}
