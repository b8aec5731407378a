import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { strengths } from './identity.js'
import {
  anchorOf,
  bestSights,
  byWeight,
  type Cluster,
  type Pair,
  pairsAcross,
  pairsOf,
  partition,
  profileIdOf,
  type Sight,
} from './partition.js'

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
const rules = (about: { isVoid?: (name: string) => boolean; limit?: number } = {}) => ({
  isVoid: about.isVoid ?? (() => false),
  limitOf: () => about.limit ?? names.length,
})
const clustersOf = (clusters: readonly Cluster[]): string[] =>
  clusters
    .map(({ names: members, crowd }) => `${members.toSorted().join('')}${crowd === undefined ? '' : ` of ${crowd}`}`)
    .toSorted()
const split = (pairs: readonly Pair[], about?: Parameters<typeof rules>[0]) =>
  clustersOf(partition(names, pairs, rules(about)))

describe('the partition', () => {
  it('joins what is joined, however far apart', () => {
    const pairs: Pair[] = [
      ['a', 'b'],
      ['c', 'd'],
      ['b', 'c'],
    ]
    expect(split(pairs)).toEqual(['abcd', 'e', 'f', 'g', 'h'])
  })

  it('lets nothing be joined through an identifier that stands for many', () => {
    const pairs: Pair[] = [
      ['a', 'b'],
      ['b', 'c'],
    ]
    expect(split(pairs, { isVoid: (name) => name === 'b' })).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'])
  })

  it('takes no notice of evidence about identifiers that are not asked about', () => {
    const pairs: Pair[] = [
      ['a', 'x'],
      ['x', 'b'],
      ['y', 'z'],
    ]
    expect(clustersOf(partition(['a', 'b'], pairs, rules()))).toEqual(['a', 'b'])
  })

  it('makes no person of more identifiers than one has, and says how many there would be at least', () => {
    const pairs: Pair[] = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'f'],
      ['d', 'e'],
    ]
    expect(split(pairs, { limit: 2 })).toEqual(['a of 3', 'b of 3', 'c of 3', 'de', 'f of 3', 'g', 'h'])
  })

  const pair = fc.uniqueArray(fc.constantFrom(...names), { minLength: 2, maxLength: 2 }) as fc.Arbitrary<
    Pair & string[]
  >
  const evidence = fc.array(pair, { maxLength: 14 })
  const voids = fc.uniqueArray(fc.constantFrom(...names), { maxLength: 3 })
  const world = fc.record({ evidence, voids, limit: fc.integer({ min: 1, max: 9 }) })

  it('is the same for any permutation of the evidence', () => {
    const twice = world.chain(({ evidence: one, ...rest }) =>
      fc.record({
        one: fc.constant(one),
        other: fc.shuffledSubarray(one, { minLength: one.length }),
        seen: fc.shuffledSubarray(names, { minLength: names.length }),
        rest: fc.constant(rest),
      }),
    )
    fc.assert(
      fc.property(twice, ({ one, other, seen, rest: { voids: many, limit } }) => {
        const about = rules({ isVoid: (name) => many.includes(name), limit })
        const turned = other.map(([first, second], index): Pair =>
          index % 2 === 0 ? [first, second] : [second, first],
        )

        expect(clustersOf(partition(seen, turned, about))).toEqual(clustersOf(partition(names, one, about)))
      }),
    )
  })

  it('names every identifier once', () => {
    fc.assert(
      fc.property(world, ({ evidence: pairs, voids: many, limit }) => {
        const clusters = partition(names, pairs, rules({ isVoid: (name) => many.includes(name), limit }))
        expect(clusters.flatMap((cluster) => cluster.names).toSorted()).toEqual(names)
      }),
    )
  })

  it('is what it was before a merge, once the merge is split', () => {
    fc.assert(
      fc.property(evidence, pair, (pairs, joined) => {
        const before = partition(names, pairs, rules())
        const sideOf = (name: string) => before.find((cluster) => cluster.names.includes(name))?.names ?? []
        const merged = [...pairs, joined]
        fc.pre(sideOf(joined[0]) !== sideOf(joined[1]))
        const denied = new Set(pairsAcross(sideOf(joined[0]), sideOf(joined[1])).map(String))
        const left = merged.filter(([one, other]) => !denied.has(String([one, other].toSorted())))

        expect(clustersOf(partition(names, merged, rules()))).not.toEqual(clustersOf(before))
        expect(clustersOf(partition(names, left, rules()))).toEqual(clustersOf(before))
      }),
    )
  })

  it('is changed by nothing that shows one identifier or none', () => {
    fc.assert(
      fc.property(evidence, fc.constantFrom(...names), (pairs, name) => {
        expect(split([...pairs, ...pairsOf([]), ...pairsOf([name]), ...pairsOf([name, name])])).toEqual(split(pairs))
      }),
    )
  })
})

