import { expect, it } from 'vitest'
import { differences } from './differences.js'

const actual = { contacts: { 'a/b': { status: 'subscribed', fields: [1, 2] } }, sends: 3 }

it('finds nothing where all is as expected, whatever else there is', () => {
  expect(differences({ contacts: { 'a/b': { status: 'subscribed' } } }, actual, false)).toEqual([])
})

it('names what is missing and what is different, by JSON pointer', () => {
  const expected = { contacts: { 'a/b': { status: 'unsubscribed' } }, orders: 1 }
  expect(differences(expected, actual, false)).toEqual([
    { at: '/contacts/a~1b/status', kind: 'different', expected: 'unsubscribed', actual: 'subscribed' },
    { at: '/orders', kind: 'missing', expected: 1 },
  ])
})

it('names what was not expected, where the expectation is exact', () => {
  expect(differences({ contacts: actual.contacts }, actual, true)).toEqual([
    { at: '/sends', kind: 'unexpected', actual: 3 },
  ])
})
