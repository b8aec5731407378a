import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { consentStatuses, scopesOf } from './consent.js'
import { disputeOf, unknownStatesOf } from './dispute.js'
import type { Circumstances } from './gate-checks.js'
import { freshConsentMinutes } from './gate-marketing.js'
import { gate } from './gate.js'
import { triggerNames } from './occurrences.js'
import { gatePurposes, purposes } from './rules.js'
import { fact, line, minutesAgo, noon, order, refund, returned, triggerRule } from './testing/builders.js'

/** A review request for a received order of a subscriber in peace, which nothing stands against. */
const circumstances = (about: Partial<Circumstances> = {}): Circumstances => ({
  rule: triggerRule(),
  occurrence: { trigger: 'review-request', subject: 'C1-A', at: minutesAgo(60) },
  order: order({ state: 'RECEIVED' }),
  returns: [],
  profileId: 'profile-sue',
  consent: fact(),
  sellerState: 'OPEN',
  coolDownDays: 7,
  now: noon,
  ...about,
})
const transactional = {
  rule: triggerRule({ purpose: 'transactional' }),
  occurrence: { trigger: 'received', subject: 'C1-A', at: minutesAgo(60) },
}
const outcome = (about: Partial<Circumstances> = {}) => gate(circumstances(about)).outcome
const days = (count: number): string => minutesAgo(count * 24 * 60)

/** Mostly what lets through, so that properties of the open gate are not empty. */
const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 6, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })

