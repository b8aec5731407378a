import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { NameKind } from '../names.js'
import { databases } from '../testing/opened.js'
import { findNamed } from './names-kept.js'

/** A million orders have five million names; left out, nothing is measured, since it takes minutes. */
const orders = Number(process.env['SEARCH_ORDERS'] ?? 0)
const [PostgreSQL] = databases

/** As hashed values look. */
const hashed = (text: string) => sql`md5(${sql.raw(text)})`

describe.skipIf(orders === 0)('search at scale', () => {
  it('finds within 50 ms whatever is asked for, also of a seller with half of all orders, however deep the page', async () => {
    const { db, close } = await (PostgreSQL as (typeof databases)[number])[1]()
    try {
      await sql`insert into monitor.records (record_key, record_version, state, reason, changed_at)
        select 'north:order:' || n, 'v1', 'delivered', 'published', '2026-01-01' from generate_series(1, ${orders}) n`.execute(
        db,
      )
      await sql`insert into monitor.names (record_key, kind, value, at)
        select 'north:order:' || n, named.kind, named.value, to_char(timestamp '2024-01-01' + n * interval '50 seconds', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        from generate_series(1, ${orders}) n, lateral (values ('order', n::text), ('commercial', 'C-' || n / 2),
          ('customer', ${hashed(`'customer ' || n / 5`)}), ('email', ${hashed(`'email ' || n / 5`)}),
          ('seller', case when n % 2 = 0 then 'shop-0' else 'shop-' || n % 2003 end)) as named(kind, value)`.execute(db)
      await sql`analyze monitor.names, monitor.records`.execute(db)

      const valueOf: Readonly<Record<Exclude<NameKind, 'profile'>, (n: number) => Promise<string>>> = {
        order: async (n) => String(n),
        commercial: async (n) => `C-${n}`,
        customer: (n) => one(`md5('customer ${n}')`),
        email: (n) => one(`md5('email ${n}')`),
        seller: async (n) => (n % 2 === 0 ? 'shop-0' : `shop-${n % 2003}`),
      }
      const one = async (expression: string): Promise<string> => {
        const { rows } = await sql<{ value: string }>`select ${sql.raw(expression)} as value`.execute(db)
        return rows[0]?.value ?? ''
      }
      for (const [kind, of] of Object.entries(valueOf)) {
        const times: number[] = []
        for (let asked = 0; asked < 300; asked += 1) {
          const value = await of(Math.floor(Math.random() * (orders / 5)))
          const begun = performance.now()
          await findNamed(db, { kind: kind as NameKind, value }, { limit: 50 })
          times.push(performance.now() - begun)
        }
        expect([kind, told(kind, times)]).toEqual([kind, true])
      }
      const deep: number[] = []
      let after: readonly string[] | undefined = ['2024-03-01T00:00:00.000Z', '']
      for (let page = 0; page < 300 && after !== undefined; page += 1) {
        const begun = performance.now()
        after = (await findNamed(db, { kind: 'seller', value: 'shop-0' }, { limit: 200, after })).next
        deep.push(performance.now() - begun)
      }
      expect(told('deep pages of a seller', deep)).toBe(true)
      const plan = await sql<{
        'QUERY PLAN': string
      }>`explain (analyze, buffers) select record_key, at from monitor.names
        where kind = 'seller' and value = 'shop-0' and (at, record_key) < ('2024-06-01', '') order by at desc, record_key desc limit 51`.execute(
        db,
      )
      process.stdout.write(`${plan.rows.map((row) => row['QUERY PLAN']).join('\n')}\n`)
    } finally {
      await close()
    }
  }, 1_800_000)
})

const told = (what: string, times: readonly number[]): boolean => {
  const sorted = times.toSorted((left, right) => left - right)
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  process.stdout.write(`${what}: p50 ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms\n`)
  return at(0.99) < 50
}
