import type { Message } from '@concord/contracts'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Page, Paging } from '../exceptions.js'
import { cameAt, type Name, namesIn } from '../names.js'
import type { Found } from '../ports.js'
import type { StandingRow, Tables } from './tables.js'

/**
 * Keeps what a message says that records are found by, always in the same order, so that two who name the same never wait
 * for each other. Where an older message, or one that tells more, comes late, all names of its record move to that instant.
 */
export const keepNames = async (
  transaction: Transaction<Tables>,
  message: Message,
  hash: (text: string) => string,
): Promise<void> => {
  const names = namesIn(message, hash)
  if (names.length === 0) return
  const at = cameAt(message)
  const textsOf = (textOf: (name: Name) => string): string[] => names.map(textOf)
  await sql`with moved as (update monitor.names set at = ${at ?? null} where record_key = ${message.recordkey} and at > ${at ?? null})
    insert into monitor.names (record_key, kind, value, at)
    select distinct named.key, named.kind, named.value,
      least(${at ?? null}::text collate "C", coalesce((select min(known.at) from monitor.names known where known.record_key = named.key),
        ${at ?? message.time}::text collate "C"))
    from unnest(${textsOf(({ key }) => key)}::text[], ${textsOf(({ kind }) => kind)}::text[],
      ${textsOf(({ value }) => value)}::text[]) as named(key, kind, value)
    order by 1, 2, 3
    on conflict do nothing`.execute(transaction)
}

type FoundRow = Omit<StandingRow, 'state'> & { readonly at: string; readonly state: string | null }

/** Reads as many entries of one index as are asked for, however many there are, and of each where it stands. */
export const findNamed = async (
  db: Kysely<Tables>,
  { kind, value }: Omit<Name, 'key'>,
  { after: [at, key] = [], limit }: Paging,
): Promise<Page<Found>> => {
  const isAfter = at === undefined ? sql`true` : sql`(at, record_key) < (${at}, ${key ?? ''})`
  const { rows } = await sql<FoundRow>`
    select named.record_key, named.at, r.record_version, r.state, r.reason, r.detail, r.changed_at
    from (select record_key, at from monitor.names where kind = ${kind} and value = ${value} and ${isAfter}
      order by at desc, record_key desc limit ${limit + 1}) as named
    left join lateral (select * from monitor.records where records.record_key = named.record_key
      order by record_version desc limit 1) as r on true
    order by named.at desc, named.record_key desc`.execute(db)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const items = shown.flatMap(foundIn)
  return rows.length > limit && last !== undefined ? { items, next: [last.at, last.record_key] } : { items }
}

/** Who owns an order may be told before the order is: then it stands nowhere yet. */
const foundIn = ({ state, ...row }: FoundRow): readonly Found[] =>
  state === null
    ? []
    : [
        {
          ...{ key: row.record_key, at: row.at, version: row.record_version, state, reason: row.reason },
          ...{ detail: row.detail ?? undefined, changedAt: row.changed_at },
        },
      ]
