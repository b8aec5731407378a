import { embeddedBus } from '@concord/messaging'
import { onlyOperators, onlyReaders, parseConcordConfig, silentLog } from '@concord/runtime'
import { waitFor } from '@concord/testing'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { schema } from './adapters/tables.js'
import { createService } from './create-service.js'
import { databases, testVault } from './testing/databases.js'

const config = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed }
`)
const now = () => new Date('2026-03-02T12:00:00.000Z')

describe.each(databases)('the resolver on $name', ({ open }) => {
  it('keeps the addresses it told no longer than they may be told again', async () => {
    const held = await open()
    const bus = embeddedBus({ log: silentLog })
    const service = createService({
      ...{ database: held.database, vault: testVault, bus, log: silentLog, config, now },
      ...{ readers: onlyReaders('token of whoever reads'), operators: onlyOperators(undefined) },
    })
    try {
      const db = held.database.schema<unknown>(schema)
      const item = testVault.seal(JSON.stringify({ is: 'release', keys: ['north:order:O1'], at: '2026-03-01' }))
      await sql`insert into identity.news (at, item_sealed, is_told) values
        ('2026-03-01T12:00:00.000Z', ${item}, true), ('2026-03-01T12:00:00.001Z', ${item}, true)`.execute(db)
      const left = async () => (await sql<{ at: string }>`select at from identity.news`.execute(db)).rows
      await service.start()

      await waitFor(async () => (await left()).length < 2, { limitMs: 8_000, what: 'the old news' })
      expect(await left()).toEqual([{ at: '2026-03-01T12:00:00.001Z' }])
    } finally {
      await service.stop()
      await bus.close()
      await held.close()
    }
  })
})
