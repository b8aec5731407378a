import type { Instant } from '@concord/domain'
import { type Kysely, sql } from 'kysely'
import type { Effects } from '../effects-port.js'
import { isPending, isReached, isSought } from './reach.js'
import type { Tables } from './tables.js'

export const countEffects = async (db: Kysely<Tables>, at: Instant): ReturnType<Effects['counts']> => {
  const { rows } = await sql<Awaited<ReturnType<Effects['counts']>>>`
    select count(*) filter (where e.state = 'due' and e.due_since <= ${at} and not ${isWithoutContact})::int as due,
           count(*) filter (where e.state = 'importing')::int as importing,
           count(*) filter (where e.state = 'held')::int as held
    from publisher.effects e`.execute(db)
  return rows[0] ?? { due: 0, importing: 0, held: 0 }
}

/** Nothing can be written, deleted or asked: the person is no contact, and nobody is looking for one. */
const isWithoutContact = sql`(
  (e.kind = 'contact' and exists (select from publisher.contacts c
    where c.account = e.account and c.profile_id = e.ref and c.contact_id is null and not ${isSought}))
  or (e.kind = 'order' and exists (select from publisher.orders o
    join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
    where o.record_key = e.ref and not ${isReached} and not ${isPending}
      and not exists (select from publisher.homes h where h.order_key = e.ref and h.state in ('here', 'suspected')))))`
