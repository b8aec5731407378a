import { beforeEach, describe, expect, it } from 'vitest'
import { merge } from './decide.js'
import type { Registry } from './ports.js'
import { ada, grace, orderReceived, proxy } from './testing/messages.js'
import { peopleInMemory, plainWho } from './testing/people.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(() => {
  people = peopleInMemory()
})

const noon = '2026-03-01T12:00:00.000Z'
const customer = (n: number): string => `customer:customer north c-${n}`
const emailOf = (address: string): string => `email:email ${address}`
const orderOf = (n: number, email = proxy, id = `O${n}`) => orderReceived({ id, customer: `c-${n}`, email })
/** A customer with so many addresses. */
const withAddresses = (n: number, count: number) =>
  Array.from({ length: count }, (_none, nth) => orderOf(n, `a${nth}.of${n}@example.org`, `O${n}-${nth}`))
const seedOf = (name: string): string => people.seedOf(name)
const releases = async () => (await people.told()).filter(({ type }) => type === 'command.replay.v1')

describe('a merge on a person’s word', () => {
  it('leaves as evidence what the person said, which goes before any record', async () => {
    await people.scene.arrive(orderOf(1, ada), orderOf(2, grace))
    await people.scene.merge({ profiles: [seedOf(emailOf(grace)), seedOf(emailOf(ada))] })

    const pair = [customer(1), customer(2)]
    expect(people.registry.tables().edges.get(pair.join())).toEqual({
      ...{ pair, strength: 'sales-order', since: noon, verdict: 'joined' },
    })
    expect(people.registry.tables().changes).toEqual([
      {
        ...{ is: 'merge', at: noon, decision: { by: 'Eve of operations', why: 'the customer wrote in' } },
        before: [
          { profileId: seedOf(customer(1)), names: [customer(1), emailOf(ada)] },
          { profileId: seedOf(customer(2)), names: [customer(2), emailOf(grace)] },
        ],
        after: [{ profileId: seedOf(customer(1)), names: [customer(1), customer(2), emailOf(ada), emailOf(grace)] }],
        evidence: [{ kinds: ['customer', 'customer'], record: undefined }],
      },
    ])
  })

  it('joins the oldest of each, whatever the order in which they are read', async () => {
    await people.scene.arrive(orderOf(1, ada), orderOf(2, grace))
    const reversed: Registry = {
      together: (keys, work) =>
        people.registry.together(keys, (names) =>
          work({ ...names, membersOf: async (ids) => (await names.membersOf(ids)).toReversed() }),
        ),
    }
    const profiles = [seedOf(customer(1)), seedOf(customer(2))] as const
    const needs = { registry: reversed, who: plainWho, now: () => new Date(noon) }
    await merge(needs, { profiles, by: 'Eve of operations', why: 'the customer wrote in' })

    expect(people.registry.tables().edges.get([customer(1), customer(2)].join())?.verdict).toBe('joined')
  })

  it('counts an address that it joins with an id, until it is undone', async () => {
    await people.scene.arrive(orderOf(1, ada), orderReceived({ id: 'G', email: grace }))
    const addresses = () => people.registry.tables().identifiers.get(customer(1))?.addresses
    await people.scene.merge({ profiles: [seedOf(customer(1)), seedOf(emailOf(grace))] })

    expect(addresses()).toBe(2)
    await people.scene.split({ merge: '1' })
    expect(addresses()).toBe(1)
  })

  it('writes nobody who stays as they were', async () => {
    await people.scene.arrive(orderOf(1, ada), orderOf(2, grace))
    const { scene, seen } = people.watched()
    await scene.merge({ profiles: [seedOf(customer(1)), seedOf(customer(2))] })

    expect(new Set(seen.changed.flat())).toEqual(new Set([customer(2), emailOf(grace)]))
  })

  it('is begun alone on nothing, and is alone on both profiles before it judges what they are', async () => {
    await people.scene.arrive(...withAddresses(1, 3), ...withAddresses(2, 2))
    const { scene, seen } = people.watched()
    const profiles = [seedOf(customer(1)), seedOf(customer(2))] as const
    await scene.merge({ profiles })

    expect(seen.begun).toEqual([[]])
    expect(new Set(seen.held.flat())).toEqual(new Set(profiles.map((id) => `profile ${id}`)))
  })

  it('releases nothing where there is nobody to write to', async () => {
    await people.scene.arrive(orderOf(1), orderOf(2))
    const [one, other] = [seedOf(customer(1)), seedOf(customer(2))]

    expect(await people.scene.merge({ profiles: [one, other] })).toMatchObject({ is: 'done', profileIds: [one] })
    expect(await people.told()).toEqual([])
  })

  it('releases once, and all that waited, oldest first', async () => {
    const waiting = orderReceived({ id: 'W', customer: 'c-1', email: proxy, updated: 2 })
    await people.scene.arrive(waiting, orderOf(1, proxy, 'V'), orderOf(2, ada))
    await people.scene.merge({ profiles: [seedOf(customer(1)), seedOf(customer(2))] })

    expect(await releases()).toMatchObject([{ data: { keys: ['north:order:V', 'north:order:W'] } }])
    expect(await releases()).toEqual([])
  })

  it('tells no release where nothing waited', async () => {
    await people.scene.arrive(orderOf(1, ada), orderOf(2, grace))
    await people.scene.merge({ profiles: [seedOf(customer(1)), seedOf(customer(2))] })

    expect(await releases()).toEqual([])
  })
})

