import { beforeEach, describe, expect, it } from 'vitest'
import { ada, grace, orderReceived, proxy, salesOrderReceived } from './testing/messages.js'
import { peopleInMemory } from './testing/people.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(() => {
  people = peopleInMemory()
})

const [first, second] = ['customer:customer north c-1', 'customer:customer north c-2'] as const
const emailOf = (address: string): string => `email:email ${address}`
const noon = '2026-03-01T12:00:00.000Z'

describe('the word of a storefront', () => {
  it('counts as an address of everybody whose orders are of the checkout', async () => {
    await people.scene.arrive(
      orderReceived({ id: 'O1', checkout: 'C', customer: 'c-1', email: ada }),
      orderReceived({ id: 'O2', checkout: 'C', customer: 'c-2', email: proxy }),
      salesOrderReceived({ checkout: 'C', email: grace }),
    )
    const { identifiers, edges } = people.registry.tables()

    expect([first, second].map((name) => identifiers.get(name)?.addresses)).toEqual([2, 1])
    expect(edges.get([second, emailOf(grace)].join())).toEqual({
      ...{ pair: [second, emailOf(grace)], record: 'north:sales-order:C', strength: 'sales-order', since: noon },
    })
    expect(identifiers.get(emailOf(grace))).toMatchObject({ strength: 'sales-order', address: grace, scope: 'shared' })
  })

  it('is learned alone on the checkout, on its orders, and on everybody whom either shows', async () => {
    await people.scene.arrive(orderReceived({ id: 'O1', checkout: 'C', customer: 'c-1', email: ada }))
    const { scene, seen } = people.watched()
    await scene.arrive(salesOrderReceived({ checkout: 'C', email: grace, shopper: 's-1' }))

    const shopper = 'storefront:storefront north s-1'
    expect(seen.begun).toEqual([
      ['checkout checkout north C', ...[shopper, emailOf(grace)].map((name) => `identifier ${name}`)],
    ])
    expect(new Set(seen.held.flat())).toEqual(
      new Set([
        'order north:order:O1',
        ...[first, emailOf(ada), shopper, emailOf(grace)].map((name) => `identifier ${name}`),
        `profile ${people.seedOf(first)}`,
        ...[shopper, emailOf(grace)].map((name) => `profile ${people.seedOf(name)}`),
      ]),
    )
  })

  it('is known by the newest, with all that any of them showed', async () => {
    await people.scene.arrive(
      salesOrderReceived({ checkout: 'C', email: ada, told: 2 }),
      salesOrderReceived({ checkout: 'C', email: grace, told: 1 }),
    )
    const [checkout] = [...people.registry.tables().checkouts.values()]

    expect(checkout?.version).toBe(salesOrderReceived({ told: 2 }).recordversion)
    expect(checkout?.sights.map(({ name }) => name)).toEqual([emailOf(ada), emailOf(grace)])
  })
})
