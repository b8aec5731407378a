import { parseConcordConfig } from '@concord/runtime'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { pendingClocksOf } from '../../alerts/table-rules.js'
import { databases } from '../../testing/opened.js'
import { postgresWatched } from './postgres-watched.js'

/** Left out, nothing is measured, since it takes minutes. */
const orders = Number(process.env['PENDING_ORDERS'] ?? 0)
const [PostgreSQL] = databases

const { alerts } = parseConcordConfig(`
marketplaces: {}
accounts: {}
alerts:
  clocks:
    pendingExceptions:
      - { state: SHIPPING, marketplace: north, seller: shop-7, hours: 240 }
      - { state: SHIPPED, channel: FR, hours: 1200 }
`)
const now = '2026-06-01T00:00:00.000Z'

/** Pending orders of two marketplaces, 2,003 sellers and three channels, the newest since this day. */
const fill = (until: string) => sql`
  insert into monitor.pending (record_key, record_version, marketplace, state, seller_id, seller_name, channel, since)
  select 'north:order:' || n, 'v1', (array['north', 'south'])[1 + n % 2],
    (array['SHIPPING', 'SHIPPED', 'WAITING_ACCEPTANCE', 'TO_COLLECT'])[1 + (n / 2) % 4], 'shop-' || n % 2003, 'Shop ' || n % 2003,
    (array[null, 'FR', 'DE'])[1 + n % 3],
    to_char(${until}::timestamp - n * interval '10 seconds', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  from generate_series(1, ${orders}) n`

describe.skipIf(orders === 0)('pending orders at scale', () => {
  it.each([
    ['all of them late', '2026-01-01'],
    ['few of them late', '2027-01-01'],
  ])(
    'are looked at within a second, %s',
    async (what, until) => {
      const { db, close } = await (PostgreSQL as (typeof databases)[number])[1]()
      try {
        await fill(until).execute(db)
        const look = async (): Promise<number> => {
          const begun = performance.now()
          await postgresWatched(db).pending(pendingClocksOf(alerts), ['north', 'south'], now)
          return performance.now() - begun
        }
        const times = [await look(), await look(), await look()]
        await sql`analyze monitor.pending`.execute(db)
        for (let nth = 0; nth < 6; nth += 1) times.push(await look())
        process.stdout.write(`${orders}, ${what}: ${times.map((ms) => ms.toFixed(0)).join(', ')} ms\n`)
        expect(times.toSorted((left, right) => left - right)[4]).toBeLessThan(1_000)
      } finally {
        await close()
      }
    },
    900_000,
  )
})
