import fc from 'fast-check'
import { expect, it } from 'vitest'
import { faultOfCrowd } from './crowded.js'

const list = (length: number) => Array.from({ length }, () => ({}))

it.each([
  ['one list', { order_lines: list(2_001) }],
  ['many lists', { order_lines: list(50).map(() => ({ refunds: list(50) })) }],
  ['a list of lists', [list(1_500), list(1_500)]],
])('finds %s that is too long', (_what, raw) => {
  expect(faultOfCrowd(raw)).toBe('lists: expected at most 2000 entries in all')
})

it('bears with the longest list that is allowed', () => {
  expect(faultOfCrowd({ order_lines: list(2_000) })).toBeUndefined()
})

it('finds nothing in anything of a usual size, whatever it is', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), (raw) => faultOfCrowd(raw) === undefined))
})
