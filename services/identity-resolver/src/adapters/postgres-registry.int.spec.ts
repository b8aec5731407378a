import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registryContract } from '../registry.contract.js'
import { databases, type DatabaseUnderTest, testVault } from '../testing/databases.js'
import { orderReceived, proxy, returnReceived, salesOrderReceived } from '../testing/messages.js'
import { sceneOn, whoIn } from '../testing/scene.js'
import { postgresRegistry } from './postgres-registry.js'

const now = () => new Date('2026-03-01T12:00:00Z')

describe.each(databases)('the registry on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  afterAll(() => held.close())

  const emptied = async () => {
    await held.empty()
    const who = whoIn((text) => testVault.hash(text))
    return { registry: postgresRegistry(held.database, testVault, now), who, now }
  }

  registryContract(emptied)

  it('keeps no address, no customer id and no word of a person in clear', async () => {
    const scene = sceneOn(await emptied())
    await scene.arrive(
      orderReceived({ id: 'O1', customer: 'secret-customer', email: proxy }),
      orderReceived({ id: 'O2', customer: 'secret-customer', email: 'ada.secret@example.org' }),
      orderReceived({ id: 'O3', customer: 'Boss.Secret@Example.org', email: 'GUEST.secret@example.org' }),
      orderReceived({ id: 'O4', customer: 'c-4', fields: { card: 'secret-card', 'real-email': 'x@secret.example' } }),
      salesOrderReceived({ checkout: 'O4', shopper: 'secret-shopper', email: 'new.secret@example.org' }),
      returnReceived('O9'),
    )
    const profiles = [await scene.ownerOf('north:order:O2'), await scene.ownerOf('north:order:O3')] as const
    await scene.merge({ profiles: [profiles[0] ?? '', profiles[1] ?? ''] })

    const text = await held.everything()
    expect(text).toContain('north:order:O1')
    // Only what sealed text cannot spell by chance: more than five letters, or a space, or a dot.
    expect(text).not.toMatch(/secret|example\.org|notification|augusta|of operations|wrote in/i)
  })
})
