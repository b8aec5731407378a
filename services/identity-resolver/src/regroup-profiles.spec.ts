import { beforeEach, describe, expect, it } from 'vitest'
import { ada, grace, orderReceived, salesOrderReceived } from './testing/messages.js'
import { peopleInMemory } from './testing/people.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(() => {
  people = peopleInMemory()
})

const customer = (n: number): string => `customer:customer north c-${n}`
const emailOf = (address: string): string => `email:email ${address}`
const profiles = () => [...people.registry.tables().profiles.values()]
const orderOf = (id: string, n: number, email: string, created: number) =>
  orderReceived({ id, customer: `c-${n}`, email, created })

describe('a profile', () => {
  it('has the address that is shown best first, and the others in an order that no record moves', async () => {
    const [joan, bea] = ['joan@example.org', 'bea@example.org']
    await people.scene.arrive(orderOf('O1', 1, joan, 3), orderOf('O2', 1, ada, 2), orderOf('O3', 1, bea, 1))
    expect(profiles()).toMatchObject([{ addresses: [joan, ada, bea].map(emailOf) }])

    await people.scene.arrive(salesOrderReceived({ checkout: 'O3', email: bea }))
    expect(profiles()).toMatchObject([{ addresses: [bea, ada, joan].map(emailOf) }])
  })

  it('is gone once it is part of an older one, and each word on what is left has a revision of its own', async () => {
    await people.scene.arrive(orderOf('O1', 1, ada, 1), orderOf('O2', 2, grace, 2))
    const { revision } = people.registry.tables().last
    await people.scene.arrive(orderOf('O3', 1, grace, 3))

    expect(profiles()).toEqual([
      { id: people.seedOf(customer(1)), addresses: [grace, ada].map(emailOf), revision: revision + 1 },
    ])
    expect(people.registry.tables().news.map((item) => item.is === 'profile' && item.revision)).toEqual([revision + 1])
  })

  it('keeps its revision where its own records tell nothing new of it', async () => {
    await people.scene.arrive(orderOf('O1', 1, ada, 1), orderOf('O2', 2, grace, 2))
    const [, before] = profiles()
    await people.scene.arrive(orderOf('O3', 1, ada, 3), orderReceived({ id: 'O4', customer: 'c-2' }))

    expect(profiles()[1]).toEqual(before)
    expect(people.registry.tables().news).toEqual([])
  })

  it('is told of on either side after a split, with the orders that are of it now', async () => {
    await people.scene.arrive(orderOf('O1', 1, ada, 1), orderReceived({ id: 'G', email: grace, created: 2 }))
    await people.scene.merge({ profiles: [people.seedOf(customer(1)), people.seedOf(emailOf(grace))] })
    await people.told()
    await people.scene.split({ identifiers: [people.seedOf(emailOf(grace))] })

    const told = (await people.profilesTold()).map(({ profile, orders }) => [profile.email, orders])
    expect(told).toHaveLength(2)
    expect(told).toEqual(
      expect.arrayContaining([
        [ada, ['north:order:O1']],
        [grace, ['north:order:G']],
      ]),
    )
  })
})
