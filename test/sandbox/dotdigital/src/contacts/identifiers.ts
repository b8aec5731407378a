import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js'
import type { State } from '../memory/state.js'

const namePattern = /^[-A-Za-z0-9_]{1,50}$/
const longestValue = 256

export const isIdentifierName = (name: string): boolean => namePattern.test(name)

/** Every contact has these; any other must have been configured before. */
const standard = ['contactId', 'email', 'mobileNumber']

export const isKnownIdentifier = ({ customIdentifiers }: State, name: string): boolean =>
  standard.includes(name) || customIdentifiers.has(name)

export const isAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)

/** Whether a value can be one of that identifier at all, whether or not somebody has it. */
export const isValidValue = (state: State, name: string, value: string): boolean => {
  if (!isIdentifierName(name) || !isKnownIdentifier(state, name)) return false
  if (value === '' || value.length > longestValue) return false
  switch (name) {
    case 'contactId':
      return /^\d+$/.test(value)
    case 'email':
      return isAddress(value)
    case 'mobileNumber':
      return phoneNumber(value)?.isPossible() === true
    default:
      return true
  }
}

/** As it is kept and told: telephone numbers as in the document's examples, without a plus. */
export const keptValue = (name: string, value: string): string =>
  name === 'mobileNumber' ? value.replace(/^\+/, '') : value

/** The ISO 3166-1 alpha-2 code of where a number belongs; undefined where the number tells none. */
export const countryOf = (mobileNumber: string): string | undefined => {
  const number = phoneNumber(mobileNumber)
  return number?.country ?? number?.getPossibleCountries()[0]
}

const phoneNumber = (text: string): PhoneNumber | undefined =>
  /^\+?\d+$/.test(text) ? parsePhoneNumberFromString(text.startsWith('+') ? text : `+${text}`) : undefined