describe('pairs', () => {
  it('are every two of a record’s identifiers, each pair once and in the order of their names', () => {
    expect(pairsOf(['c', 'a', 'b', 'a'])).toEqual([
      ['a', 'b'],
      ['a', 'c'],
      ['b', 'c'],
    ])
  })

  it('are each of these with each of those, but none with itself', () => {
    expect(pairsAcross(['b', 'c'], ['a', 'b', 'd'])).toEqual([
      ['a', 'b'],
      ['b', 'd'],
      ['a', 'c'],
      ['b', 'c'],
      ['c', 'd'],
    ])
  })

  it('join all they are made of into one person', () => {
    const some = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 })
    fc.assert(
      fc.property(some, (seen) => {
        expect(clustersOf(partition(seen, pairsOf(seen), rules()))).toEqual([seen.toSorted().join('')])
      }),
    )
  })
})

describe('a profile', () => {
  it('has the id of whichever identifier was born first', () => {
    expect(
      profileIdOf([
        { seed: 'younger', born: 11 },
        { seed: 'older', born: 9 },
      ]),
    ).toBe('older')
    expect(() => profileIdOf([])).toThrow('at least one identifier')
  })
})

describe('the anchor of an order', () => {
  const sight = (name: string, strength: Sight['strength'] = 'order', at = '1'): Sight => ({ name, strength, at })
  const nobodyIsVoid = () => false

  it('is the customer id before the storefront’s, a loyalty number, and an address', () => {
    const all = ['email:1', 'loyalty:1', 'storefront:1', 'customer:1'].map((name) => sight(name, 'sales-order'))

    expect(anchorOf(all, nobodyIsVoid)).toBe('customer:1')
    expect(anchorOf(all.slice(0, 3), nobodyIsVoid)).toBe('storefront:1')
    expect(anchorOf(all.slice(0, 2), nobodyIsVoid)).toBe('loyalty:1')
    expect(anchorOf([], nobodyIsVoid)).toBeUndefined()
  })

  it('is the address of the strongest evidence, and of the newest among equals', () => {
    expect(anchorOf([sight('email:1', 'order', '9'), sight('email:2', 'sales-order')], nobodyIsVoid)).toBe('email:2')
    expect(anchorOf([sight('email:1', 'order', '1'), sight('email:2', 'order', '2')], nobodyIsVoid)).toBe('email:2')
  })

  it('is by what the storefront says, then by the operator’s field, the order itself, and what was only carried over', () => {
    const weakestFirst = (['carried-over', 'order', 'custom-field', 'sales-order'] as const).map((strength, index) =>
      sight(`email:${strength}`, strength, String(9 - index)),
    )

    expect(bestSights(weakestFirst)).toEqual(weakestFirst.toReversed())
    expect(bestSights(weakestFirst.toReversed())).toEqual(weakestFirst.toReversed())
  })

  it('falls to the next where an id stands for many, and stays where there is no other', () => {
    const isVoid = (name: string) => name === 'customer:1'

    expect(anchorOf([sight('customer:1'), sight('email:1')], isVoid)).toBe('email:1')
    expect(anchorOf([sight('customer:1')], isVoid)).toBe('customer:1')
  })

  it('is the same in whatever order and however often its identifiers were shown', () => {
    const sights = fc.array(
      fc.record({
        name: fc.constantFrom('email:1', 'email:2', 'customer:1', 'loyalty:1'),
        strength: fc.constantFrom(...strengths),
        at: fc.constantFrom('1', '2'),
      }),
    )
    const twice = sights.chain((one) =>
      fc.tuple(fc.constant(one), fc.shuffledSubarray([...one, ...one], { minLength: 2 * one.length })),
    )
    fc.assert(
      fc.property(twice, ([one, other]) => {
        expect(bestSights(other)).toEqual(bestSights(one))
        expect(anchorOf(other, nobodyIsVoid)).toBe(anchorOf(one, nobodyIsVoid))
      }),
    )
  })

  it('is the first by name where nothing else tells two addresses apart', () => {
    const [one, other] = [sight('email:1'), sight('email:2')]

    expect(bestSights([other, one])).toEqual([one, other])
    expect([byWeight(one, other), byWeight(other, one), byWeight(one, one)]).toEqual([-1, 1, 0])
  })

  it('takes each identifier as it was shown best', () => {
    const sights = [
      sight('email:1', 'order', '2'),
      sight('email:1', 'sales-order', '1'),
      sight('email:1', 'order', '3'),
    ]

    expect(bestSights(sights)).toEqual([sight('email:1', 'sales-order', '1')])
  })
})