const lines = fc.array(
  fc.record({
    state: mostly('RECEIVED', 'SHIPPED', 'REFUNDED', 'INCIDENT_OPEN', 'BRAND_NEW'),
    refunds: mostly([], [refund()], [refund({ state: 'WAITING_REFUND' })], [refund({ state: 'BRAND_NEW' })]),
    shippedAt: fc.constantFrom(undefined, days(3)),
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
    consent: mostly(true, false),
    trigger: mostly<string>('review-request', ...triggerNames),
    profileId: mostly<string | undefined>('profile-sue', undefined),
    taxMode: mostly('TAX_INCLUDED', 'TAX_EXCLUDED', 'TAX_GUESSED'),
    list: mostly<number | undefined>(undefined, 12),
    preference: mostly<number | undefined>(undefined, 7),
    optedOutOf: fc.constantFrom(undefined, [], ['list:12'], ['preference:7'], ['list:7', 'preference:12']),
    freshnessMinutes: mostly<number | undefined>(undefined, 15),
    readAt: fc.constantFrom(undefined, minutesAgo(2), minutesAgo(15), minutesAgo(16), 'rubbish', ''),
    inDisputeSince: fc.constantFrom(undefined, days(1), days(61), 'rubbish'),
    status: fc.oneof(fc.constant('subscribed' as const), fc.constantFrom(...consentStatuses)),
    learnedAt: mostly(minutesAgo(1), minutesAgo(4.99), minutesAgo(5), minutesAgo(90), minutesAgo(-90), 'rubbish', ''),
    disputeEndedAt: mostly<string | undefined>(undefined, days(1), days(6.99), days(7), days(30), 'rubbish'),
    sellerState: mostly<string | undefined>('OPEN', 'CLOSE', undefined, 'SUSPENDED', 'TERMINATED', 'BRAND_NEW'),
  })
  .map(({ purpose, maxAgeHours, freshnessMinutes, list, preference, at, trigger, ...rest }) => {
    const { state, taxMode, hasIncident, isFullyRefunded, lines: some, ...more } = rest
    const { consent, status, learnedAt, optedOutOf, ...about } = more
    return circumstances({
      ...about,
      rule: triggerRule({ purpose, maxAgeHours, freshnessMinutes, list, preference }),
      occurrence: { trigger, subject: 'C1-A', at },
      order: order({ state, taxMode, hasIncident, isFullyRefunded, lines: some.map(line) }),
      consent: consent ? fact({ status, learnedAt, optedOutOf }) : undefined,
    })
  })

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
      expect(consent?.status).toBe('subscribed')
      const ageMs = now.getTime() - Date.parse(consent?.learnedAt ?? '')
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

  it('for marketing while any line, refund or return says so, whatever else it is called', () => {
    whereOpen('marketing', ({ order: { hasIncident, lines: all }, returns }) => {
      expect(hasIncident).not.toBe(true)
      expect(all.map(({ state }) => state)).not.toContain('INCIDENT_OPEN')
      expect(new Set(all.flatMap(({ refunds }) => refunds.map(({ state }) => state)).concat('REFUNDED')).size).toBe(1)
      for (const { state } of returns) expect(['CLOSED', 'CANCELED', 'REFUSED']).toContain(state)
    })
  })

  it('for marketing where a state is unknown, or the order or its seller no longer fits', () => {
    whereOpen('marketing', ({ order: about, returns, sellerState, occurrence }) => {
      expect(unknownStatesOf(about, returns)).toEqual([])
      if (occurrence.trigger === 'review-request') expect(['RECEIVED', 'CLOSED']).toContain(about.state)
      expect(about.lines.map(({ state }) => state)).not.toEqual(about.lines.map(() => 'REFUNDED'))
      expect(about.isFullyRefunded).not.toBe(true)
      expect([undefined, 'OPEN', 'CLOSE']).toContain(sellerState)
    })
  })

  it('for an address that bounced, complained, or is blocked or suppressed', () => {
    whereOpen('any', ({ consent }) => {
      expect(['hard-bounced', 'complained', 'blocked', 'suppressed']).not.toContain(consent?.status)
      expect(consent).toBeDefined()
    })
  })

  it('for marketing about a list or preference the person is out of, or of which nobody knows', () => {
    whereOpen('marketing', ({ rule, consent }) => {
      const named: readonly string[] = scopesOf(rule)
      if (named.length > 0) expect(consent?.optedOutOf?.filter((scope) => named.includes(scope))).toEqual([])
    })
  })

  it('for marketing on data that is older than the trigger allows', () => {
    whereOpen('marketing', ({ rule, readAt, now }) => {
      if (rule.freshnessMinutes === undefined) return
      expect(now.getTime() - Date.parse(readAt ?? '')).toBeLessThanOrEqual(rule.freshnessMinutes * 60_000)
    })
  })

  it('for a solicitation as a transactional message', () => {
    whereOpen('any', ({ rule, occurrence }) => {
      if (rule.purpose === 'transactional') expect(occurrence.trigger).not.toBe('review-request')
    })
  })

  it('for somebody nobody knows, whatever the purpose', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom(...gatePurposes), (at, purpose) => {
        const unknown = gate({ ...at, profileId: undefined }, purpose).outcome
        expect([
          { state: 'waiting', reason: 'not-identified' },
          { state: 'withheld', reason: 'too-late' },
        ]).toContainEqual(unknown)
      }),
    )
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
    expect(outcome({ sellerState: 'CLOSE' })).toEqual({ state: 'open' })
    expect(outcome({ rule: triggerRule({ freshnessMinutes: 15 }), readAt: minutesAgo(15) })).toEqual({ state: 'open' })
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
    ['nobody has asked for consent', { consent: undefined }, 'waiting', 'consent-unread'],
    ['the fact is five minutes old', { consent: fact({ learnedAt: minutesAgo(5) }) }, 'waiting', 'consent-unread'],
    [
      'a line has an incident',
      { order: order({ state: 'RECEIVED', lines: [line({ state: 'INCIDENT_OPEN' })] }) },
      'waiting',
      'in-dispute',
    ],
    ['a return is open', { returns: [returned()] }, 'waiting', 'in-dispute'],
    ['it has been open for 59 days', { returns: [returned()], inDisputeSince: days(59.99) }, 'waiting', 'in-dispute'],
    ['it has been open for 60 days', { returns: [returned()], inDisputeSince: days(60) }, 'waiting', 'dispute-overdue'],
    [
      'it has been open for longer than is configured',
      { returns: [returned()], inDisputeSince: days(10), disputeLimitDays: 10 },
      'waiting',
      'dispute-overdue',
    ],
    [
      'a return that was never seen open ended six days ago',
      { returns: [returned({ state: 'CLOSED', updatedAt: days(6) })] },
      'waiting',
      'cooling-down',
    ],
    [
      'a return ended after the dispute did',
      { disputeEndedAt: days(30), returns: [returned({ state: 'REFUSED', updatedAt: days(1) })] },
      'waiting',
      'cooling-down',
    ],
    [
      'a refund’s state is unknown',
      { order: order({ state: 'RECEIVED', lines: [line({ refunds: [refund({ state: 'NEW' })] })] }) },
      'waiting',
      'state-unknown',
    ],
    ['a return’s state is unknown', { returns: [returned({ state: 'NEW' })] }, 'waiting', 'state-unknown'],
    ['the order’s state is unknown', { order: order({ state: 'NEW' }) }, 'waiting', 'state-unknown'],
    [
      'nobody knows what its amounts mean',
      { order: order({ state: 'RECEIVED', taxMode: 'NEW' }) },
      'waiting',
      'state-unknown',
    ],
    [
      'the order was last read too long ago',
      { rule: triggerRule({ freshnessMinutes: 15 }), readAt: minutesAgo(16) },
      'waiting',
      'data-stale',
    ],
    ['nobody knows when it was read', { rule: triggerRule({ freshnessMinutes: 15 }) }, 'waiting', 'data-stale'],
    [
      'the customer left the list it names',
      { rule: triggerRule({ list: 12 }), consent: fact({ optedOutOf: ['list:12'] }) },
      'withheld',
      'opted-out-of-list',
    ],
    [
      'the customer did not choose the preference it names',
      { rule: triggerRule({ preference: 7 }), consent: fact({ optedOutOf: ['preference:7'] }) },
      'withheld',
      'opted-out-of-list',
    ],
    ['nobody asked about the list it names', { rule: triggerRule({ list: 12 }) }, 'waiting', 'consent-unread'],
    [
      'every line was refused, canceled or paid back',
      {
        order: order({
          state: 'RECEIVED',
          isFullyRefunded: undefined,
          lines: ['REFUSED', 'CANCELED', 'REFUNDED'].map((state) => line({ state })),
        }),
      },
      'withheld',
      'not-applicable-any-more',
    ],
    [
      'what it speaks of is not so any more',
      {
        occurrence: { trigger: 'incident-closed', subject: 'C1-A/L1/incident-1', at: minutesAgo(60) },
        incidents: [{ lineId: 'L1', number: 1, openedAt: minutesAgo(90) }],
      },
      'withheld',
      'not-applicable-any-more',
    ],
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
      expect(outcome({ ...transactional, consent: fact({ status, learnedAt: days(30) }) })).toEqual({
        state: 'open',
      })
    },
  )

  it('goes out during a dispute, in unknown states and from a suspended seller', () => {
    const disputed = order({ state: 'BRAND_NEW', hasIncident: true })

    expect(outcome({ ...transactional, order: disputed, returns: [returned()], sellerState: 'SUSPENDED' })).toEqual({
      state: 'open',
    })
  })

  it.each(['hard-bounced', 'complained', 'blocked', 'suppressed'] as const)('never goes to somebody %s', (status) => {
    expect(outcome({ ...transactional, consent: fact({ status }) })).toEqual({ state: 'withheld', reason: status })
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

it.each(purposes)('gives %s the purpose that is asked for, by itself that of its rule', (purpose) => {
  const at = circumstances({ rule: triggerRule({ purpose }), occurrence: transactional.occurrence })

  expect(gate(at)).toEqual(gate(at, purpose))
  expect(gate(at).proof[0]).toBe(`purpose ${purpose}`)
})

it('writes data fields and records of everybody who is identified, whatever is said or disputed', () => {
  fc.assert(
    fc.property(anything, (at) => {
      expect(gate({ ...at, profileId: 'profile-sue' }, 'profile').outcome).toEqual({ state: 'open' })
    }),
  )
})

it('lets a message about the order through a dispute, an unknown state, a suspended seller and stale data', () => {
  const worst = order({ state: 'NEW', hasIncident: true, lines: [line({ state: 'INCIDENT_OPEN' })] })

  expect(outcome({ ...transactional, order: worst, returns: [returned()], sellerState: 'SUSPENDED' })).toEqual({
    state: 'open',
  })
})

it('does not let a message about the order through where consent could not be had', () => {
  expect(outcome({ ...transactional, consent: undefined })).toEqual({ state: 'waiting', reason: 'consent-unread' })
})

it('withholds a solicitation that is configured as a message about the order', () => {
  expect(outcome({ rule: transactional.rule })).toEqual({ state: 'withheld', reason: 'not-about-the-order' })
})

it('keeps to the list and the preference a trigger names, one beside the other', () => {
  const rule = triggerRule({ list: 12, preference: 7 })
  const out = (...optedOutOf: string[]) => outcome({ rule, consent: fact({ optedOutOf }) }).state

  expect([out(), out('list:7', 'preference:12'), out('list:12'), out('preference:7')]).toEqual([
    'open',
    'open',
    'withheld',
    'withheld',
  ])
})

it('may solicit about what the order goes through, as long as it does', () => {
  const about = { trigger: 'incident-closed', subject: 'C1-A/L1/incident-1', at: minutesAgo(60) }
  const incidents = [{ lineId: 'L1', number: 1, openedAt: days(30), closedAt: days(20) }]

  expect(outcome({ occurrence: about, incidents, order: order({ state: 'SHIPPED' }) })).toEqual({ state: 'open' })
})

describe('a gate that waits says when to look again', () => {
  const { maxAgeHours } = triggerRule()
  const lookAt = (about: Partial<Circumstances>) => gate(circumstances(about)).lookAt
  const inHours = (hours: number) => minutesAgo(-hours * 60)

  it('in an hour where only a fact opens it', () => {
    expect(lookAt({ returns: [returned()] })).toBe(inHours(1))
    expect(lookAt({ disputeEndedAt: days(6) })).toBe(inHours(1))
    expect(lookAt({ disputeEndedAt: 'rubbish' })).toBe(inHours(1))
  })

  it('when the cool-down is over, or the dispute overdue', () => {
    expect(lookAt({ disputeEndedAt: minutesAgo(7 * 24 * 60 - 20) })).toBe(minutesAgo(-20))
    expect(lookAt({ returns: [returned()], inDisputeSince: minutesAgo(60 * 24 * 60 - 30) })).toBe(minutesAgo(-30))
  })

  it('in seconds where consent has to be asked for', () => {
    expect(lookAt({ consent: undefined })).toBe(minutesAgo(-5 / 60))
    expect(lookAt({ consent: fact({ learnedAt: minutesAgo(6) }) })).toBe(minutesAgo(-5 / 60))
  })

  it('as soon as it is too late', () => {
    const at = minutesAgo(maxAgeHours * 60 - 10)
    const occurrence = { trigger: 'review-request', subject: 'C1-A', at }
    const looked = lookAt({ occurrence, returns: [returned()] }) ?? ''

    expect(Date.parse(looked)).toBe(noon.getTime() + 10 * 60_000 + 1)
    expect(outcome({ occurrence, returns: [returned()], now: new Date(looked) }).state).toBe('withheld')
    expect(outcome({ occurrence, returns: [returned()], now: new Date(Date.parse(looked) - 1) }).state).toBe('waiting')
  })

  it('always, later than now, and never where it is open or shut for good', () => {
    fc.assert(
      fc.property(anything, (at) => {
        const { outcome: told, lookAt: when } = gate(at)
        if (told.state !== 'waiting') expect(when).toBeUndefined()
        else expect(Date.parse(when ?? '')).toBeGreaterThan(at.now.getTime())
      }),
    )
  })

  it('and an order that is read again is asked for once more in ten minutes', () => {
    expect(gate(circumstances({ rule: triggerRule({ freshnessMinutes: 15 }) })).lookAt).toBe(minutesAgo(-10))
  })
})

it('proves its answer in words a person can check', () => {
  const disputed = order({ state: 'RECEIVED', hasIncident: true })
  const about = { order: disputed, returns: [returned()], readAt: minutesAgo(12) }

  expect(gate(circumstances(about)).proof).toEqual([
    'purpose marketing',
    `occurrence review-request of ${minutesAgo(60)}, 60 min old, at most 720 h`,
    'consent subscribed from contact-read, 1 min old',
    `order RECEIVED of ${disputed.updatedAt}`,
    `order read ${minutesAgo(12)}, 12 min old`,
    `return R1 IN_PROGRESS of ${returned().updatedAt}`,
    'seller OPEN',
    'dispute has-incident, return-open',
    'rule in-dispute',
  ])
  expect(gate(circumstances()).proof).toContain('rule nothing stands against it')
})

it('proves what was said of consent: since when, at which address, and of which lists', () => {
  const told = fact({
    status: 'unsubscribed',
    since: minutesAgo(90),
    otherAddress: 'hash',
    optedOutOf: ['list:7', 'list:8'],
  })
  const consentIn = (consent: Circumstances['consent']) =>
    gate(circumstances({ consent })).proof.filter((part) => /^(consent|out of)/.test(part))

  expect(consentIn(told)).toEqual([
    'consent unsubscribed from contact-read, 1 min old',
    `consent so since ${minutesAgo(90)}`,
    'consent said at another address of the person',
    'out of list:7, list:8',
  ])
  expect(consentIn(fact({ optedOutOf: [] }))).toEqual(['consent subscribed from contact-read, 1 min old'])
})

it('proves what it does not know as not known, and says nothing of what there is not', () => {
  const received = order({ state: 'RECEIVED' })

  expect(gate(circumstances({ order: received, consent: undefined, sellerState: undefined })).proof).toEqual([
    'purpose marketing',
    `occurrence review-request of ${minutesAgo(60)}, 60 min old, at most 720 h`,
    'consent not asked',
    `order RECEIVED of ${received.updatedAt}`,
    'seller not known',
    'dispute none',
    'rule consent-unread',
  ])
})
