import { afterAll, beforeAll, describe } from 'vitest'
import { databases, type DatabaseUnderTest } from '../testing/databases.js'
import { writeBackBookContract } from '../write-back-book.contract.js'
import { postgresConsentLedger } from './postgres-consent-ledger.js'
import { postgresWriteBackBook } from './postgres-write-back-book.js'
import { schema, type Tables } from './tables.js'

describe.each(databases)('the queue of write-backs on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  afterAll(() => held.close())

  writeBackBookContract(async () => {
    await held.empty()
    const tables = held.database.schema<Tables>(schema)
    return { book: postgresWriteBackBook(tables), ledger: postgresConsentLedger(tables) }
  })
})
