import { type ConsentFact, consentStatuses } from '@concord/domain'
import fc from 'fast-check'
import { closesMarketing } from '../decide.js'
import { fact } from './facts.js'

/** An instant of the first of March, so many minutes after noon. */
export const minute = (minutes: number): string => new Date(Date.UTC(2026, 2, 1, 12, minutes)).toISOString()
export const aMinute = fc.integer({ min: 0, max: 600 }).map(minute)
/** Dotdigital's own words: that an address is unknown is none of them. */
const aStatus = fc.constantFrom(...consentStatuses).filter((status) => status !== 'unknown')

export const ofContact: fc.Arbitrary<ConsentFact> = fc.record({
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
export const ofEvent = fc.oneof(ofList, ofWebhook)
/** Whatever Dotdigital may say of an address, by whichever way. */
export const either = fc.oneof(ofContact, ofEvent)
