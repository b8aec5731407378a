import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { readEnvironment } from './environment.js'
import { operatorsOf, peopleOf, tokensOfPeople } from './tokens.js'

const [ofAda, ofOlga, ofReaders] = ['token-of-ada-0001', 'token:of:olga-0001', 'token-of-readers-1']
const read = (API_TOKENS?: string) =>
  readEnvironment(z.object({ API_TOKENS: tokensOfPeople }), { API_TOKENS }).API_TOKENS

describe('the tokens of people', () => {
  it('say who somebody is, with colons in a token and spaces around entries', () => {
    const people = peopleOf(read(`Ada Lovelace:cx:${ofAda}, olga@example.org:admin:${ofOlga},`), ofReaders)

    expect(people(`Bearer ${ofAda}`)).toEqual({ name: 'Ada Lovelace', role: 'cx' })
    expect(people(`Bearer ${ofOlga}`)).toEqual({ name: 'olga@example.org', role: 'admin' })
    expect(people(`Bearer ${ofReaders}`)).toEqual({ name: 'reader', role: 'viewer' })
  })

  it.each([undefined, '', 'Bearer', 'Bearer ', ofAda, `Basic ${ofAda}`, `Bearer ${ofAda}x`, 'Bearer undefined'])(
    'make nobody of %s',
    (shown) => {
      expect(peopleOf(read(`Ada:cx:${ofAda}`), ofReaders)(shown)).toBeUndefined()
    },
  )

  it('may be none', () => {
    expect(read()).toEqual([])
  })

  it.each([
    [`Ada:boss:${ofAda}`, /entry 1 .* needs a role: viewer, marketing, cx, operator, admin/],
    [`Ada:cx:${ofAda},:cx:${ofOlga}`, /entry 2 .* needs a name/],
    ['Ada:cx:short-secret', /entry 1 .* needs a token of at least 16 characters/],
    [ofAda, /entry 1 .* needs a role/],
    [`operator:cx:${ofAda}`, /entry 1 .* needs a name of its own, and not reader or operator/],
    [`Ada:cx:${ofAda},Bob:cx:${ofAda}`, /needs another token for each entry/],
    [`Ada:cx:${ofAda},Ada:admin:${ofOlga}`, /needs another name for each entry/],
  ])('are refused with what to mend, and no value: %#', (text, fault) => {
    const message = refusalOf(text)

    expect(message).toMatch(fault)
    expect(message).toContain('API_TOKENS')
    expect(message).not.toMatch(/token-of-ada|token:of|short-secret|boss|Ada|Bob/)
  })
})

const refusalOf = (text: string): string => {
  try {
    read(text)
  } catch (failure) {
    return (failure as Error).message
  }
  throw new Error('it was taken')
}

it('nobody’s own token may be the one that everybody reads with', () => {
  const ada = { name: 'Ada', role: 'admin', token: ofAda } as const

  expect(() => peopleOf([ada], ofAda)).toThrow('API_TOKENS: must not have API_TOKEN as the token of somebody')
})

describe('the token of operators', () => {
  const ada = { name: 'Ada', role: 'admin', token: ofAda } as const

  it('is of nobody in particular, beside those of people', () => {
    const people = operatorsOf([ada], ofOlga)

    expect(people(`Bearer ${ofOlga}`)).toEqual({ name: 'operator', role: 'operator' })
    expect(people(`Bearer ${ofAda}`)).toEqual({ name: 'Ada', role: 'admin' })
    expect(operatorsOf([ada], undefined)('Bearer undefined')).toBeUndefined()
  })

  it('may be nobody’s own', () => {
    expect(() => operatorsOf([ada], ofAda)).toThrow('API_TOKENS: must not have OPERATOR_TOKEN as the token of somebody')
  })
})
