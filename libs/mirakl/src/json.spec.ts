import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readJson } from './json.js'
import { amount } from './wire.js'

const digits = (most: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: most }).map((each) => each.join(''))

/** Like big.js prints it: no zeros that mean nothing. */
const plain = (whole: string, fraction: string): string => {
  const front = whole.replace(/^0+(?=\d)/, '')
  const back = fraction.replace(/0+$/, '')
  return back === '' ? front : `${front}.${back}`
}

it('keeps every digit of an amount of up to 30', () => {
  fc.assert(
    fc.property(digits(15), digits(15), (whole, fraction) => {
      const wire = `${whole.replace(/^0+(?=\d)/, '')}.${fraction}`
      const read = readJson(`{"amount": ${wire}}`) as { amount: unknown }
      expect(amount.parse(read.amount)).toBe(plain(whole, fraction))
    }),
  )
})

it('reads numbers that a double holds as numbers, trailing zeros or not', () => {
  expect(readJson('[15.60, 0.0000, 12, 9007199254740991]')).toEqual([15.6, 0, 12, 9007199254740991])
})

it('keeps the digits of an id that no double holds', () => {
  expect(readJson('{"offer_id": 9007199254740993}')).toEqual({ offer_id: '9007199254740993' })
})
