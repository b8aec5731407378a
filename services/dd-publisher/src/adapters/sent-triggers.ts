import type { Vault } from '@concord/storage'
import { type Kysely, type Selectable, sql } from 'kysely'
import type { Expectations, Scope } from '../comparison-port.js'
import { isInWindow } from './expected-contacts.js'
import { returnsBy } from './postgres-writings.js'
import { orderOf } from './rows.js'
import type { OrderRow, Tables } from './tables.js'

const triggersAtOnce = 500

/** What went out for the orders of a scope, in the order of names. */
export const sentTriggers =
  (db: Kysely<Tables>, vault: Vault): Expectations['sentTriggers'] =>
  async (scope, names, cursor) => {
    const rows = names.length === 0 ? [] : await sentAfter(db, scope, { names, cursor })
    const returns = await returnsBy(
      db,
      rows.map(({ record_key }) => record_key),
    )
    const triggers = rows.map((row) => ({
      ...{ trigger: row.trigger, subject: row.subject, sentAt: row.sent_at },
      ...{ stored: orderOf(row, vault), returns: returns.get(row.record_key) ?? [] },
    }))
    const last = rows.length < triggersAtOnce ? undefined : rows.at(-1)
    return { triggers, cursor: last && JSON.stringify([last.trigger, last.subject]) }
  }

type SentRow = Selectable<OrderRow> & Readonly<Record<'trigger' | 'subject' | 'sent_at', string>>

const sentAfter = async (
  db: Kysely<Tables>,
  scope: Scope,
  { names, cursor }: { readonly names: readonly string[]; readonly cursor: string | undefined },
): Promise<readonly SentRow[]> => {
  const [trigger = '', subject = ''] = cursor === undefined ? [] : (JSON.parse(cursor) as readonly string[])
  const name = sql`t.trigger collate "C", t.subject collate "C"`
  const { rows } = await sql<SentRow>`
    select o.*, t.trigger, t.subject, coalesce(t.sent_at, t.changed_at) as sent_at
    from publisher.triggers t join publisher.orders o on o.record_key = t.order_key
    where t.account collate "C" = ${scope.account} and t.state = 'sent' and t.trigger = any(${[...names]}::text[])
      and o.marketplace = ${scope.marketplace} and ${isInWindow(scope)} and (${name}) > (${trigger}, ${subject})
    order by ${name} limit ${triggersAtOnce}`.execute(db)
  return rows
}
