import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consentStatuses } from './consent.js'
import { disputeOf, unknownStatesOf } from './dispute.js'
import { type Circumstances, freshConsentMinutes, gate } from './gate.js'
import { purposes } from './rules.js'
import { fact, line, minutesAgo, noon, order, refund, returned, triggerRule } from './testing/builders.js'

/** A review request for a received order of a subscriber in peace, which nothing stands against. */
const circumstances = (about: Partial<Circumstances> = {}): Circumstances => ({
  rule: triggerRule(),
  occurrence: { trigger: 'review-request', subject: 'C1-A', at: minutesAgo(60) },
  order: order({ state: 'RECEIVED' }),
  returns: [],
  consent: fact(),
  sellerState: 'OPEN',
  coolDownDays: 7,
  now: noon,
  ...about,
})
const transactional = triggerRule({ purpose: 'transactional' })
const outcome = (about: Partial<Circumstances> = {}) => gate(circumstances(about)).outcome
const days = (count: number): string => minutesAgo(count * 24 * 60)

/** Mostly what lets through, so that properties of the open gate are not empty. */
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })

const lines = fc.array(
  fc.record({
    state: mostly('RECEIVED', 'SHIPPED', 'REFUNDED', 'INCIDENT_OPEN', 'BRAND_NEW'),
    refunds: mostly([], [refund()], [refund({ state: 'WAITING_REFUND' })], [refund({ state: 'BRAND_NEW' })]),
  }),
  { minLength: 1, maxLength: 3 },
)

const anything: fc.Arbitrary<Circumstances> = fc
  .record({
    purpose: fc.constantFrom(...purposes),
    maxAgeHours: mostly(720, 1, 0.01),
    at: mostly(minutesAgo(30), minutesAgo(50_000), 'rubbish'),
    state: mostly('RECEIVED', 'CLOSED', 'SHIPPED', 'CANCELED', 'BRAND_NEW'),
    hasIncident: mostly<boolean | undefined>(false, true, undefined),
    isFullyRefunded: mostly<boolean | undefined>(false, true, undefined),
    lines,
    returns: mostly([], [returned()], [returned({ state: 'CLOSED' })], [returned({ state: 'BRAND_NEW' })]),
    status: fc.oneof(fc.constant('subscribed' as const), fc.constantFrom(...consentStatuses)),
    learnedAt: mostly(minutesAgo(1), minutesAgo(4.99), minutesAgo(5), minutesAgo(90), minutesAgo(-90), 'rubbish', ''),
    disputeEndedAt: mostly<string | undefined>(undefined, days(1), days(6.99), days(7), days(30), 'rubbish'),
    sellerState: mostly<string | undefined>('OPEN', 'CLOSE', undefined, 'SUSPENDED', 'TERMINATED', 'BRAND_NEW'),
  })
  .map(({ purpose, maxAgeHours, at, returns, status, learnedAt, disputeEndedAt, sellerState, ...about }) =>
    circumstances({
      rule: triggerRule({ purpose, maxAgeHours }),
      occurrence: { trigger: 'review-request', subject: 'C1-A', at },
      order: order({ ...about, lines: about.lines.map(line) }),
      returns,
      consent: fact({ status, learnedAt }),
      disputeEndedAt,
      sellerState,
    }),
  )

/** Checks what holds whenever the gate is open, and that it is open often enough to mean something. */
const whereOpen = (purpose: 'marketing' | 'any', holds: (at: Circumstances) => void): void => {
  let opened = 0
  fc.assert(
    fc.property(anything, (at) => {
      if (gate(at).outcome.state !== 'open') return
      if (purpose === 'marketing' && at.rule.purpose !== 'marketing') return
      opened += 1
      holds(at)
    }),
    { numRuns: 1_000 },
  )
  expect(opened).toBeGreaterThan(10)
}

describe('the gate is never open', () => {
  it('for marketing without a positive fact that is younger than five minutes', () => {
    whereOpen('marketing', ({ consent, now }) => {
      expect(consent.status).toBe('subscribed')
      const ageMs = now.getTime() - Date.parse(consent.learnedAt)
      expect(ageMs).toBeLessThan(freshConsentMinutes * 60_000)
      expect(ageMs).toBeGreaterThan(-freshConsentMinutes * 60_000)
    })
  })

  it('for marketing while the order is in dispute, or was within the cool-down', () => {
    whereOpen('marketing', ({ order: about, returns, disputeEndedAt, coolDownDays, now }) => {
      expect(disputeOf(about, returns)).toEqual([])
      if (disputeEndedAt === undefined) return
      expect(now.getTime() - Date.parse(disputeEndedAt)).toBeGreaterThanOrEqual(coolDownDays * 86_400_000)
    })
  })

  it('for marketing where a state is unknown, or the order or its seller no longer fits', () => {
    whereOpen('marketing', ({ order: about, sellerState }) => {
      expect(unknownStatesOf(about)).toEqual([])
      expect(['RECEIVED', 'CLOSED']).toContain(about.state)
      expect(about.isFullyRefunded).not.toBe(true)
      expect([undefined, 'OPEN', 'CLOSE']).toContain(sellerState)
    })
  })

  it('for an address that bounced, complained, or is blocked or suppressed', () => {
    whereOpen('any', ({ consent }) => {
      expect(['hard-bounced', 'complained', 'blocked', 'suppressed']).not.toContain(consent.status)
    })
  })

  it('for what is older than its rule allows', () => {
    whereOpen('any', ({ occurrence, rule, now }) => {
      expect(now.getTime() - Date.parse(occurrence.at)).toBeLessThanOrEqual(rule.maxAgeHours * 3_600_000)
    })
  })
})

