import type { Shown } from '@concord/domain'
import { beforeEach, describe, expect, it } from 'vitest'
import { addressesIn, know, type Learned, type Told } from './know.js'
import type { Edge, Identifier, Name } from './ports.js'
import { ada, grace } from './testing/messages.js'
import { peopleInMemory, plainWho } from './testing/people.js'
import { watched } from './testing/watched.js'

let people: ReturnType<typeof peopleInMemory>
beforeEach(() => {
  people = peopleInMemory()
})

const at = '2026-03-01T12:00:00.000Z'
const first: Name = 'customer:customer north c-1'
const emailOf = (address: string): Name => `email:email ${address}`
const customerShown: Shown = { kind: 'customer', scope: 'north', value: 'c-1', strength: 'order', at: '5' }
const shownAt = (address: string, about: Partial<Shown> = {}): Shown => ({
  ...{ kind: 'email', scope: 'shared', value: address, strength: 'order', at: '5', ...about },
})
const told = (about: Partial<Told>): Told => ({
  ...{ shown: [], involved: [], pairs: [], record: 'north:order:O1', at, ...about },
})
const learned = (about: Partial<Told>): Promise<Learned> =>
  people.registry.together([], (names) => know(names, plainWho, told(about)))
/** A record that shows the customer at these addresses. */
const customerAt = (...addresses: string[]) =>
  learned({
    shown: [customerShown, ...addresses.map((address) => shownAt(address))],
    involved: [first, ...addresses.map(emailOf)],
    pairs: addresses.map((address) => [first, emailOf(address)] as const),
  })
const stored = (name: Name) => people.registry.tables().identifiers.get(name)
const carriedOver = (about: Partial<Identifier> = {}) =>
  people.registry.together([], (names) =>
    names.bear([
      {
        ...{ name: emailOf(ada), scope: '', seed: 'seed', profileId: 'seed' },
        ...{ strength: 'carried-over', at: '', addresses: 0, ...about },
      },
    ]),
  )

describe('what a record shows for the first time', () => {
  it('is kept with all that is known of it, as a person of its own, and is told to be new', async () => {
    const { known, newborn, flipped, evidence, better } = await customerAt(ada)
    const [customer, address] = [people.seedOf(first), people.seedOf(emailOf(ada))]

    expect(stored(first)).toEqual({
      ...{ name: first, scope: 'north', seed: customer, profileId: customer, born: 1 },
      ...{ strength: 'order', at: '5', addresses: 1 },
    })
    expect(stored(emailOf(ada))).toEqual({
      ...{ name: emailOf(ada), scope: 'shared', seed: address, profileId: address, born: 2 },
      ...{ strength: 'order', at: '5', addresses: 0, address: ada },
    })
    expect(customer).not.toBe(address)
    expect([...known.values()]).toEqual([stored(first), stored(emailOf(ada))])
    expect([...newborn]).toEqual([first, emailOf(ada)])
    expect(evidence).toEqual([{ pair: [first, emailOf(ada)], record: 'north:order:O1', strength: 'order', since: at }])
    expect([...people.registry.tables().edges.values()]).toEqual(evidence)
    expect([flipped, better]).toEqual([[], []])
  })

  it('is new once', async () => {
    await customerAt(ada)
    const { known, newborn, flipped, evidence, better } = await customerAt(ada)

    expect([...known.keys()]).toEqual([first, emailOf(ada)])
    expect([[...newborn], flipped, evidence, better]).toEqual([[], [], [], []])
    expect(stored(first)?.addresses).toBe(1)
  })

  it('is evidence as strong as the strongest that it shows', async () => {
    const card: Shown = { ...customerShown, kind: 'loyalty', value: '7', strength: 'custom-field' }
    const name = 'loyalty:loyalty north 7'
    const { evidence } = await learned({
      ...{ shown: [customerShown, card], involved: [first, name], pairs: [[first, name]] },
    })
    expect(evidence).toMatchObject([{ strength: 'custom-field' }])
  })

  it('is evidence as weak as an order’s where it joins what others showed', async () => {
    await customerAt()
    await learned({ shown: [shownAt(ada)], involved: [emailOf(ada)] })

    const pairs = [[first, emailOf(ada)]] as const
    expect((await learned({ involved: [first, emailOf(ada)], pairs })).evidence).toMatchObject([{ strength: 'order' }])
  })

  it('is kept alone on the profiles of whoever was there', async () => {
    await customerAt(ada)
    const { registry, seen } = watched(people.registry)
    const involved = [first, emailOf(ada), emailOf(grace)]
    await registry.together([], (names) => know(names, plainWho, told({ shown: [shownAt(grace)], involved })))

    expect(new Set(seen.held.flat())).toEqual(
      new Set([first, emailOf(ada)].map((one) => `profile ${people.seedOf(one)}`)),
    )
    expect(seen.changed.flat()).toEqual([])
  })
})

