import { describe, expect, it } from 'vitest'
import { failureCode, toInstant, withoutAddresses } from './wire.js'

describe('toInstant', () => {
  it.each([
    ['2020-01-01T09:40:18.527Z', '2020-01-01T09:40:18.527Z'],
    ['2020-01-01 09:40:18.527000+00:00', '2020-01-01T09:40:18.527Z'],
    ['2023-01-26T22:55:00', '2023-01-26T22:55:00.000Z'],
    ['2023-01-26T22:55:00+02:00', '2023-01-26T20:55:00.000Z'],
    ['yesterday', undefined],
    ['2023-13-40T22:55:00Z', undefined],
  ])('reads %s as %s', (text, instant) => {
    expect(toInstant(text)).toBe(instant)
  })
})

it('leaves addresses out of explanations', () => {
  expect(withoutAddresses("Duplicate identifier detected for email 'emma@emailsim.io'")).toBe(
    "Duplicate identifier detected for email '…'",
  )
})

it.each(['invalidEmail', 'InvalidEmail'])('reads the code %s in one spelling', (word) => {
  expect(failureCode.parse(word)).toBe('invalidEmail')
})
