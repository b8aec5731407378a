import type { ConsentFact, ConsentStatus } from '@concord/domain'
import { describe, expect, it } from 'vitest'
import { isSameSuppression, type Suppression } from './suppression.js'

const says = (status: ConsentStatus, minute: number): ConsentFact => ({
  status,
  source: 'suppressed-since',
  learnedAt: `2026-03-10T12:0${minute}:00.000Z`,
})

describe('what the suppression set says', () => {
  it('is the same whenever it was asked', () => {
    expect(isSameSuppression(says('unsubscribed', 1), says('unsubscribed', 2))).toBe(true)
    expect(isSameSuppression('none', 'none')).toBe(true)
  })

  it.each<[Suppression, Suppression]>([
    ['none', 'unread'],
    ['none', says('unsubscribed', 1)],
    [says('unsubscribed', 1), says('complained', 1)],
  ])('is another thing where it told %j and tells %j', (before, after) => {
    expect(isSameSuppression(before, after)).toBe(false)
    expect(isSameSuppression(after, before)).toBe(false)
  })
})
