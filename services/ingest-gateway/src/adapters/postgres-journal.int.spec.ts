import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { journalContract } from '../journal.contract.js'
import { clockAt } from '../testing/clock.js'
import { databases, type DatabaseUnderTest, onPostgres, testVault } from '../testing/databases.js'
import { orderItem } from '../testing/items.js'
import { postgresJournal } from './postgres-journal.js'
import { schema, type Tables } from './tables.js'

const journalOn = ({ database }: DatabaseUnderTest, clock = clockAt('2026-03-01T12:00:00Z')) =>
  postgresJournal({ db: database.schema<Tables>(schema), vault: testVault, now: clock.now })

describe.each(databases)('the journal on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  afterAll(() => held.close())

  journalContract(async () => {
    await held.empty()
    const clock = clockAt('2026-03-01T12:00:00Z')
    return { journal: journalOn(held, clock), clock, everything: held.everything }
  })
})

it('says that it is away when the database is, and accepts nothing', async () => {
  const held = await onPostgres()
  const journal = journalOn(held)
  await held.close()

  await expect(journal.store([orderItem()], '2026-03-01T13:00:00.000Z')).rejects.toMatchObject({
    name: 'JournalUnavailable',
    code: 'journal-unavailable',
  })
})
