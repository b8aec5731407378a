import { insightKey, partsOf, recordKey } from '@concord/domain'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Scope, Unseen } from '../comparison-port.js'
import { contactStates, isInWindow } from './expected-contacts.js'
import type { ExpectedNeeds } from './expected-records.js'
import { isReached } from './reach.js'
import type { Tables } from './tables.js'

/** Looked through at once in the projection. */
const passedAtOnce = 5_000
/** Each costs a call of Dotdigital, or two. */
const mostUnseen = 10

interface Passed {
  readonly name: string
  readonly is_unseen: boolean
}

/** What should stand and was not seen: the next of it, and where to go on. */
export const unseen = async (
  { db, now }: ExpectedNeeds,
  scope: Scope,
  what: 'order' | 'seller' | 'contact',
  cursor: string | undefined,
): Promise<Unseen> => {
  const passed =
    what === 'contact'
      ? await contactsAfter(db, scope, cursor)
      : await recordsAfter(db, scope, { what, cursor, now: now().toISOString() })
  const all = passed.filter(({ is_unseen }) => is_unseen).map(({ name }) => name)
  const names = all.slice(0, mostUnseen)
  const last = passed.length < passedAtOnce ? undefined : passed.at(-1)?.name
  return {
    keys: what === 'contact' ? names : names.map(keyOf),
    cursor: all.length > mostUnseen ? names.at(-1) : last,
  }
}

const keyOf = (record: string): string => {
  const { marketplace, id } = partsOf(record)
  return insightKey(marketplace, id)
}

interface After {
  readonly what: 'order' | 'seller'
  readonly cursor: string | undefined
  readonly now: string
}

const recordsAfter = async (
  db: Kysely<Tables>,
  scope: Scope,
  { what, cursor, now }: After,
): Promise<readonly Passed[]> => {
  const { id, account, marketplace } = scope
  const first = recordKey(marketplace, what, '')
  const table = what === 'order' ? sql`publisher.orders` : sql`publisher.sellers`
  const stands: RawBuilder<unknown> =
    what === 'order'
      ? sql`e.state = 'done' and exists (select from publisher.contacts c
          where c.account = o.account and c.profile_id = p.profile_id and ${isReached})`
      : sql`(e.state = 'done' or e.state = 'due' and e.due_since > ${now})`
  const profile = what === 'order' ? sql`profile_id` : sql`null as profile_id`
  const { rows } = await sql<Passed>`
    with p as (select record_key, account, version, ${profile} from ${table}
      where record_key collate "C" > ${cursor ?? first} and record_key collate "C" < ${`${first.slice(0, -1)};`}
      order by record_key collate "C" limit ${passedAtOnce})
    select o.record_key as name, coalesce(o.account = ${account} and ${isInWindow(scope)} and ${stands}
      and not exists (select from publisher.comparison_seen s where s.comparison_id = ${id} and s.what = ${what}
        and s.key = ${insightKey(marketplace, '')}::text || substr(o.record_key, ${first.length + 1}::int)), false)
      as is_unseen
    from p join ${table} o on o.record_key = p.record_key
    left join publisher.effects e on e.account = o.account and e.kind = ${what} and e.ref = o.record_key
    order by o.record_key collate "C"`.execute(db)
  return rows
}

const contactsAfter = async (
  db: Kysely<Tables>,
  scope: Scope,
  cursor: string | undefined,
): Promise<readonly Passed[]> => {
  const { rows } = await sql<{ contact_id: string; is_seen: boolean }>`
    with p as (select distinct contact_id from publisher.contacts
      where account = ${scope.account} and contact_id > ${cursor ?? '0'}::bigint order by contact_id limit ${passedAtOnce})
    select contact_id, exists (select from publisher.comparison_seen s where s.comparison_id = ${scope.id}
      and s.what = 'contact' and s.key = p.contact_id::text) as is_seen from p order by contact_id`.execute(db)
  const unseenIds = rows.filter(({ is_seen }) => !is_seen).map(({ contact_id }) => Number(contact_id))
  const states = await contactStates(db, scope, unseenIds)
  const due = new Set(states.filter(({ is }) => is === 'standing').map(({ contactId }) => String(contactId)))
  return rows.map(({ contact_id }) => ({ name: contact_id, is_unseen: due.has(contact_id) }))
}
