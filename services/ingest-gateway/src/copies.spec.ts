import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changedPlaces } from './copies.js'

describe('where two payloads differ', () => {
  it.each([
    [{ a: 1 }, { a: 1 }, []],
    [{ a: 1 }, { a: 2 }, ['a']],
    [{ a: { b: [{ c: 1 }, { c: 2 }] } }, { a: { b: [{ c: 1 }, { c: 3 }] } }, ['a.b.1.c']],
    [{ a: 1 }, { b: 1 }, ['a', 'b']],
    [{ a: [] }, { a: {} }, ['a']],
    [{ a: null }, { a: { b: 1 } }, ['a']],
    ['text', { a: 1 }, ['(the whole)']],
  ])('%j and %j: %j', (before, after, places) => {
    expect(changedPlaces(before, after)).toEqual(places)
  })

  it('is nowhere for the same, and somewhere for what is not', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
        expect(changedPlaces(one, one)).toEqual([])
        expect(changedPlaces({ one }, { one: { other } })).not.toEqual([])
      }),
    )
  })

  it('is told without what stands there, and a hundred times at most', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`field${at}`, `secret ${at}`]))

    expect(changedPlaces({}, many)).toHaveLength(100)
    expect(changedPlaces({}, many).join()).not.toContain('secret')
  })
})
