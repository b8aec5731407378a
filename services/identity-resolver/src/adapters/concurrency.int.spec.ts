import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Registry } from '../ports.js'
import { databases, type DatabaseUnderTest, testVault } from '../testing/databases.js'
import { clustersOf, expectedPeople } from '../testing/expected-people.js'
import { orderReceived, salesOrderReceived } from '../testing/messages.js'
import { marketplaces, type Scene, sceneOn, whoIn } from '../testing/scene.js'
import { whoBy } from '../who.js'
import { postgresRegistry } from './postgres-registry.js'
import { schema, type Tables } from './tables.js'

const now = () => new Date('2026-03-01T12:00:00Z')
const who = whoIn((text) => testVault.hash(text))

let held: DatabaseUnderTest
let replicas: readonly Registry[]
beforeAll(async () => {
  const [onPostgres] = databases
  held = await onPostgres.open()
  replicas = Array.from({ length: 4 }, () => postgresRegistry(held.database, testVault, now))
})
afterAll(() => held.close())

type Order = ReturnType<typeof orderReceived>

const foundNow = async () => {
  const db = held.database.schema<Tables>(schema)
  const identifiers = await db.selectFrom('identifiers').selectAll().execute()
  const profiles = await db.selectFrom('profiles').selectAll().execute()
  const members = new Map<string, string[]>()
  for (const { profile_id, name } of identifiers) members.set(profile_id, [...(members.get(profile_id) ?? []), name])
  return { identifiers, profiles, clusters: clustersOf(members.values()) }
}

/** Few ids and addresses, so that everything hangs together, falls apart and grows too large. */
const order = fc.record({
  marketplace: fc.constantFrom('north', 'south'),
  customer: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  email: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
  card: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined, freq: 1 }),
})
const orders = fc.array(order, { minLength: 20, maxLength: 40 }).map((all) =>
  all.map(({ marketplace, customer, email, card }, nth) =>
    orderReceived({
      ...{ marketplace, id: `O${nth}`, created: nth },
      ...(customer === undefined ? {} : { customer: `c-${customer}` }),
      ...(email === undefined ? {} : { email: `person${email}@example.org` }),
      ...(card === undefined ? {} : { fields: { card: String(card) } }),
    }),
  ),
)

const handlerAt = (scenes: readonly Scene[], nth: number): Scene['handler'] => {
  const scene = scenes[nth % scenes.length]
  if (scene === undefined) throw new Error('there are no replicas')
  return scene.handler
}

/** Each record twice, by whichever replica, all at once. */
const arriveAtOnce = async (all: readonly Order[]): Promise<void> => {
  const scenes = replicas.map((registry) => sceneOn({ registry, who, now }))
  await Promise.all([...all, ...all.toReversed()].map((one, nth) => handlerAt(scenes, nth)(one)))
}

it('comes to what the evidence says, by many replicas at once, without a deadlock or a double profile', async () => {
  await fc.assert(
    fc.asyncProperty(orders, async (all) => {
      await held.empty()
      await arriveAtOnce(all)

      const { identifiers, profiles, clusters } = await foundNow()
      expect(clusters).toEqual(expectedPeople(who, all))
      expect(new Set(profiles.map(({ id }) => id))).toEqual(new Set(identifiers.map(({ profile_id }) => profile_id)))
      for (const { profile_id } of identifiers) expect(identifiers.map(({ seed }) => seed)).toContain(profile_id)
    }),
    { numRuns: 8, endOnFailure: true },
  )
}, 300_000)

it('makes one person of a chain whose links all arrive at once', async () => {
  for (let turn = 0; turn < 15; turn += 1) {
    await held.empty()
    const links = [0, 1, 2].flatMap((nth) => [
      orderReceived({ id: `A${nth}`, customer: `c-${nth}`, email: `person${nth}@example.org` }),
      orderReceived({ id: `B${nth}`, customer: `c-${nth}`, email: `person${(nth + 1) % 3}@example.org` }),
    ])
    await arriveAtOnce(links)

    const { profiles, clusters } = await foundNow()
    expect([clusters.length, profiles.length]).toEqual([1, 1])
  }
}, 120_000)

it('tells of every order, last, whose it is in the end', async () => {
  // Of a crowd nothing is told.
  const north = { ...marketplaces.north, clusterLimit: 99 }
  const noCrowds = whoBy({ marketplaces: { ...marketplaces, north }, hash: (text) => testVault.hash(text) })
  for (let turn = 0; turn < 8; turn += 1) {
    await held.empty()
    const told = new Map<string, { revision: number; profileId: string }>()
    const hear = (key: string, word: { revision?: number | undefined; profileId: string }) => {
      const { revision = 0, profileId } = word
      if (revision >= (told.get(key)?.revision ?? 0)) told.set(key, { revision, profileId })
    }
    const all = [0, 1, 2, 3, 4].flatMap((nth) => [
      orderReceived({ id: `A${nth}`, customer: `c-${nth}`, email: `person${nth % 2}@example.org`, created: nth }),
      orderReceived({ id: `G${nth}`, checkout: `C${nth}`, customer: 'GUEST', email: `person${nth}@example.org` }),
      salesOrderReceived({ checkout: `C${nth}`, email: `person${(nth + 1) % 5}@example.org`, shopper: `s-${nth % 2}` }),
    ])
    const scenes = replicas.map((registry) => sceneOn({ registry, who: noCrowds, now }))
    const said = await Promise.all(all.map((one, nth) => handlerAt(scenes, nth)(one)))
    for (const message of said.flat())
      if (message.type === 'identified.order.v1') hear(message.recordkey, message.data.person)
    const { rows } = await sql<{ item_sealed: string }>`select item_sealed from identity.news`.execute(
      held.database.schema(schema),
    )
    for (const { item_sealed } of rows) {
      const item = JSON.parse(testVault.open(item_sealed)) as { orders: string[]; revision: number; profileId: string }
      for (const key of item.orders) hear(key, item)
    }

    expect(told.size).toBeGreaterThan(0)
    for (const [key, { profileId }] of told) expect(profileId).toBe(await scenes[0]?.ownerOf(key))
  }
}, 120_000)
