import fc from 'fast-check'
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

it.each([
  [`Invalid "john smith"@x.com in row 3`, 'Invalid … in row 3'],
  [String.raw`Invalid \"john smith\"@x.com in row 3`, String.raw`Invalid \… in row 3`],
  [String.raw`Invalid "john \" smith"@x.com in row 3`, 'Invalid … in row 3'],
  ['Field "MP_X" of "john smith"@x.com', 'Field "MP_X" of …'],
  ['GET /contacts/v3/email/jane%40x.com was refused', 'GET … was refused'],
  ['The number 447700900123 is taken', 'The number … is taken'],
  ['The number +44 7700 900123 is taken', 'The number … is taken'],
  ["jean.d'arc@x.com is unknown", '… is unknown'],
  ["Email 'jean.d'arc@x.com' is unknown", "Email '…' is unknown"],
  ['Address <jane@x.com>, (joe@x.com); "bob@x.com"', 'Address <…>, (…); "…"'],
  ['mailto:jane@x.com', '…'],
  ['Email ""@a @"@x.com" is invalid', 'Email "…" is invalid'],
])('leaves what names a person out of %s', (explanation, told) => {
  expect(withoutAddresses(explanation)).toBe(told)
})

it.each([
  'contacts:badRequest',
  'ERROR_CAMPAIGN_NOT_FOUND 400',
  "The field 'MP_ORDERS' takes at most 255 characters",
  'identifiers.contactId 1002 is invalid',
])('keeps codes and sense of %s', (explanation) => {
  expect(withoutAddresses(explanation)).toBe(explanation)
})

it('leaves no part of an address, however it is written', () => {
  const quoted = fc.stringMatching(/^"[a-z .'@]{1,12}"$/)
  const plain = fc.stringMatching(/^[a-z0-9!#$&'*+/=?^_{|}~.-]{1,12}$/)
  const address = fc
    .tuple(fc.oneof(quoted, plain), fc.constantFrom('@', '%40'))
    .map(([local, at]) => `${local}${at}ZZZ.QQ`)
  const quotes = fc.constantFrom(['', ''], ["'", "'"], ['"', '"'], ['<', '>'], ['(', ')'])
  fc.assert(
    fc.property(address, quotes, (one, [open = '', close = '']) => {
      const told = withoutAddresses(`REFUSED ${open}${one}${close} SO`)

      expect(told).toMatch(/^REFUSED [^a-z0-9@%]*…[^a-z0-9@%]* SO$/)
      expect(told).not.toMatch(/Z|Q/)
    }),
  )
})

it('leaves addresses out of explanations', () => {
  expect(withoutAddresses("Duplicate identifier detected for email 'emma@emailsim.io'")).toBe(
    "Duplicate identifier detected for email '…'",
  )
})

it.each(['invalidEmail', 'InvalidEmail'])('reads the code %s in one spelling', (word) => {
  expect(failureCode.parse(word)).toBe('invalidEmail')
})
