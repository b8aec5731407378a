import { beforeEach, describe, expect, it } from 'vitest'
import type { Edge, Identifier, Name } from './ports.js'
import { ada, grace, orderReceived, proxy, returnReceived } from './testing/messages.js'
import { peopleInMemory } from './testing/people.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(() => {
  people = peopleInMemory()
})

const noon = '2026-03-01T12:00:00.000Z'
const customer = (n: number): Name => `customer:customer north c-${n}`
const emailOf = (address: string): Name => `email:email ${address}`
const orderOf = (n: number, email = proxy, id = `O${n}`) => orderReceived({ id, customer: `c-${n}`, email })
const seedOf = (name: Name): string => people.seedOf(name)
const identifier = (name: Name) => people.registry.tables().identifiers.get(name)
const edgesBy = (verdict: Edge['verdict']) =>
  [...people.registry.tables().edges.values()].flatMap((edge) => (edge.verdict === verdict ? [edge.pair] : []))
const splitOf = (...parted: Name[]) => people.scene.split({ identifiers: parted.map(seedOf) })

describe('identifiers that are parted on a person’s word', () => {
  beforeEach(() => people.scene.arrive(orderOf(1, ada, 'A'), orderOf(1, grace, 'B')))

  it('are of a profile of their own, with who decided it and why', async () => {
    expect(await splitOf(emailOf(grace))).toEqual({
      ...{ is: 'done', isWhole: true, profileIds: [seedOf(customer(1)), seedOf(emailOf(grace))] },
    })
    expect(people.registry.tables().changes).toEqual([
      {
        ...{ is: 'split', at: noon, decision: { by: 'Eve of operations', why: 'the customer wrote in' } },
        before: [{ profileId: seedOf(customer(1)), names: [customer(1), emailOf(ada), emailOf(grace)] }],
        after: [
          { profileId: seedOf(customer(1)), names: [customer(1), emailOf(ada)] },
          { profileId: seedOf(emailOf(grace)), names: [emailOf(grace)] },
        ],
        evidence: [{ kinds: ['customer', 'email'], record: 'north:order:B' }],
      },
    ])
  })

  it('take back only what joined them with others, and it counts no more', async () => {
    await splitOf(customer(1), emailOf(ada))

    expect(edgesBy('denied')).toEqual([[customer(1), emailOf(grace)]])
    expect(edgesBy(undefined)).toEqual([[customer(1), emailOf(ada)]])
    expect(identifier(emailOf(ada))?.profileId).toBe(identifier(customer(1))?.profileId)
    expect(identifier(customer(1))?.addresses).toBe(1)
  })

  it('are parted once: a second time it is so already, and nothing is counted down again', async () => {
    await splitOf(emailOf(grace))

    expect(await splitOf(emailOf(grace))).toEqual({ is: 'already-so' })
    expect(await splitOf(emailOf(grace), emailOf(ada), customer(1))).toEqual({ is: 'already-so' })
    expect(identifier(customer(1))?.addresses).toBe(1)
    await splitOf(customer(1))
    expect(identifier(customer(1))?.addresses).toBe(0)
    expect(people.registry.tables().changes).toHaveLength(2)
  })

  it('are not looked at before the transaction is alone on their profiles', async () => {
    const { scene, seen } = people.watched()
    await scene.split({ identifiers: [seedOf(emailOf(grace))] })

    expect(seen.begun).toEqual([[]])
    expect(new Set(seen.held[0])).toEqual(new Set([`profile ${seedOf(customer(1))}`]))
  })
})

describe('a crowd whose shared address is parted', () => {
  const desk = 'desk@example.org'
  const numbers = [1, 2, 3, 4, 5, 6]
  beforeEach(() => people.scene.arrive(...numbers.map((n) => orderOf(n, desk))))

  it('is alone on the profiles of all whom it joined', async () => {
    const { scene, seen } = people.watched()
    await scene.split({ identifiers: [seedOf(emailOf(desk))] })

    const all = [emailOf(desk), ...numbers.map(customer)]
    expect(new Set(seen.held[0])).toEqual(new Set(all.map((name) => `profile ${seedOf(name)}`)))
  })

  it('releases nothing of whoever nobody can write to', async () => {
    await people.scene.arrive(orderReceived({ id: 'W', customer: 'c-6', email: proxy }), returnReceived('W'))
    await splitOf(emailOf(desk))

    expect((await people.told()).filter(({ type }) => type === 'command.replay.v1')).toEqual([])
  })
})

describe('what stands for many people', () => {
  const addresses = ['a1@example.org', 'a2@example.org', 'a3@example.org', 'a4@example.org'] as const
  beforeEach(() => people.scene.arrive(...addresses.map((email, nth) => orderOf(1, email, `O${nth}`))))

  it('joins nobody, so nothing is to be taken back between it and an address', async () => {
    expect(await splitOf(emailOf(addresses[0]))).toEqual({ is: 'already-so' })
    expect(edgesBy('denied')).toEqual([])
  })

  it('leaves the rest of the evidence of an address to be taken back', async () => {
    await people.scene.arrive(orderOf(2, addresses[0], 'X'))

    expect(await splitOf(emailOf(addresses[0]))).toMatchObject({ is: 'done', isWhole: true })
    expect(edgesBy('denied')).toEqual([[customer(2), emailOf(addresses[0])]])
    expect(identifier(customer(1))?.addresses).toBe(4)
  })

  it('is one customer again once it is parted itself, and its orders are of that customer', async () => {
    expect(await people.scene.owner('O1')).toBe(seedOf(emailOf(addresses[1])))
    expect(await splitOf(customer(1))).toMatchObject({ is: 'done', isWhole: true })

    expect(identifier(customer(1))?.addresses).toBe(0)
    expect(edgesBy('denied')).toHaveLength(4)
    expect(await people.scene.owner('O1')).toBe(seedOf(customer(1)))
  })
})

describe('an address that is joined with more than 500', () => {
  const desk = emailOf('desk@example.org')
  const newborn = (name: Name, scope: string): Omit<Identifier, 'born'> => ({
    ...{ name, scope, seed: `seed of ${name}`, profileId: `seed of ${name}` },
    ...{ strength: 'order', at: '1', addresses: Number(name !== desk) },
  })
  const all = Array.from({ length: 501 }, (_none, nth) => customer(nth))

  it('is parted in several goes, and says of each whether it was the last', async () => {
    await people.registry.together([], async (names) => {
      await names.bear([newborn(desk, 'shared'), ...all.map((name) => newborn(name, 'north'))])
      await names.putEdges(all.map((name): Edge => ({ pair: [name, desk], strength: 'order', since: noon })))
    })
    const first = await splitOf(desk)

    expect(first).toMatchObject({ is: 'done', isWhole: false })
    expect(edgesBy('denied')).toHaveLength(500)
    expect(await splitOf(desk)).toMatchObject({ is: 'done', isWhole: true })
    expect(edgesBy('denied')).toHaveLength(501)
    expect(await splitOf(desk)).toEqual({ is: 'already-so' })
  })
})
