import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Held, judge } from './judge.js'
import { invalidItem, orderItem } from './testing/items.js'

describe('judging a post', () => {
  const none = (): Held => new Map()

  it('takes news for accepted, what is known for a duplicate, and what is older for superseded', () => {
    const held = none()
    const items = [orderItem({ updated: 5 }), orderItem({ updated: 5, seen: 1 }), orderItem({ state: 'STAGING' })]

    expect(judge(items, held).receipt).toEqual({ accepted: 1, duplicates: 1, superseded: 1, quarantined: 0 })
    expect(held.get('north:order:O1-A')).toHaveLength(2)
  })

  it('leaves what the door decided as it is', () => {
    const test = { ...orderItem(), outcome: { state: 'ignored', reason: 'test' } as const }
    const { receipt, fresh } = judge([invalidItem('O2'), test], none())

    expect(receipt).toEqual({ accepted: 1, duplicates: 0, superseded: 0, quarantined: 1 })
    expect(fresh.map(({ outcome }) => outcome.state)).toEqual(['quarantined', 'ignored'])
  })

  const sight = fc.record({
    id: fc.constantFrom('O1', 'O2'),
    updated: fc.nat(3),
    seen: fc.nat(3),
    state: fc.constantFrom('STAGING', 'SHIPPING', 'SHIPPED'),
  })
  const posts = fc.array(fc.array(sight, { maxLength: 5 }), { maxLength: 6 })

  it('counts every item once, in whatever posts they come', () => {
    fc.assert(
      fc.property(posts, (sights) => {
        const held = none()
        const judged = sights.map((some) => judge(some.map(orderItem), held))

        for (const [index, { receipt, fresh }] of judged.entries()) {
          const { duplicates, ...others } = receipt
          expect(fresh.length + duplicates).toBe(sights[index]?.length)
          expect(Object.values(others).reduce((sum, count) => sum + count, 0)).toBe(fresh.length)
        }
        expect([...held.values()].flat()).toHaveLength(judged.flatMap(({ fresh }) => fresh).length)
      }),
    )
  })

  it('sends the newest of each key on its way, and nothing older after it', () => {
    fc.assert(
      fc.property(posts, (sights) => {
        const held = none()
        const fresh = sights.flatMap((some) => judge(some.map(orderItem), held).fresh)

        for (const [key, versions] of held) {
          const mine = fresh.filter(({ item }) => item.key === key)
          const newest = versions.toSorted().at(-1)
          expect(mine.find(({ item }) => item.version === newest)?.outcome.state).toBe('in-flight')
          for (const [index, { item, outcome }] of mine.entries()) {
            const isOlder = mine.slice(0, index).some((before) => before.item.version > item.version)
            expect(outcome.state).toBe(isOlder ? 'superseded' : 'in-flight')
          }
        }
      }),
    )
  })
})
