import { type ConsentFact, type ConsentStatus, consentStatuses } from '@concord/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { strictestOf } from './strictest.js'

const fact = (status: ConsentStatus, changed: Partial<ConsentFact> = {}): ConsentFact => ({
  status,
  source: 'full-read',
  learnedAt: '2026-03-10T12:00:00.000Z',
  ...changed,
})
const statuses = fc.constantFrom(...consentStatuses)
const opposing: readonly ConsentStatus[] = ['unsubscribed', 'suppressed', 'complained']

describe('of what is known of a person’s addresses', () => {
  it.each(opposing)('%s at another address counts for the one that is written to', (status) => {
    expect(strictestOf(fact('subscribed'), [fact('subscribed'), fact(status)]).status).toBe(status)
  })

  it.each(['hard-bounced', 'blocked', 'soft-bounced', 'not-subscribed', 'unknown'] as const)(
    '%s says nothing of another address than its own',
    (status) => {
      expect(strictestOf(fact('subscribed'), [fact(status)]).status).toBe('subscribed')
    },
  )

  it('a mark of Concord’s own is nobody’s opt-out', () => {
    expect(strictestOf(fact('subscribed'), [fact('unsubscribed', { isOurs: true })]).status).toBe('subscribed')
  })

  it('no other address ever makes milder what is known of the one that is written to', () => {
    fc.assert(
      fc.property(statuses, fc.array(statuses), (own, others) => {
        const { status } = strictestOf(
          fact(own),
          others.map((other) => fact(other)),
        )

        expect([own, ...opposing]).toContain(status)
        if (own === 'hard-bounced' || own === 'blocked') expect(status).toBe(own)
        if (status === 'subscribed') expect(others.filter((other) => opposing.includes(other))).toEqual([])
      }),
    )
  })
})