describe('an id that shows one address more than a person has', () => {
  it('begins to stand for many people, and only then', async () => {
    expect((await customerAt('1@example.org', '2@example.org', '3@example.org')).flipped).toEqual([])
    expect((await customerAt(ada)).flipped).toEqual([first])
    expect((await customerAt(grace)).flipped).toEqual([])
  })
})

describe('an address that is shown again', () => {
  it('is kept as it was shown best', async () => {
    await learned({ shown: [shownAt(ada)], involved: [emailOf(ada)] })
    const again = async (about: Partial<Shown>) => {
      const { better } = await learned({ shown: [shownAt(ada, about)], involved: [emailOf(ada)] })
      return [better.map(({ name }) => name), stored(emailOf(ada))?.strength, stored(emailOf(ada))?.at]
    }

    expect(await again({ at: '4' })).toEqual([[], 'order', '5'])
    expect(await again({ at: '6' })).toEqual([[emailOf(ada)], 'order', '6'])
    expect(await again({ at: '1', strength: 'sales-order' })).toEqual([[emailOf(ada)], 'sales-order', '1'])
    expect(await again({ at: '9' })).toEqual([[], 'sales-order', '1'])
  })

  it('is known from then on where it was carried over without it', async () => {
    await carriedOver()
    const { better } = await learned({ shown: [shownAt(ada)], involved: [emailOf(ada)] })

    expect(stored(emailOf(ada))).toMatchObject({ address: ada, scope: 'shared', strength: 'order', at: '5' })
    expect(better).toEqual([stored(emailOf(ada))])
  })

  it('is known also by a word that is no better, and keeps the better one', async () => {
    const best = { strength: 'sales-order', at: '9' } as const
    await carriedOver({ ...best, scope: 'shared' })
    await learned({ shown: [shownAt(ada)], involved: [emailOf(ada)] })
    expect(stored(emailOf(ada))).toMatchObject({ ...best, address: ada, scope: 'shared' })

    people = peopleInMemory()
    await carriedOver({ ...best, address: ada })
    await learned({ shown: [shownAt(ada)], involved: [emailOf(ada)] })
    expect(stored(emailOf(ada))).toMatchObject({ ...best, address: ada, scope: 'shared' })
  })

  it('has its scope from whoever told it first', async () => {
    await carriedOver({ address: ada, scope: 'far' })
    await learned({ shown: [shownAt(ada)], involved: [emailOf(ada)] })

    expect(stored(emailOf(ada))).toMatchObject({ address: ada, scope: 'far', strength: 'order' })
  })

  it('is what no customer id has, however often that is shown', async () => {
    await customerAt()
    const later = { ...customerShown, at: '6' }
    const { better } = await learned({ shown: [later], involved: [first] })

    expect(stored(first)).toMatchObject({ at: '6', address: undefined })
    expect(better).toEqual([])
  })
})

describe('with how many addresses an id is joined', () => {
  const edgeOf = (one: Name, other: Name): Edge => ({ pair: [one, other], strength: 'order', since: at })
  const edges = [
    edgeOf(first, emailOf(ada)),
    edgeOf('email:a', 'storefront:1'),
    edgeOf(first, 'loyalty:7'),
    edgeOf('customer:2', emailOf(ada)),
    edgeOf('email:a', 'email:b'),
  ]

  it('is counted by the edges of it that lead to one, at whichever end; an address has none', () => {
    expect(
      [first, 'storefront:1', 'customer:2', 'loyalty:7', 'customer:3', 'email:a', emailOf(ada)].map((name) =>
        addressesIn(edges, name),
      ),
    ).toEqual([1, 1, 1, 0, 0, 0, 0])
  })
})
