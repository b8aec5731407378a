import { describe, expect, it } from 'vitest'
import { isOf, withRemedy } from './vendor-codes.js'

/** Every code of a failed item that Dotdigital's documents name, imports of contacts and of insight data, v2 and v3. */
const documented =
  `invalidEmail duplicateIdentifier consentRecordsNotApplied ApiSchemaViolation Blocker Duplicate GloballySuppressed
  InvalidEmail InvalidContactId InvalidPhoneNumber InvalidDomain InvalidContact InvalidAddressBookIds
  InvalidMatchIdentifier InvalidContactStatus NoValidIdentifiers SuppressedByDomain
  InvalidClientKey InvalidContactIdentifier InvalidJson DuplicateKey ContactIdDoesNotExist ContactEmailDoesNotExist
  JsonContainsNestedArray JsonKeyTooLong JsonKeyInvalidCharacters JsonValueTooLong JsonValueIncompatibleWithSchema
  JsonNumberValueTooLarge JsonDoesNotMatchSchema JsonContainsDashUnderscoreClash MissingCollection InconsistentTypes
  TooManyDistinctKeyValuePairs ContactPhoneNumberDoesNotExist InvalidContactIdentifierType
  KeyExistingForDifferentContact ContactCustomIdentifierValueDoesNotExist`.split(/\s+/)

describe('what Dotdigital says of an item', () => {
  it.each(documented)('%s is told with what to do, in whatever case it comes', (code) => {
    expect(withRemedy(code)).toMatch(new RegExp(`^${code}; .{20,}[^.]$`))
    expect(withRemedy(code.toUpperCase()).slice(code.length)).toBe(withRemedy(code).slice(code.length))
  })

  it('keeps its own words before the remedy, and alone where nobody knows the code', () => {
    expect(withRemedy('JsonValueTooLong', ['notes'])).toBe(
      'JsonValueTooLong; notes; shorten the value at its source, then replay the record',
    )
    expect(withRemedy('FromALaterVersion', ['who knows', ''])).toBe('FromALaterVersion; who knows')
    expect(withRemedy('Unknown')).toBe('Unknown')
  })

  it('means that there is no such contact in these words, and in no other', () => {
    expect(documented.filter((code) => isOf('no such contact', code))).toEqual([
      'InvalidContactId',
      'ContactIdDoesNotExist',
      'ContactEmailDoesNotExist',
      'ContactPhoneNumberDoesNotExist',
      'ContactCustomIdentifierValueDoesNotExist',
    ])
    expect(isOf('no such contact', 'FromALaterVersion')).toBe(false)
  })

  it('means that another contact has the record in one word', () => {
    expect(documented.filter((code) => isOf('another contact has the record', code))).toEqual([
      'KeyExistingForDifferentContact',
    ])
  })
})
