import { describe, expect, it } from 'vitest'
import { readStatus, statusReader, stricter } from './consent-status.js'

describe('readStatus', () => {
  it.each([
    ['subscribed', 'subscribed'],
    ['Subscribed', 'subscribed'],
    ['noSubscription', 'not-subscribed'],
    ['pendingOptIn', 'pending'],
    ['PendingOptIn', 'pending'],
    ['unsubscribed', 'unsubscribed'],
    ['Unsubscribed', 'unsubscribed'],
    ['suppressed', 'suppressed'],
    ['softBounced', 'soft-bounced'],
    ['SoftBounced', 'soft-bounced'],
    ['hardBounced', 'hard-bounced'],
    ['NoMxRecord', 'hard-bounced'],
    ['ispComplained', 'complained'],
    ['DirectComplaint', 'complained'],
    ['knownComplainer', 'complained'],
    ['MailBlocked', 'blocked'],
    ['blockedlocalpart', 'blocked'],
    ['sharedsuppression', 'blocked'],
    ['SharedSuppression', 'blocked'],
    ['sharedDomainSuppression', 'blocked'],
    ['domainSuppressed', 'blocked'],
    ['DomainSuppression', 'blocked'],
    ['NotAllowed', 'blocked'],
    ['spamTrap', 'blocked'],
    ['purchased', 'blocked'],
    ['knownLitigator', 'blocked'],
    ['deleted', 'blocked'],
    ['binned', 'blocked'],
  ])('takes %s for %s', (word, status) => {
    expect(readStatus(word)).toEqual({ status, isKnown: true })
  })

  it('takes a word nobody has thought about for blocked, and tells of it', () => {
    const told: string[] = []

    const status = statusReader((word) => void told.push(word))('NotAvailableInThisVersion')

    expect(status).toBe('blocked')
    expect(told).toEqual(['NotAvailableInThisVersion'])
  })
})

describe('stricter', () => {
  it('lets nothing through that either side forbids', () => {
    expect(stricter('subscribed', 'blocked')).toBe('blocked')
    expect(stricter('unsubscribed', 'subscribed')).toBe('unsubscribed')
    expect(stricter('hard-bounced', 'suppressed')).toBe('hard-bounced')
    expect(stricter('not-subscribed', 'subscribed')).toBe('not-subscribed')
  })
})
