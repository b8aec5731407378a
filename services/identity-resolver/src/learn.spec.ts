import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { groupedBy } from './grouped.js'
import { clustersOf, expectedPeople } from './testing/expected-people.js'
import { orderReceived, proxy } from './testing/messages.js'
import { peopleInMemory, plainWho } from './testing/people.js'

describe('the resolver and the pure function', () => {
  const order = fc.record({
    customer: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
    email: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
    card: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined, freq: 1 }),
  })
  const orders = fc.array(order, { minLength: 1, maxLength: 22 }).map((all) =>
    all.map(({ customer, email, card }, nth) =>
      orderReceived({
        ...{ id: `O${nth}`, created: nth },
        ...(customer === undefined ? {} : { customer: `c-${customer}` }),
        ...(email === undefined ? { email: proxy } : { email: `person${email}@example.org` }),
        ...(card === undefined ? {} : { fields: { card: String(card) } }),
      }),
    ),
  )
  const shuffled = orders.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
  )
  const found = ({ registry }: ReturnType<typeof peopleInMemory>) => {
    const people = groupedBy(registry.tables().identifiers.values(), ({ profileId }) => profileId)
    return clustersOf([...people.values()].map((members) => members.map(({ name }) => name)))
  }

  it('agree on who is who, in whatever order the records come, one at a time', async () => {
    await fc.assert(
      fc.asyncProperty(shuffled, async ([all, other]) => {
        for (const arriving of [all, other]) {
          const people = peopleInMemory()
          for (const message of arriving) await people.scene.handler(message)
          expect(found(people)).toEqual(expectedPeople(plainWho, all))
        }
      }),
      { numRuns: 60, endOnFailure: true },
    )
  }, 60_000)
})
