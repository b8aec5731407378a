import { consentStatuses } from '@concord/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closesMarketing } from './decide.js'
import type { Statement } from './evidence-ports.js'
import { type GrantAsked, grantFor, isOptOut } from './grant.js'
import { grantMarksContract } from './grant.contract.js'
import type { KnownFact } from './ports.js'
import { fact } from './testing/facts.js'
import { memoryLedger } from './testing/memory-ledger.js'

describe('the marks of a ledger in memory', () => grantMarksContract(async () => memoryLedger()))

const noon = '2026-03-01T12:00:00.000Z'
const later = '2026-03-01T12:00:01.000Z'
const statement = (fields: Partial<Statement> = {}, evidence: Partial<Statement['evidence']> = {}): Statement => ({
  ...{ addressHash: 'own', marketplace: 'north', saidAt: noon },
  evidence: {
    ...{ isGranted: true, text: 'Yes', at: noon, url: 'https://shop.example.com' },
    ...{ ip: '203.0.113.7', userAgent: 'Browser/1', ...evidence },
  },
  ...fields,
})

const asked = (fields: Partial<GrantAsked> = {}): GrantAsked => ({
  address: 'own',
  statements: [statement()],
  known: [],
  hasEverOptedOut: false,
  maySubscribe: (marketplace) => marketplace === 'north',
  ...fields,
})

describe('a grant', () => {
  it('is what somebody new agreed to for the very address', () => {
    expect(grantFor(asked())).toEqual(statement().evidence)
  })

  it.each([
    ['nothing was said', { statements: [] }],
    ['it was refused', { statements: [statement({}, { isGranted: false })] }],
    ['it was said for another address', { statements: [statement({ addressHash: 'other' })] }],
    ['it was said where nobody may be subscribed by it', { statements: [statement({ marketplace: 'south' })] }],
    ['an opt-out was ever known', { hasEverOptedOut: true }],
    ['there is no text', { statements: [statement({}, { text: '' })] }],
    ['there is no place', { statements: [statement({}, { url: undefined })] }],
    ['there is no address of a computer', { statements: [statement({}, { ip: undefined })] }],
    ['there is no browser', { statements: [statement({}, { userAgent: undefined })] }],
    ['the browser has no name', { statements: [statement({}, { userAgent: '' })] }],
    [
      'another address of the person refused later',
      { statements: [statement(), statement({ addressHash: 'other', saidAt: later }, { isGranted: false })] },
    ],
    [
      'another address of the person refused at once',
      { statements: [statement(), statement({ addressHash: 'other' }, { isGranted: false })] },
    ],
    [
      'the contact went after it had been said',
      { known: [{ addressHash: 'own', fact: fact({ status: 'unknown', since: later }) }] },
    ],
  ] satisfies [string, Partial<GrantAsked>][])('is none where %s', (_why, fields) => {
    expect(grantFor(asked(fields))).toBeUndefined()
  })

  it.each(consentStatuses.filter((status) => status !== 'unknown'))(
    'is none where Dotdigital says %s of any address',
    (status) => {
      expect(grantFor(asked({ known: [{ addressHash: 'other', fact: fact({ status }) }] }))).toBeUndefined()
    },
  )

  it('stands where another address refused before', () => {
    const before = statement({ addressHash: 'other', saidAt: '2026-03-01T11:00:00.000Z' }, { isGranted: false })

    expect(grantFor(asked({ statements: [statement(), before] }))).toBeDefined()
  })

  it('stands for somebody who was passed on as unknown, and for one whose contact went before it was said', () => {
    const passed = { addressHash: 'own', fact: fact({ status: 'unknown', learnedAt: later }) }
    const gone = { addressHash: 'own', fact: fact({ status: 'unknown', since: '2026-03-01T11:00:00.000Z' }) }

    expect(grantFor(asked({ known: [passed] }))).toBeDefined()
    expect(grantFor(asked({ known: [gone] }))).toBeDefined()
  })

  it('never stands against an opt-out, a fact or the configuration', () => {
    const aStatement = fc
      .record({ address: fc.constantFrom('own', 'other'), place: fc.constantFrom('north', 'south'), is: fc.boolean() })
      .map(({ address, place, is }) => statement({ addressHash: address, marketplace: place }, { isGranted: is }))
    const aFact = fc.record({
      addressHash: fc.constantFrom('own', 'other'),
      fact: fc.constantFrom(...consentStatuses).map((status) => fact({ status })),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(aStatement, { selector: ({ addressHash }) => addressHash }),
        fc.uniqueArray(aFact, { selector: ({ addressHash }) => addressHash }),
        fc.boolean(),
        fc.boolean(),
        (statements, known, hasEverOptedOut, isConfigured) => {
          const maySubscribe = (place: string) => isConfigured && place === 'north'
          const grant = grantFor(asked({ statements, known, hasEverOptedOut, maySubscribe }))
          if (grant === undefined) return
          expect([hasEverOptedOut, isConfigured, grant.isGranted]).toEqual([false, true, true])
          expect(known.every((one) => one.fact.status === 'unknown')).toBe(true)
        },
      ),
    )
  })
})

describe('what is remembered for ever', () => {
  const known = (fields: Partial<KnownFact>): KnownFact => ({ addressHash: 'a', fact: fact(), ...fields })

  it.each(consentStatuses)('is whatever closes marketing: %s', (status) => {
    expect(isOptOut(known({ fact: fact({ status }) }))).toBe(closesMarketing({ status }))
  })

  it('is leaving a list, and not a preference that was never chosen', () => {
    const out = fact({ status: 'unsubscribed' })
    expect(isOptOut(known({ scope: 'list:7', fact: out }))).toBe(true)
    expect(isOptOut(known({ scope: 'preference:7', fact: out }))).toBe(false)
  })
})
