import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { ada, grace, orderReceived, salesOrderReceived } from './testing/messages.js'
import { peopleInMemory } from './testing/people.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(() => {
  people = peopleInMemory()
})

const seedOf = (name: string): string => people.seedOf(name)
const shopper = 'storefront:storefront north s-1'
const [emailOfAda, emailOfGrace] = [ada, grace].map((one) => `email:email ${one}`) as [string, string]
const profileOf = (name: string) => people.registry.tables().identifiers.get(name)?.profileId

describe('a merge by a record that showed somebody new as well', () => {
  /** The storefront says that Ada’s order is of a shopper unknown so far, at Grace’s address. */
  const mergedByStorefront = () =>
    people.scene.arrive(
      orderReceived({ id: 'O2', customer: 'c-2', email: grace, created: 2 }),
      orderReceived({ id: 'O1', customer: 'c-1', email: ada, created: 1 }),
      salesOrderReceived({ checkout: 'O1', email: grace, shopper: 's-1' }),
    )

  it('is undone in one act, and who was new stays with the customer whose order it was', async () => {
    await mergedByStorefront()
    expect(await people.owner('O1')).toBe(await people.owner('O2'))

    expect(await people.scene.split({ merge: '1' })).toMatchObject({ is: 'done', isWhole: true })
    expect([profileOf('customer:customer north c-1'), profileOf(emailOfAda), profileOf(shopper)]).toEqual(
      Array.from({ length: 3 }, () => seedOf('customer:customer north c-1')),
    )
    expect(profileOf('customer:customer north c-2')).toBe(profileOf(emailOfGrace))
    expect(profileOf(emailOfGrace)).not.toBe(profileOf(emailOfAda))
  })

  it('leaves who was new with the side that a person names', async () => {
    await mergedByStorefront()
    await people.scene.split({ merge: '1', newbornsWith: seedOf(emailOfGrace) })

    expect(profileOf(shopper)).toBe(profileOf(emailOfGrace))
    expect(await people.owner('O1')).not.toBe(await people.owner('O2'))
  })

  it('is not undone for the sake of somebody who had no part in it', async () => {
    await mergedByStorefront()
    const stranger = '00000000-0000-4000-8000-000000000000'

    for (const newbornsWith of [stranger, seedOf(shopper)])
      expect(await people.scene.split({ merge: '1', newbornsWith })).toEqual({ is: 'unknown', id: newbornsWith })
    expect(await people.owner('O1')).toBe(await people.owner('O2'))
  })

  it('leaves who was new with the older side where nothing shown is stronger', async () => {
    await people.scene.arrive(
      orderReceived({ id: 'O1', email: grace, created: 1 }),
      orderReceived({ id: 'O2', email: ada, created: 2 }),
      orderReceived({ id: 'O3', email: ada, fields: { card: '7', 'real-email': grace } }),
    )
    await people.scene.split({ merge: '1' })

    expect(profileOf('loyalty:loyalty north 7')).toBe(profileOf(emailOfGrace))
    expect(await people.owner('O1')).not.toBe(await people.owner('O2'))
  })
})

describe('merge, then split', () => {
  const person = fc.record({
    customer: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    email: fc.integer({ min: 1, max: 4 }),
  })
  const word = fc.record({
    checkout: fc.nat({ max: 5 }),
    email: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    shopper: fc.option(fc.constantFrom('s-1', 's-2'), { nil: undefined }),
  })
  const orderOf = ({ customer, email }: { customer: number | undefined; email: number }, nth: number) =>
    orderReceived({
      ...{ id: `O${nth}`, created: nth, email: `person${email}@example.org` },
      ...(customer === undefined ? {} : { customer: `c-${customer}` }),
    })
  const wordOf = ({ checkout, email, shopper: id }: { checkout: number; email?: number; shopper?: string }) =>
    salesOrderReceived({
      checkout: `O${checkout}`,
      ...(email === undefined ? {} : { email: `person${email}@example.org` }),
      ...(id === undefined ? {} : { shopper: id }),
    })

  it('leaves everybody who was there where they were, whoever came in with the merge', async () => {
    let undone = 0
    await fc.assert(
      fc.asyncProperty(fc.array(person, { minLength: 3, maxLength: 6 }), word, async (orders, last) => {
        people = peopleInMemory()
        for (const [nth, one] of orders.entries()) await people.scene.handler(orderOf(one, nth))
        const before = [...people.registry.tables().identifiers.values()].map(({ name, profileId }) => [
          name,
          profileId,
        ])
        const past = people.registry.tables().changes.length
        await people.scene.handler(wordOf(JSON.parse(JSON.stringify(last))))
        const [change, ...others] = people.registry.tables().changes.slice(past)
        fc.pre(change?.is === 'merge' && others.length === 0)

        expect(await people.scene.split({ merge: String(past + 1) })).toMatchObject({ is: 'done' })
        expect(before.map(([name = '']) => [name, profileOf(name)])).toEqual(before)
        undone += 1
      }),
      { numRuns: 20, endOnFailure: true },
    )
    expect(undone).toBe(20)
  }, 60_000)
})
