import type { ConsentFact } from '@concord/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oursAside } from './ours.js'
import type { KnownFact } from './ports.js'
import { aMinute, either, minute } from './testing/any-fact.js'
import { fact } from './testing/facts.js'

describe('oursAside', () => {
  const email = 'ada@example.org'
  const alone = { former: [], makesContacts: true }
  const unknown = fact({ status: 'unknown', source: 'full-read', learnedAt: minute(60) })
  const mark = fact({ status: 'not-subscribed', isOurs: true, since: minute(60), learnedAt: minute(61) })
  const read = fact({ status: 'unsubscribed', learnedAt: minute(70) })
  const of = (one: ConsentFact, grantedAt?: string): KnownFact => ({ addressHash: 'a', fact: one, grantedAt })
  const isOurs = (known: KnownFact | undefined, said: ConsentFact, createdAt?: string) =>
    oursAside(known, { email, fact: said, createdAt }, alone).isOurs === true
  const [passed, ours] = [of(unknown), of(mark)]
  const maybeMinute = fc.option(aMinute, { nil: undefined })

  it.each([
    ['just before it was passed on, by another clock', 55, true],
    ['clearly before it was passed on', 54, false],
    ['after it was passed on', 600, true],
  ])('knows a contact made %s', (_when, createdAt, expected) => {
    expect(isOurs(passed, read, minute(createdAt))).toBe(expected)
  })

  it.each([
    [60, true],
    [65, true],
    [66, false],
    [54, false],
  ])('tells the mark from what happened at minute %i, when it is known', (at, expected) => {
    expect(isOurs(ours, fact({ status: 'unsubscribed', source: 'suppressed-since', since: minute(at) }))).toBe(expected)
  })

  it('lets nothing pass for ours of an address that was never passed on', () => {
    fc.assert(
      fc.property(fc.option(either, { nil: undefined }), either, maybeMinute, (known, said, createdAt) => {
        expect(isOurs(known && of(known), said, createdAt)).toBe(false)
      }),
    )
  })

  it.each([
    [69, true],
    [70, false],
    [600, false],
  ])(
    'tells a contact made with our mark from a subscriber by a grant of minute 70: made at minute %i',
    (at, expected) => {
      expect(isOurs(of(unknown, minute(70)), read, minute(at))).toBe(expected)
    },
  )

  it('lets nothing pass for ours that a grant went along with from the first', () => {
    fc.assert(
      fc.property(either, maybeMinute, (said, createdAt) => {
        expect(isOurs(of(unknown, minute(60)), said, createdAt)).toBe(false)
      }),
    )
  })

  it('lets nothing pass for ours but an unsubscription, and not where a webhook tells it', () => {
    fc.assert(
      fc.property(fc.constantFrom(passed, ours), either, maybeMinute, (known, said, createdAt) => {
        fc.pre(said.status !== 'unsubscribed' || said.source === 'webhook')
        expect(oursAside(known, { email, fact: said, createdAt }, alone)).toEqual(said)
      }),
    )
  })

  it('never opens anything: whoever is ours is not subscribed', () => {
    fc.assert(
      fc.property(fc.constantFrom(passed, ours), either, aMinute, (known, said, createdAt) => {
        const { status } = oursAside(known, { email, fact: said, createdAt }, alone)
        expect(status === 'subscribed').toBe(said.status === 'subscribed')
      }),
    )
  })

  it('says when the mark was made, so that a later opt-out is told from it', () => {
    expect(oursAside(passed, { email, fact: read, createdAt: minute(62) }, alone)).toMatchObject({ since: minute(62) })
  })
})
