import { migrate } from '@concord/storage'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { databases, testVault } from '../testing/databases.js'
import { orderReceived, proxy } from '../testing/messages.js'
import { sceneOn, whoIn } from '../testing/scene.js'
import { migrations } from './migrations.js'
import { postgresRegistry } from './postgres-registry.js'
import { schema } from './tables.js'

const now = () => new Date('2026-03-01T12:00:00Z')
const hashOf = (text: string) => testVault.hash(text)
const customer = (id: string) => hashOf(`customer north ${id}`)
const [ada, grace] = ['ada@example.org', 'grace@example.org']
const before = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0003'))

/** Two people and a nameless one, as the registry of profiles and links kept them. */
const rows = [
  sql`insert into identity.profiles values ('p1', ${testVault.seal(ada)}, '2026'), ('p2', ${testVault.seal(grace)}, '2026'), ('p3', null, '2026')`,
  sql`insert into identity.links values
    (${hashOf(`email ${ada}`)}, 'p1', 'email', '2026-02'), (${customer('c-1')}, 'p1', 'customer', '2026-01'),
    (${hashOf(`email ${grace}`)}, 'p2', 'email', '2026-01'), (${customer('c-3')}, 'p3', 'customer', '2026-03')`,
  sql`insert into identity.sightings values (${customer('c-1')}, ${hashOf(`email ${ada}`)}),
    (${customer('c-9')}, 'a'), (${customer('c-9')}, 'b'), (${customer('c-9')}, 'c'), (${customer('c-9')}, 'd')`,
  sql`insert into identity.order_owner values ('north:order:O1', 'p1'), ('north:order:O2', 'p2'), ('north:order:O3', 'p3')`,
  sql`insert into identity.waiting values ('north:order:O3', 'v1', 'p3', null, '2026-01'), ('north:return:R9', 'v1', null, 'north:order:O9', '2026-01')`,
]

describe.each(databases)('what the registry of links kept, on $name', ({ openEmpty }) => {
  it('is carried over: profiles with their ids, orders, shared ids and what waits', async () => {
    const held = await openEmpty()
    try {
      await migrate(held.database, schema, before)
      for (const row of rows) await row.execute(held.database.schema(schema))
      await migrate(held.database, schema, migrations)
      const registry = postgresRegistry(held.database, testVault, now)
      const scene = sceneOn({ registry, who: whoIn(hashOf), now })

      expect(await scene.ownerOf('north:order:O1')).toBe('p1')
      expect(
        await scene.arrive(
          orderReceived({ id: 'O1', customer: 'c-1', email: proxy }),
          orderReceived({ id: 'O5', customer: 'GUEST', email: grace }),
          orderReceived({ id: 'O3', customer: 'c-3', email: proxy }),
          orderReceived({ id: 'O9', customer: 'c-9', email: ada }),
          orderReceived({ id: 'O6', customer: 'c-3', email: grace }),
        ),
      ).toEqual([
        'O1 is of ada@example.org',
        'O5 is of grace@example.org',
        'O3 waits for identity-overdue',
        'O9 is quarantined: shared-customer-id',
        'O6 is of grace@example.org',
        'O3 is of grace@example.org',
      ])
      expect([await scene.ownerOf('north:order:O5'), await scene.ownerOf('north:order:O1')]).toEqual(['p2', 'p1'])
    } finally {
      await held.close()
    }
  })
})
