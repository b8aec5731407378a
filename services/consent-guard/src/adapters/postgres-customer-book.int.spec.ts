import { afterAll, beforeAll, describe } from 'vitest'
import { customerBookContract } from '../customer-book.contract.js'
import { databases, type DatabaseUnderTest } from '../testing/databases.js'
import { postgresCustomerBook } from './postgres-customer-book.js'
import { schema, type Tables } from './tables.js'

describe.each(databases)('the book of customers on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  afterAll(() => held.close())

  customerBookContract(async () => {
    await held.empty()
    return postgresCustomerBook(held.database.schema<Tables>(schema))
  })
})
