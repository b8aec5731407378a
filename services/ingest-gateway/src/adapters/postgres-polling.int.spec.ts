import { afterAll, beforeAll, describe } from 'vitest'
import { hintsContract } from '../hints.contract.js'
import { pollStateContract } from '../poll-state.contract.js'
import { databases, type DatabaseUnderTest } from '../testing/databases.js'
import { postgresHints } from './postgres-hints.js'
import { postgresPollState } from './postgres-poll-state.js'
import { schema, type Tables } from './tables.js'

describe.each(databases)('polling on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  afterAll(() => held.close())

  describe('its state', () => {
    pollStateContract(async () => {
      await held.empty()
      return postgresPollState(held.database.schema<Tables>(schema))
    })
  })

  describe('its hints', () => {
    hintsContract(async (now) => {
      await held.empty()
      return postgresHints(held.database.schema<Tables>(schema), now)
    })
  })
})