describe('a merge that would make no person', () => {
  it('says which of the two nobody knows, the first of them first', async () => {
    await people.scene.arrive(orderOf(1, ada))
    const one = seedOf(customer(1))

    expect(await people.scene.merge({ profiles: ['nobody', one] })).toEqual({ is: 'unknown', id: 'nobody' })
    expect(await people.scene.merge({ profiles: [one, 'no one'] })).toEqual({ is: 'unknown', id: 'no one' })
    expect(await people.scene.merge({ profiles: ['nobody', 'no one'] })).toEqual({ is: 'unknown', id: 'nobody' })
  })

  it('stands for many where the very address would be one too many of an id', async () => {
    await people.scene.arrive(...withAddresses(1, 3), orderReceived({ id: 'G', email: grace }))
    const [one, address] = [seedOf(customer(1)), seedOf(emailOf(grace))]

    expect(await people.scene.merge({ profiles: [one, address] })).toEqual({ is: 'stands-for-many', id: one })
    expect(people.registry.tables().identifiers.get(customer(1))?.addresses).toBe(3)
  })

  it('is so already where two ids are of one profile', async () => {
    await people.scene.arrive(orderOf(1, ada))

    expect(await people.scene.merge({ profiles: [seedOf(emailOf(ada)), seedOf(customer(1))] })).toEqual({
      is: 'already-so',
    })
    expect([...people.registry.tables().edges.values()].map(({ verdict }) => verdict)).toEqual([undefined])
  })

  it('names the id that stands for many people', async () => {
    await people.scene.arrive(...withAddresses(1, 4), orderOf(2, grace))
    const [many, one] = [seedOf(customer(1)), seedOf(customer(2))]

    expect(await people.scene.merge({ profiles: [one, many] })).toEqual({ is: 'stands-for-many', id: many })
    expect(await people.scene.merge({ profiles: [many, one] })).toEqual({ is: 'stands-for-many', id: many })
  })

  it('names the one of a crowd', async () => {
    const desk = 'desk@example.org'
    await people.scene.arrive(...[1, 2, 3, 4, 5, 6].map((n) => orderOf(n, desk)), orderOf(9, grace))
    const [member, one] = [seedOf(emailOf(desk)), seedOf(customer(9))]

    expect(await people.scene.merge({ profiles: [one, member] })).toEqual({ is: 'stands-for-many', id: member })
  })

  it('says of how many it would be and how many one person has, and lets exactly so many pass', async () => {
    await people.scene.arrive(...withAddresses(1, 3), ...withAddresses(2, 2), orderOf(3, ada))
    const [one, other, small] = [seedOf(customer(1)), seedOf(customer(2)), seedOf(customer(3))]

    expect(await people.scene.merge({ profiles: [one, other] })).toEqual({ is: 'oversized', count: 7, limit: 6 })
    expect(people.registry.tables().changes).toEqual([])
    expect(await people.scene.merge({ profiles: [one, small] })).toEqual({
      ...{ is: 'done', profileIds: [one], isWhole: true },
    })
  })
})
