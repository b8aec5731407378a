import type { Instant, Outcome } from '@concord/domain'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Hindrance, Work } from '../hindrances.js'
import { isReached, isSought } from './reach.js'
import type { Tables } from './tables.js'

interface Telling {
  readonly account: string
  readonly hindrances: readonly Hindrance[]
  readonly before: Instant
  readonly at: Instant
}

/** Writes down of each record that should have been written by now what keeps it from it. */
export const tellWaiting = async (db: Kysely<Tables>, { hindrances, ...about }: Telling): Promise<void> => {
  for (const { work, outcome } of hindrances) {
    await tell(db, lateSellers(work, about), { outcome, at: about.at })
    await tell(db, lateOrders(work, about), { outcome, at: about.at })
  }
}

type About = Omit<Telling, 'hindrances'>

/** Contact `c` with its effect `ce`, and order `o` with its effect `oe`: which of them this work would have brought on. */
const awaited: Partial<Record<Work, RawBuilder<unknown>>> = {
  finding: sql`${isSought} and ce.state = 'due' and ce.due_since < before.instant`,
  contact: sql`c.contact_id is not null and not ${isSought} and ce.state = 'due' and ce.due_since < before.instant`,
  moving: sql`oe.state = 'due' and oe.due_since < before.instant and exists (select from publisher.homes h
    where h.order_key = o.record_key and h.contact_id is distinct from c.contact_id and h.state in ('here', 'suspected'))`,
  order: sql`${isReached} and oe.state = 'due' and oe.due_since < before.instant`,
  reports: sql`(ce.state = 'importing' and ce.due_since < before.instant
    or oe.state = 'importing' and oe.due_since < before.instant)`,
}

/** What Dotdigital refused already waits for that. */
const lateOrders = (work: Work, { account, before }: About): RawBuilder<unknown> => sql`
  with late as (select o.record_key, o.version, o.cause
    from (select ${before}::text collate "C" as instant) before, publisher.orders o
    join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
    join publisher.effects ce on ce.account = o.account and ce.kind = 'contact' and ce.ref = o.profile_id
    join publisher.effects oe on oe.account = o.account and oe.kind = 'order' and oe.ref = o.record_key
    where o.account = ${account} and not o.is_settled and ce.state <> 'held' and oe.state <> 'held'
      and ${awaited[work] ?? sql`false`})
  select record_key, version, cause from late
  union all
  select r.record_key, r.version, r.cause from publisher.returns r join late on late.record_key = r.order_key
  where not r.is_settled`

const lateSellers = (work: Work, { account, before }: About): RawBuilder<unknown> => sql`
  select s.record_key, s.version, s.cause from publisher.sellers s
  join publisher.effects e on e.account = s.account and e.kind = 'seller' and e.ref = s.record_key
  where s.account = ${account} and not s.is_settled and e.due_since < ${before}
    and e.state = ${work === 'reports' ? 'importing' : 'due'} and ${work === 'seller' || work === 'reports'}`

/** What has an outcome, or waits for its time already, is not told again; what waited for something else has got it. */
const tell = async (
  db: Kysely<Tables>,
  late: RawBuilder<unknown>,
  { outcome, at }: { readonly outcome: Outcome; readonly at: Instant },
): Promise<void> => {
  await sql`insert into publisher.outcomes as told (record_key, record_version, cause, outcome, is_told, changed_at)
    select late.record_key, late.version, late.cause, ${JSON.stringify(outcome)}::jsonb, false, ${at} from (${late}) late
    where not exists (select from publisher.outcomes was
      where was.record_key = late.record_key and was.record_version = late.version and ${isToBeKept(outcome, sql`was`)})
    on conflict (record_key, record_version) do update
      set cause = excluded.cause, outcome = excluded.outcome, is_told = false, changed_at = excluded.changed_at
      where not ${isToBeKept(outcome, sql`told`)}`.execute(db)
}

const isToBeKept = (outcome: Outcome, row: RawBuilder<unknown>) => sql`(${row}.outcome ->> 'state' <> 'waiting'
  or ${row}.outcome ->> 'reason' in ('quota', 'circuit-open') or ${row}.outcome = ${JSON.stringify(outcome)}::jsonb)`
