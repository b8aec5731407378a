import { afterAll, beforeAll, describe } from 'vitest'
import { copiesContract } from '../copies.contract.js'
import { clockAt } from '../testing/clock.js'
import { databases, type DatabaseUnderTest, forgetDeeds, testVault as vault } from '../testing/databases.js'
import { postgresCopies } from './postgres-copies.js'
import { postgresDeeds } from './postgres-deeds.js'
import { postgresJournal } from './postgres-journal.js'
import { schema, type Tables } from './tables.js'

describe.each(databases)(
  'copies on $name',
  ({ open }) => {
    let held: DatabaseUnderTest
    beforeAll(async () => {
      held = await open()
    })
    afterAll(() => held.close())

    const parts = async () => {
      await held.empty()
      await forgetDeeds(held)
      const clock = clockAt('2026-03-01T12:00:00Z')
      const needs = { db: held.database.schema<Tables>(schema), vault, now: clock.now }
      const trail = async () => (await postgresDeeds(needs.db).list({}, { limit: 99 })).deeds
      return { clock, journal: postgresJournal(needs), copies: postgresCopies(needs), trail }
    }

    copiesContract(parts)
  },
  120_000,
)
