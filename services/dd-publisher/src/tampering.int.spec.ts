import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { comparingIn, tamperingWith, olga } from './testing/comparing.js'
import { contactAt } from './testing/looks.js'
import { orderKeys, ownerOf, people, seed, sellers, shortly } from './testing/shop-world.js'
import { openWorld, type World } from './testing/world.js'

let world: World
beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

type Valued<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never
type Json = Readonly<Record<string, unknown>>

const stateOf = async () => {
  const { contacts, records } = await world.dotdigital.state()
  const standing = Object.entries(records).flatMap(([collection, byKey]) =>
    Object.entries(byKey).map(([key, { json, ownerContactId }]) => [`${collection} ${key}`, { json, ownerContactId }]),
  )
  const people = contacts.map((contact) => [contact.contactId, contact.dataFields, contact.emailStatus])
  return { standing: Object.fromEntries(standing), people }
}

describe('what is tampered with', () => {
  const alterations = {
    orderTotal: (json: Json) => ({ ...json, orderTotal: 999 }),
    orderStatus: (json: Json) => ({ ...json, orderStatus: 'ODD' }),
    purchaseDate: (json: Json) => ({ ...json, purchaseDate: '2020-01-01T00:00:00.000Z' }),
    carrier: (json: Json) => ({ ...json, carrier: 'Nobody' }),
    'products[1].name': (json: Json) => {
      const [first, second] = json['products'] as readonly Json[]
      return { ...json, products: [first, { ...second, name: 'A house' }] }
    },
  }
  const done = fc.oneof(
    fc.constant({ is: 'deleted' } as const),
    fc.constantFrom(...(Object.keys(alterations) as (keyof typeof alterations)[])).map((field) => ({
      ...({ is: 'altered' } as const),
      field,
    })),
    fc.constantFrom(...people, 'sub3').map((to) => ({ is: 'misplaced', to }) as const),
    fc.constant({ is: 'copied' } as const),
  )
  const tampering = fc.record({
    orders: fc.uniqueArray(fc.tuple(fc.constantFrom(...orderKeys), done), { maxLength: 12, selector: ([key]) => key }),
    sellers: fc.uniqueArray(fc.tuple(fc.constantFrom(...sellers), fc.boolean()), { selector: ([key]) => key }),
    contacts: fc.subarray(people, { maxLength: 3 }),
    part: fc.nat(),
  })

  const tamper = () => tamperingWith(world)

  const spoil = async (key: string, how: Valued<typeof done>): Promise<string[]> => {
    if (how.is === 'deleted') {
      await tamper().remove(key)
      return [`order ${key} missing`]
    }
    if (how.is === 'altered') {
      await tamper().alter(key, alterations[how.field])
      return [`order ${key} different ${how.field}`]
    }
    if (how.is === 'copied') {
      const record = await world.dotdigital.record(key)
      const id = key.replace('north-N', 'X')
      await tamper().put(record?.ownerContactId ?? 0, `north-${id}`, { ...(record?.json as object), id })
      return [`order north-${id} extra`]
    }
    if (how.to === ownerOf(key)) return []
    await tamper().misplace(key, await contactAt(world, `${how.to}@example.org`))
    return [`order ${key} wrong-contact`]
  }

  const spoilAll = async (all: Valued<typeof tampering>): Promise<string[]> => {
    const expected: string[] = []
    for (const [key, how] of all.orders) expected.push(...(await spoil(key, how)))
    for (const [key, isDeleted] of all.sellers) {
      const json = (await world.dotdigital.record(key, 'Sellers'))?.json as object
      await (isDeleted ? tamper().removeSeller(key) : tamper().putSeller(key, { ...json, name: 'Nobody' }))
      expected.push(`seller ${key} ${isDeleted ? 'missing' : 'different name'}`)
    }
    for (const name of all.contacts) {
      const contactId = await contactAt(world, `${name}@example.org`)
      await tamper().setFields(contactId, { MP_SPEND: 7, MP_CURRENCY: 'XYZ' })
      expected.push(`contact ${contactId} different MP_SPEND MP_CURRENCY`)
    }
    return expected.toSorted()
  }

  it('is named, exactly that, and mended, exactly that', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(tampering, async (all) => {
        await world.reset()
        const comparing = comparingIn(world)
        const compare = async () => (await comparing.compare()).map(shortly).toSorted()
        await seed(world)
        const before = await stateOf()
        expect(await compare()).toEqual([])
        const expected = await spoilAll(all)

        const id = await comparing.begin()
        const { found } = await comparing.finish(id)
        const differences = await comparing.differences(id)
        expect(differences.map(shortly).toSorted()).toEqual(expected)
        expect(found).toBe(expected.length)
        expect(await compare()).toEqual(expected)

        const some = differences.filter((_, nth) => nth % 2 === all.part % 2)
        const spoilt = await stateOf()
        const dry = await comparing.comparisons.ask(id, { differences: 'all', isDryRun: true }, olga)
        expect(dry).toEqual({ repairs: expected.length, refused: [] })
        await comparing.round()
        expect(await stateOf()).toEqual(spoilt)

        if (some.length > 0) {
          await comparing.repair(
            id,
            some.map(({ n }) => n),
          )
        }
        const mended = new Set(some.map(shortly))
        expect(await compare()).toEqual(expected.filter((one) => !mended.has(one)))

        await comparing.repair(id, 'all')
        expect(await compare()).toEqual([])
        expect(await stateOf()).toEqual(before)
      }),
      { numRuns: 10 },
    )
  })
})
