import { sql, type Transaction } from 'kysely'
import { type Found, type Passage, type Running, type Step, steps } from '../comparison-port.js'
import type { Tables } from './tables.js'

/** Keeps what a round brought together with how far it came, so that a crash repeats a round and nothing else. */
export const savePassage = async (
  transaction: Transaction<Tables>,
  running: Running,
  { seen, found, cursor }: Passage,
  at: string,
): Promise<void> => {
  const { id, taker } = running
  const row = await transaction
    .selectFrom('comparisons')
    .select('found')
    .where('id', '=', id)
    .where('taker', '=', taker)
    .forUpdate()
    .executeTakeFirst()
  if (row === undefined) return
  const compared = await see(transaction, id, seen)
  const fresh = await add(transaction, id, { found, after: row.found })
  const next = cursor === undefined ? stepAfter(running.step) : running.step
  const isOver = next === undefined
  await transaction
    .updateTable('comparisons')
    .set({
      ...{ step: next ?? running.step, cursor: cursor ?? null, taker: null, taken_until: null, tried_since: null },
      compared: sql<number>`compared + ${compared}::int`,
      found: row.found + fresh,
      ...(isOver && { state: 'done' as const, ended_at: at }),
    })
    .where('id', '=', id)
    .execute()
}

const stepAfter = (step: Step): Step | undefined => steps[steps.indexOf(step) + 1]

/** A page may show again what an earlier one has shown; answers how many are new. */
const see = async (transaction: Transaction<Tables>, id: string, seen: Passage['seen']): Promise<number> => {
  const { numAffectedRows = 0n } = await sql`insert into publisher.comparison_seen (comparison_id, what, key)
    select ${id}, what, key from unnest(${seen.map(({ what }) => what)}::text[], ${seen.map(({ key }) => key)}::text[])
      as seen(what, key) on conflict do nothing`.execute(transaction)
  return Number(numAffectedRows)
}

interface Adding {
  readonly found: readonly Found[]
  /** The last number there is. */
  readonly after: number
}

const nameOf = ({ what, key, kind }: Pick<Found, 'what' | 'key' | 'kind'>): string => `${what} ${kind} ${key}`

const add = async (transaction: Transaction<Tables>, id: string, { found, after }: Adding): Promise<number> => {
  if (found.length === 0) return 0
  const known = await transaction
    .selectFrom('differences')
    .select(['what', 'key', 'kind'])
    .where('comparison_id', '=', id)
    .where('key', 'in', [...new Set(found.map(({ key }) => key))])
    .execute()
  const names = new Set(known.map(nameOf))
  const fresh = [...new Map(found.map((one) => [nameOf(one), one])).values()].filter((one) => !names.has(nameOf(one)))
  if (fresh.length === 0) return 0
  await transaction
    .insertInto('differences')
    .values(
      fresh.map(({ what, key, kind, fields, detail, isRepairable, contactId }, nth) => ({
        ...{ comparison_id: id, n: after + nth + 1, what, key, kind, detail: detail ?? null },
        ...{ fields: JSON.stringify(fields), is_repairable: isRepairable, contact_id: contactId ?? null },
      })),
    )
    .execute()
  return fresh.length
}
