import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, mean, minus, sum, toNumber } from './decimal.js'

const cents = fc.integer({ min: -9_999_999, max: 9_999_999 })
const amount = cents.map((value) => `${value < 0 ? '-' : ''}${Math.abs(value / 100).toFixed(2)}`)

describe('decimal', () => {
  it('adds what IEEE numbers cannot', () => {
    expect(sum(['0.1', '0.2'])).toBe('0.3')
    expect(sum(Array.from({ length: 1_000 }, () => '0.01'))).toBe('10')
    expect(minus('0.3', '0.1')).toBe('0.2')
    expect(sum([])).toBe('0')
  })

  it('adds in any order, and takes away what was added', () => {
    fc.assert(
      fc.property(fc.array(amount), amount, (amounts, other) => {
        expect(sum(amounts)).toBe(sum(amounts.toReversed()))
        expect(minus(sum([...amounts, other]), other)).toBe(sum(amounts))
      }),
    )
  })

  it('knows one zero, and writes out what is huge or tiny', () => {
    expect([minus('5', '5'), minus('-5', '-5'), sum(['-0'])]).toEqual(['0', '0', '0'])
    expect(sum(['1e25'])).toBe('10000000000000000000000000')
    expect(sum(['0.000000001'])).toBe('0.000000001')
  })

  it.each([
    ['10', 4, '2.5'],
    ['10', 3, '3.33'],
    ['0.25', 10, '0.02'],
    ['0.35', 10, '0.04'],
    ['7', 0, '0'],
  ])('the mean of %s by %i is %s: two decimals, half to even, and 0 of nothing', (total, count, expected) => {
    expect(mean(total, count)).toBe(expected)
  })

  it('compares amounts, not texts', () => {
    expect([compare('9', '10'), compare('10.0', '10'), compare('-1', '-2')]).toEqual([-1, 0, 1])
  })

  it('gives JSON the number that the text says', () => {
    fc.assert(
      fc.property(amount, (value) => {
        expect(toNumber(value)).toBe(Number(value))
      }),
    )
  })
})
