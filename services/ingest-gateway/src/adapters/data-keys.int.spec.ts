import { afterAll, beforeAll, expect, it } from 'vitest'
import { type DatabaseUnderTest, onPostgres, testVault } from '../testing/databases.js'
import { loadDataKeys } from './data-keys.js'
import { schema, type Tables } from './tables.js'

let held: DatabaseUnderTest
beforeAll(async () => {
  held = await onPostgres()
})
afterAll(() => held.close())

it('gives two pages that name the same new customers in different orders the same keys, without a deadlock', async () => {
  const db = held.database.schema<Tables>(schema)
  for (let turn = 0; turn < 5; turn += 1) {
    const subjects = Array.from({ length: 3_000 }, (_none, index) => `customer ${turn} ${index}`)
    const keysFor = (named: readonly string[]) =>
      db.transaction().execute((transaction) => loadDataKeys(transaction, testVault, named))

    const [one, other] = await Promise.all([keysFor(subjects), keysFor(subjects.toReversed())])

    for (const subject of subjects.slice(0, 50)) expect(other.keyOf(subject)).toEqual(one.keyOf(subject))
  }
})
