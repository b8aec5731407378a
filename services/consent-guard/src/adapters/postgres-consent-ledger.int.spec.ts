import { afterAll, beforeAll, describe } from 'vitest'
import { consentLedgerContract } from '../consent-ledger.contract.js'
import { databases, type DatabaseUnderTest } from '../testing/databases.js'
import { postgresConsentLedger, schema, type Tables } from './postgres-consent-ledger.js'

describe.each(databases)('the ledger on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  afterAll(() => held.close())

  consentLedgerContract(async () => {
    await held.empty()
    return postgresConsentLedger(held.database.schema<Tables>(schema))
  })
})