describe('marketing', () => {
  it('goes out where nothing stands against it', () => {
    expect(outcome()).toEqual({ state: 'open' })
    expect(outcome({ sellerState: undefined, disputeEndedAt: days(7) })).toEqual({ state: 'open' })
    expect(outcome({ order: order({ state: 'CLOSED' }) })).toEqual({ state: 'open' })
  })

  it.each([
    ['unsubscribed', 'withheld', 'unsubscribed'],
    ['not-subscribed', 'withheld', 'not-subscribed'],
    ['unknown', 'withheld', 'not-subscribed'],
    ['pending', 'withheld', 'not-subscribed'],
    ['soft-bounced', 'withheld', 'not-subscribed'],
    ['suppressed', 'withheld', 'suppressed'],
    ['hard-bounced', 'withheld', 'hard-bounced'],
    ['complained', 'withheld', 'complained'],
    ['blocked', 'withheld', 'blocked'],
  ] as const)('to somebody %s: %s, %s', (status, state, reason) => {
    expect(outcome({ consent: fact({ status }) })).toEqual({ state, reason })
  })

  it.each([
    ['the fact is five minutes old', { consent: fact({ learnedAt: minutesAgo(5) }) }, 'waiting', 'consent-unread'],
    [
      'a line has an incident',
      { order: order({ state: 'RECEIVED', lines: [line({ state: 'INCIDENT_OPEN' })] }) },
      'waiting',
      'in-dispute',
    ],
    ['a return is open', { returns: [returned()] }, 'waiting', 'in-dispute'],
    ['the dispute ended six days ago', { disputeEndedAt: days(6) }, 'waiting', 'cooling-down'],
    [
      'a line state is unknown',
      { order: order({ state: 'RECEIVED', lines: [line({ state: 'NEW' })] }) },
      'waiting',
      'state-unknown',
    ],
    ['the seller’s state is unknown', { sellerState: 'NEW' }, 'waiting', 'state-unknown'],
    ['the seller is suspended', { sellerState: 'SUSPENDED' }, 'withheld', 'seller-suspended'],
    ['the seller has left', { sellerState: 'TERMINATED' }, 'withheld', 'seller-suspended'],
    ['the order was canceled', { order: order({ state: 'CANCELED' }) }, 'withheld', 'not-applicable-any-more'],
    [
      'all was refunded',
      { order: order({ state: 'RECEIVED', isFullyRefunded: true }) },
      'withheld',
      'not-applicable-any-more',
    ],
  ] as const)('where %s: %o gives %s, %s', (_where, about, state, reason) => {
    expect(outcome(about)).toEqual({ state, reason })
  })
})

describe('transactional', () => {
  it.each(['unsubscribed', 'not-subscribed', 'unknown', 'pending', 'soft-bounced', 'subscribed'] as const)(
    'goes to somebody %s, since it is about the order',
    (status) => {
      expect(outcome({ rule: transactional, consent: fact({ status, learnedAt: days(30) }) })).toEqual({
        state: 'open',
      })
    },
  )

  it('goes out during a dispute, in unknown states and from a suspended seller', () => {
    const disputed = order({ state: 'BRAND_NEW', hasIncident: true })

    expect(outcome({ rule: transactional, order: disputed, returns: [returned()], sellerState: 'SUSPENDED' })).toEqual({
      state: 'open',
    })
  })

  it.each(['hard-bounced', 'complained', 'blocked', 'suppressed'] as const)('never goes to somebody %s', (status) => {
    expect(outcome({ rule: transactional, consent: fact({ status }) })).toEqual({ state: 'withheld', reason: status })
  })
})

it.each(purposes)('too late wins over every other reason: %s', (purpose) => {
  fc.assert(
    fc.property(anything, (at) => {
      const occurrence = { ...at.occurrence, at: minutesAgo(61) }
      const rule = triggerRule({ purpose, maxAgeHours: 1 })

      expect(gate({ ...at, rule, occurrence }).outcome).toEqual({ state: 'withheld', reason: 'too-late' })
    }),
  )
})

it('proves its answer in words a person can check', () => {
  const disputed = order({ state: 'RECEIVED', hasIncident: true })

  expect(gate(circumstances({ order: disputed, returns: [returned()] })).proof).toEqual([
    'purpose marketing',
    'consent subscribed from contact-read, 1 min old',
    `order RECEIVED of ${disputed.updatedAt}`,
    'dispute has-incident, return-open',
    'rule in-dispute',
  ])
  expect(gate(circumstances()).proof).toContain('rule nothing stands against it')
})
