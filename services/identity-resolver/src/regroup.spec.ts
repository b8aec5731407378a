import { partition } from '@concord/domain'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { groupedBy } from './grouped.js'
import { clustersOf } from './testing/expected-people.js'
import { ada, orderReceived, proxy } from './testing/messages.js'
import { peopleInMemory, plainWho } from './testing/people.js'
import { marketplaces, sceneOn } from './testing/scene.js'
import { partitionRules, type Who, whoBy } from './who.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(() => {
  people = peopleInMemory()
})

const desk = 'desk@example.org'
const atDesk = (n: number, updated = 0) =>
  orderReceived({ id: `O${n}`, customer: `c-${n}`, email: desk, created: n, updated })
const seedOfCustomer = (n: number): string => people.seedOf(`customer:customer north c-${n}`)
const numbers = (last: number): number[] => Array.from({ length: last }, (_none, nth) => nth + 1)
const ordersTold = async () => (await people.profilesTold()).map(({ profile, orders }) => [profile.email, orders])

describe('whoever would be of too many to be one person', () => {
  it('keeps the profile that was told before, and only what comes now is quarantined, with the number', async () => {
    await people.scene.arrive(...numbers(5).map((n) => atDesk(n)))
    await people.told()

    expect(await people.scene.arrive(atDesk(6), atDesk(1, 9))).toEqual([
      'O6 is quarantined: oversized-identity',
      'O1 is quarantined: oversized-identity',
    ])
    expect(people.scene.fateOf('north:order:O1')).toMatchObject({
      data: { detail: '7 or more ids and addresses, where one person has at most 6' },
    })
    expect(await people.told()).toEqual([])
  })

  it('says the number and the limit of an order that shows nothing but the address', async () => {
    await people.scene.arrive(...numbers(6).map((n) => atDesk(n)), orderReceived({ id: 'G', email: desk }))

    expect(people.scene.fateOf('north:order:G')).toMatchObject({
      data: { detail: '7 or more ids and addresses, where one person has at most 6' },
    })
  })

  it('is told again whose the orders are, once they are few enough', async () => {
    await people.scene.arrive(...numbers(6).map((n) => atDesk(n)))
    const owner = seedOfCustomer(1)
    await people.scene.split({ identifiers: [seedOfCustomer(6)] })

    expect(await ordersTold()).toEqual([[desk, numbers(5).map((n) => `north:order:O${n}`)]])
    expect(await people.owner('O5')).toBe(owner)
  })

  it('is told to be of nobody where a person parts all of them', async () => {
    await people.scene.arrive(...numbers(6).map((n) => atDesk(n)))
    await people.scene.split({ identifiers: [people.seedOf(`email:email ${desk}`)] })

    expect(await ordersTold()).toEqual(numbers(5).map((n) => [undefined, [`north:order:O${n}`]]))
  })

  it('is a person when a record comes again after the limit was raised', async () => {
    await people.scene.arrive(...numbers(6).map((n) => atDesk(n)))
    const raised = { ...marketplaces, north: { ...marketplaces.north, clusterLimit: 7 } }
    const who = whoBy({ marketplaces: raised, hash: (text) => text })
    const later = sceneOn({ registry: people.registry, who, now: () => new Date('2026-03-02') })

    expect(await later.arrive(atDesk(6))).toEqual(['O6 is of desk@example.org'])
    expect(await ordersTold()).toEqual([[desk, numbers(5).map((n) => `north:order:O${n}`)]])
  })

  it('costs a newcomer neither a lock nor a change of those who are there', async () => {
    await people.scene.arrive(...numbers(9).map((n) => atDesk(n)))
    const { scene, seen } = people.watched()
    await scene.arrive(atDesk(10))

    const [changed, held] = [seen.changed.flat(), seen.held.flat()]
    expect([...changed, ...held].filter((key) => /c-[1-9]$/.test(key))).toEqual([])
    for (const n of numbers(9)) expect(held).not.toContain(`profile ${seedOfCustomer(n)}`)
    expect(people.scene.fateOf('north:order:O9')).toMatchObject({ data: { reason: 'oversized-identity' } })
  })
})

describe('what is kept', () => {
  const order = fc.record({
    customer: fc.integer({ min: 1, max: 9 }),
    email: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
  })
  const act = fc.oneof(
    { weight: 4, arbitrary: fc.record({ is: fc.constant('order' as const), order }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('split' as const), nth: fc.nat({ max: 13 }) }) },
  )

  it('is what the evidence that counts comes to, whatever is shown and taken back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 30 }), async (acts) => {
        people = peopleInMemory()
        for (const [nth, one] of acts.entries()) {
          if (one.is === 'order') await people.scene.arrive(orderOf(one.order, nth))
          else await people.scene.split({ identifiers: seedAt(one.nth) })
          expect(found()).toEqual(expected(plainWho))
          expect(toldWrong()).toEqual([])
        }
      }),
      { numRuns: 60, endOnFailure: true },
    )
  }, 60_000)

  const orderOf = ({ customer, email }: { customer: number; email: number | undefined }, nth: number) =>
    orderReceived({
      ...{ id: `O${nth}`, created: nth, customer: `c-${customer}` },
      email: email === undefined ? proxy : `person${email}@example.org`,
    })
  const seedAt = (nth: number): string[] => {
    const seeds = [...people.registry.tables().identifiers.values()].map(({ seed }) => seed)
    return seeds.length === 0 ? [ada] : [seeds[nth % seeds.length] ?? ada]
  }
  /** Orders whose owner is another than was told last; of a crowd nothing is told. */
  const toldWrong = (): string[] => {
    const { orders, identifiers, news } = people.registry.tables()
    return [...orders.values()].flatMap(({ key, anchor = '', isIdentified }) => {
      const owner = identifiers.get(anchor)
      if (!isIdentified || owner === undefined || owner.crowd !== undefined) return []
      const words = [
        people.scene.personOf(key),
        ...news.filter((item) => item.is === 'profile' && item.orders.includes(key)),
      ]
      const [newest] = words
        .flatMap((word) => (word !== undefined && 'profileId' in word ? [word] : []))
        .toSorted((one, other) => (other.revision ?? 0) - (one.revision ?? 0))
      return newest?.profileId === owner.profileId ? [] : [key]
    })
  }
  const found = () => {
    const all = [...people.registry.tables().identifiers.values()]
    return {
      people: clustersOf([...groupedBy(all, ({ profileId }) => profileId).values()].map((some) => some.map(nameOf))),
      crowded: all
        .filter(({ crowd }) => crowd !== undefined)
        .map(nameOf)
        .toSorted(),
    }
  }
  const expected = (who: Who) => {
    const { identifiers, edges } = people.registry.tables()
    const pairs = [...edges.values()].flatMap(({ pair, verdict }) => (verdict === 'denied' ? [] : [pair]))
    const clusters = partition([...identifiers.keys()], pairs, partitionRules(who, identifiers))
    return {
      people: clustersOf(clusters.map(({ names }) => names)),
      crowded: clusters.flatMap(({ names, crowd }) => (crowd === undefined ? [] : names)).toSorted(),
    }
  }
  const nameOf = ({ name }: { name: string }): string => name
})
