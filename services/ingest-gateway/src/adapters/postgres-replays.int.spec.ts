import { sql } from 'kysely'
import { afterAll, beforeAll, describe } from 'vitest'
import type { Item } from '../ports.js'
import { replayContract } from '../replay.contract.js'
import { retentionContract } from '../retention.contract.js'
import { clockAt } from '../testing/clock.js'
import { databases, type DatabaseUnderTest, testVault as vault } from '../testing/databases.js'
import { invalidItem } from '../testing/items.js'
import { rawOrder } from '../testing/raw.js'
import { postgresPayloadDays } from './postgres-journal-retention.js'
import { postgresJournal } from './postgres-journal.js'
import { postgresReplays } from './postgres-replays.js'
import { schema, type Tables } from './tables.js'

describe.each(databases)('on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  afterAll(() => held.close())

  const parts = async () => {
    await held.empty()
    const clock = clockAt('2026-03-01T12:00:00Z')
    const needs = { db: held.database.schema<Tables>(schema), vault, now: clock.now }
    const journal = postgresJournal(needs)
    const [replays, others] = [postgresReplays(needs), postgresReplays(needs)]
    return { clock, journal, replays, others, days: postgresPayloadDays(needs), db: needs.db }
  }

  describe('replays', () => {
    replayContract(async () => {
      const { journal, ...others } = await parts()
      const storeRefused = async (fields: object): Promise<Item> => {
        const item = invalidItem()
        // The hash of what was refused says nothing of age, and may be the greater one.
        const version = item.version.replace(/[^~]*$/, 'f'.repeat(16))
        const refused = { ...item, version, content: rawOrder(fields) }
        await journal.store([refused], '2026-03-01T13:00:00.000Z')
        return refused
      }
      return { journal, storeRefused, ...others }
    })
  })

  describe('the retention', () => {
    retentionContract(async () => {
      const { db, ...others } = await parts()
      const counts = async () => {
        const { rows } = await sql<{ payloads: number; dataKeys: number }>`select
          (select count(*)::int from ingest.payloads) as payloads,
          (select count(*)::int from ingest.data_keys) as "dataKeys"`.execute(db)
        return rows[0] ?? { payloads: -1, dataKeys: -1 }
      }
      return { ...others, counts }
    })
  })
})
