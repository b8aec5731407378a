import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registryContract } from '../registry.contract.js'
import { databases, type DatabaseUnderTest, testVault } from '../testing/databases.js'
import { orderReceived, proxy, returnReceived } from '../testing/messages.js'
import { sceneOn } from '../testing/scene.js'
import { postgresRegistry } from './postgres-registry.js'

describe.each(databases)('the registry on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  afterAll(() => held.close())

  const emptied = async () => {
    await held.empty()
    return postgresRegistry(held.database, testVault, () => new Date('2026-03-01T12:00:00Z'))
  }

  registryContract(emptied)

  it('keeps no address and no customer id in clear', async () => {
    await sceneOn(await emptied()).arrive(
      orderReceived({ id: 'O1', customer: 'secret-customer', email: proxy }),
      orderReceived({ id: 'O2', customer: 'secret-customer', email: 'ada.secret@example.org' }),
      orderReceived({ id: 'O3', customer: 'Boss.Secret@Example.org', email: 'GUEST.secret@example.org' }),
      returnReceived('O9'),
    )

    const text = await held.everything()
    expect(text).toContain('north:order:O1')
    expect(text).not.toMatch(/secret|example\.org|notification|Ada/i)
  })
})
