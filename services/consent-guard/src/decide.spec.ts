import { type ConsentFact, consentStatuses } from '@concord/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { closesMarketing, isNews, newerFact } from './decide.js'
import { fact } from './testing/facts.js'

const minute = (minutes: number): string => new Date(Date.UTC(2026, 2, 1, 12, minutes)).toISOString()
const aMinute = fc.integer({ min: 0, max: 600 }).map(minute)
const aStatus = fc.constantFrom(...consentStatuses)

const ofContact: fc.Arbitrary<ConsentFact> = fc.record({
  status: aStatus,
  source: fc.constantFrom('full-read', 'modified', 'contact-read'),
  learnedAt: aMinute,
})
const ofList: fc.Arbitrary<ConsentFact> = fc.record({
  status: aStatus.filter((status) => closesMarketing(fact({ status }))),
  source: fc.constant('suppressed-since'),
  learnedAt: aMinute,
  since: fc.option(aMinute, { nil: undefined }),
})
const ofWebhook: fc.Arbitrary<ConsentFact> = fc.record({
  status: fc.constantFrom('unsubscribed', 'complained', 'suppressed'),
  source: fc.constant('webhook'),
  learnedAt: aMinute,
  since: fc.option(aMinute, { nil: undefined }),
})
const ofEvent = fc.oneof(ofList, ofWebhook)
const either = fc.oneof(ofContact, ofEvent)

describe('closesMarketing', () => {
  it.each(['unsubscribed', 'suppressed', 'soft-bounced', 'hard-bounced', 'complained', 'blocked'] as const)(
    'is closed by %s',
    (status) => expect(closesMarketing(fact({ status }))).toBe(true),
  )

  it.each(['unknown', 'subscribed', 'pending', 'not-subscribed'] as const)('is not closed by %s alone', (status) =>
    expect(closesMarketing(fact({ status }))).toBe(false),
  )
})

describe('newerFact', () => {
  it('believes whatever is heard first', () => {
    fc.assert(fc.property(either, (incoming) => newerFact(undefined, incoming) === incoming))
  })

  it('believes what the contact itself shows', () => {
    fc.assert(
      fc.property(fc.oneof(ofContact, ofList), ofContact, (known, incoming) => newerFact(known, incoming) === incoming),
    )
  })

  it('believes the contact against a webhook only where it was read after the webhook had told', () => {
    fc.assert(
      fc.property(ofWebhook, ofContact, (told, read) => {
        expect(newerFact(told, read)).toBe(read.learnedAt < told.learnedAt ? told : read)
      }),
    )
  })

  it('never loses an opt-out to anything learned earlier than the opt-out', () => {
    fc.assert(
      fc.property(either, ofEvent, (known, incoming) => {
        const removedAt = incoming.since ?? incoming.learnedAt
        fc.pre(known.learnedAt <= removedAt)

        expect(closesMarketing(newerFact(known, incoming))).toBe(true)
      }),
    )
  })

  it('never opens by an entry of the suppression list, nor by a webhook', () => {
    fc.assert(
      fc.property(either, ofEvent, (known, incoming) => {
        if (closesMarketing(known)) expect(closesMarketing(newerFact(known, incoming))).toBe(true)
      }),
    )
  })

  it('never lets an event make milder what forbids even transactional messages', () => {
    const strict = ['hard-bounced', 'complained', 'blocked', 'suppressed']
    fc.assert(
      fc.property(either, ofEvent, (known, incoming) => {
        fc.pre(strict.includes(known.status))
        expect(strict).toContain(newerFact(known, incoming).status)
      }),
    )
  })

  it.each([
    ['clearly before the contact was seen subscribed', 0, 6, 'subscribed'],
    ['just before the contact was seen subscribed', 0, 5, 'unsubscribed'],
    ['after the contact was seen subscribed', 1, 0, 'unsubscribed'],
  ] as const)('weighs a removal %s', (_when, removed, seen, status) => {
    const known = fact({ status: 'subscribed', learnedAt: minute(seen) })
    const removal = fact({
      status: 'unsubscribed',
      source: 'suppressed-since',
      since: minute(removed),
      learnedAt: minute(60),
    })

    expect(newerFact(known, removal).status).toBe(status)
  })

  it('comes to the same when it hears the same again', () => {
    fc.assert(
      fc.property(either, either, (known, incoming) => {
        const once = newerFact(known, incoming)
        expect(newerFact(once, incoming)).toEqual(once)
      }),
    )
  })
})

describe('isNews', () => {
  it('is what changes the status, and the first word of an address', () => {
    fc.assert(
      fc.property(either, either, (known, kept) => {
        expect(isNews(known, kept)).toBe(known.status !== kept.status)
        expect(isNews(undefined, kept)).toBe(true)
      }),
    )
  })
})
