import type { RecordKey } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, sql } from 'kysely'
import type { JournalView } from '../comparison.js'
import { nameOf, readPayloads } from './postgres-journal-payloads.js'
import type { RecordRow, Tables } from './tables.js'

const ordersAtOnce = 2_000
/** An invalid object without a date is dated 1970. */
const firstDate = '2000'

/** Reads what the journal holds of orders, by its newest versions. */
export const postgresJournalView = (db: Kysely<Tables>, vault: Vault): JournalView => {
  const newest = (keys: readonly RecordKey[]) => newestOf(db, keys)
  return {
    newest: async (keys) => new Map((await newest(keys)).map(({ key, version }) => [key, version])),

    async contents(keys) {
      const names = await newest(keys)
      const payloads = await readPayloads(db, vault, names)
      return new Map(
        names.flatMap((name) => {
          const payload = payloads.get(nameOf(name))
          return payload?.isOpen === true ? [[name.key, payload.content] as const] : []
        }),
      )
    },

    async ordersAfter(after, { marketplace, comparison }) {
      const { first, end } = ordersOf(marketplace)
      const { rows } = await sql<{ key: string; version: string; isSeen: boolean }>`
        with page as (
          select distinct on (key) key, version from ingest.records
          where key > ${after > first ? after : first} and key < ${end} order by key, version desc limit ${ordersAtOnce})
        select key, version, exists (
          select from ingest.compared c where c.comparison = ${comparison} and c.key = page.key) as "isSeen"
        from page order by key`.execute(db)
      return { orders: rows, isLast: rows.length < ordersAtOnce }
    },

    async oldest(marketplace) {
      const { first, end } = ordersOf(marketplace)
      const { rows } = await sql<{ oldest: string | null }>`
        select left(min(version), 24) as oldest from ingest.records
        where key > ${first} and key < ${end} and version > ${firstDate}`.execute(db)
      return rows[0]?.oldest ?? undefined
    },

    async hinted(marketplace, orderIds) {
      if (orderIds.length === 0) return new Set()
      const rows = await db
        .selectFrom('hints')
        .select('order_id')
        .where('marketplace', '=', marketplace)
        .where('order_id', '=', sql<string>`any(${[...orderIds]}::text[])`)
        .execute()
      return new Set(rows.map(({ order_id }) => order_id))
    },
  }
}

/** In the order of bytes, all keys between these two are orders of the marketplace. */
const ordersOf = (marketplace: string) => ({ first: `${marketplace}:order:`, end: `${marketplace}:order;` })

const newestOf = async (db: Kysely<Tables>, keys: readonly RecordKey[]) => {
  if (keys.length === 0) return []
  const { rows } = await sql<Pick<RecordRow, 'key' | 'version' | 'payload_day'>>`
    select distinct on (key) key, version, payload_day from ingest.records
    where key = any(${[...keys]}::text[]) order by key, version desc`.execute(db)
  return rows
}
