import { impliedBy, type Incident, occurrencesOf, version, type Watched } from '@concord/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterReturns, isSameContent, nameOf, newReturnTriggers, newTriggers, nextSnapshot, noveltyTo } from './plan.js'
import type { StoredOrder } from './ports.js'
import { accountRules } from './testing/account.js'
import { line, order, orderDecided, returnDecided, versionOf } from './testing/builders.js'

const held = (stored: Partial<StoredOrder & Watched> = {}): StoredOrder & Partial<Watched> => ({
  key: 'north:order:N-1',
  version: versionOf(1),
  account: 'main',
  marketplace: 'north',
  profileId: 'profile-ada',
  order: order(),
  isSettled: true,
  cause: orderDecided(),
  ...stored,
})

describe('novelty', () => {
  it('is new where nothing is held, or something older', () => {
    expect(noveltyTo(undefined, versionOf(1))).toBe('new')
    expect(noveltyTo(held(), versionOf(2))).toBe('new')
  })

  it('is the same, or old', () => {
    expect(noveltyTo(held(), versionOf(1))).toBe('same')
    expect(noveltyTo(held({ version: versionOf(2) }), versionOf(1))).toBe('old')
  })
})

describe('the same content', () => {
  const changed = '2026-03-09T09:00:00.000Z'
  const seen = version(changed, '2026-03-09T09:01:00.000Z', 'content')

  it('is what was read again as it was', () => {
    expect(isSameContent(seen, version(changed, '2026-03-09T10:00:00.000Z', 'content'))).toBe(true)
  })

  it('is no other content of that date, nor that content of another', () => {
    expect(isSameContent(seen, version(changed, '2026-03-09T09:01:00.000Z', 'other'))).toBe(false)
    expect(isSameContent(seen, version('2026-03-09T09:00:01.000Z', '2026-03-09T09:01:00.000Z', 'content'))).toBe(false)
  })
})

describe('the next snapshot', () => {
  const now = '2026-03-10T12:00:00.000Z'
  const next = (state: string) => orderDecided({ lines: [line({ state })] })

  it('sees a dispute end only against what was held', () => {
    const previous = held({ order: order({ lines: [line({ state: 'INCIDENT_OPEN' })] }) })

    expect(nextSnapshot({ previous, message: next('SHIPPED'), returns: [], seenAt: now }).disputeEndedAt).toBe(now)
    expect(
      nextSnapshot({ previous: undefined, message: next('SHIPPED'), returns: [], seenAt: now }).disputeEndedAt,
    ).toBeUndefined()
  })

  it('does not take a dispute for ended while another sign of it stands', () => {
    const previous = held({ order: order({ lines: [line({ state: 'INCIDENT_OPEN' })] }) })
    const at = '2026-03-09T12:00:00.000Z'
    const returns = [{ id: 'R', orderId: 'N-1', state: 'OPENED', createdAt: at, updatedAt: at, lines: [] }]

    expect(nextSnapshot({ previous, message: next('SHIPPED'), returns, seenAt: now }).disputeEndedAt).toBeUndefined()
  })

  it('remembers when the last dispute ended', () => {
    const previous = held({ disputeEndedAt: '2026-03-01T00:00:00.000Z' })

    expect(nextSnapshot({ previous, message: next('SHIPPED'), returns: [], seenAt: now }).disputeEndedAt).toBe(
      '2026-03-01T00:00:00.000Z',
    )
  })

  it('remembers since when the order is in dispute, and each incident of a line', () => {
    const opened = nextSnapshot({ previous: held(), message: next('INCIDENT_OPEN'), returns: [], seenAt: now })
    const incident: Incident = { lineId: 'L1', number: 1, openedAt: now }
    expect(opened).toMatchObject({ inDisputeSince: now, incidents: [incident] })

    const later = '2026-03-11T12:00:00.000Z'
    expect(
      nextSnapshot({ previous: held(opened), message: next('SHIPPED'), returns: [], seenAt: later }),
    ).toMatchObject({
      inDisputeSince: undefined,
      disputeEndedAt: later,
      incidents: [{ ...incident, closedAt: later }],
    })
  })

  it('keeps what an operator view brought when a seller view comes', () => {
    const message = orderDecided({ view: 'seller', shop: undefined })

    expect(nextSnapshot({ previous: held(), message, returns: [], seenAt: now }).order.shop?.id).toBe('s-1')
  })
})

describe('an order whose returns change', () => {
  const at = '2026-03-09T12:00:00.000Z'
  const now = '2026-03-10T12:00:00.000Z'
  const returned = (state: string) => ({ id: 'R', orderId: 'N-1', state, createdAt: at, updatedAt: at, lines: [] })

  it('is in dispute from the first open one to the last that ends', () => {
    const opened = afterReturns(held(), { before: [], after: [returned('IN_PROGRESS')], seenAt: at })
    expect(opened).toMatchObject({ inDisputeSince: at, disputeEndedAt: undefined })

    const change = { before: [returned('IN_PROGRESS')], after: [returned('CLOSED')], seenAt: now }
    expect(afterReturns(held(opened), change)).toMatchObject({ inDisputeSince: undefined, disputeEndedAt: now })
    const incident = order({ lines: [line({ state: 'INCIDENT_OPEN' })] })
    expect(afterReturns(held({ ...opened, order: incident }), change)).toMatchObject({ inDisputeSince: at })
  })

  it('stays so where a return changes nothing', () => {
    const incidents: Incident[] = [{ lineId: 'L1', number: 1, openedAt: at, closedAt: now }]
    const known = { inDisputeSince: undefined, disputeEndedAt: now, incidents }

    expect(afterReturns(held(known), { before: [], after: [returned('CLOSED')], seenAt: now })).toEqual(known)
  })
})

describe('triggers of a snapshot', () => {
  const triggersOf = (
    message: ReturnType<typeof orderDecided>,
    previous: StoredOrder | undefined,
    recorded: readonly string[] = [],
  ) => {
    const implied = impliedBy(message.data.order, 'north')
    return newTriggers({ previous, message, account: accountRules }, implied, new Set(recorded)).map(
      ({ trigger, outcome }) => `${trigger}: ${outcome.state} ${outcome.reason}`,
    )
  }

  const before = held({ order: order({ state: 'SHIPPING' }) })

  it('are due at a live first sight', () => {
    expect(triggersOf(orderDecided(), undefined)).toEqual(['shipped: due data'])
  })

  it('are history at first sight in a backfill', () => {
    expect(triggersOf(orderDecided({}, { origin: 'backfill' }), undefined)).toEqual(['shipped: withheld history'])
  })

  it('are history where a live version overtook the one a backfill brought, as far as they had happened by then', () => {
    const shippedAt = '2026-03-09T12:00:00.000Z'
    const live = orderDecided({ lines: [line({ shippedAt })] })
    const overtaking = (backfilledAt: string) => ({ ...live, data: { ...live.data, backfilledAt } })

    expect(triggersOf(overtaking(shippedAt), undefined)).toEqual(['shipped: withheld history'])
    expect(triggersOf(overtaking('2000-01-01T00:00:00.000Z'), undefined)).toEqual(['shipped: due data'])
    expect(triggersOf(overtaking(shippedAt), before)).toEqual(['shipped: due data'])
    const undated = { ...orderDecided().data, backfilledAt: '2000-01-01T00:00:00.000Z' }
    expect(triggersOf({ ...live, data: undated }, undefined)).toEqual(['shipped: withheld history'])
  })

  it('are overtaken by a part that is further only where somebody is told of parts, and by the whole always', () => {
    const { shipped } = accountRules.triggers
    if (shipped === undefined) throw new Error('no rule to copy')
    const lines = [line({ shippedAt: '2026-03-09T12:00:00.000Z' }), line({ id: 'L2', state: 'SHIPPING' })]
    const message = orderDecided({ state: 'SHIPPING', lines })
    const implied = impliedBy(message.data.order, 'north')
    const toldOf = (...names: readonly string[]) =>
      newTriggers(
        {
          previous: undefined,
          message,
          account: { ...accountRules, triggers: Object.fromEntries(names.map((name) => [name, shipped])) },
        },
        implied,
        new Set(),
      ).map(({ trigger, outcome }) => `${trigger}: ${outcome.state} ${outcome.reason}`)

    expect(toldOf('confirmed')).toEqual(['confirmed: due data'])
    expect(triggersOf(orderDecided({ state: 'RECEIVED' }), undefined)).toContain('shipped: withheld overtaken')
    expect(toldOf('confirmed', 'partially-shipped')).toEqual([
      'confirmed: withheld overtaken',
      'partially-shipped: due data',
    ])
  })

  it('are due in a backfill of an order that was seen before', () => {
    expect(triggersOf(orderDecided({}, { origin: 'backfill' }), before)).toEqual(['shipped: due data'])
  })

  it('are history in a replay, even of an order that was seen before', () => {
    expect(triggersOf(orderDecided({}, { origin: 'replay' }), before)).toEqual(['shipped: withheld history'])
  })

  it('are history where it had happened before a rule asked for it', () => {
    expect(triggersOf(orderDecided(), held())).toEqual(['shipped: withheld history'])
  })

  it('of steps skipped between two sights only the furthest is told', () => {
    expect(triggersOf(orderDecided({ state: 'RECEIVED' }), held({ order: order({ state: 'SHIPPING' }) }))).toEqual([
      'shipped: withheld overtaken',
      'received: due data',
      'review-request: due data',
    ])
  })

  it('that were written down before are not written down again', () => {
    expect(triggersOf(orderDecided(), held(), ['shipped north:N-1'])).toEqual([])
  })

  it('named like what every object has do not exist either', () => {
    const odd = [{ trigger: 'toString', subject: 'north:N-1', at: '2026-03-10T12:00:00.000Z' }]

    expect(newTriggers({ previous: before, message: orderDecided(), account: accountRules }, odd, new Set())).toEqual(
      [],
    )
  })

  it('without a rule do not exist', () => {
    expect(triggersOf(orderDecided({ state: 'CANCELED' }), held())).toEqual([])
  })

  it('of two marketplaces with the same order id are two', () => {
    const names = ['north', 'south'].flatMap((marketplace) => impliedBy(order(), marketplace).map(nameOf))

    expect(new Set(names).size).toBe(2 * occurrencesOf(order()).length)
  })

  it('come at most once each, whatever the states and in whatever order', () => {
    const states = fc.constantFrom(
      'STAGING',
      'SHIPPING',
      'SHIPPED',
      'TO_COLLECT',
      'RECEIVED',
      'CLOSED',
      'CANCELED',
      'ODD',
    )
    const origins = fc.constantFrom('live' as const, 'backfill' as const, 'replay' as const)
    fc.assert(
      fc.property(fc.array(fc.tuple(states, origins), { maxLength: 12 }), (sights) => {
        const recorded = new Set<string>()
        let previous: StoredOrder | undefined
        for (const [state, origin] of sights) {
          const message = orderDecided({ state }, { origin })
          const implied = impliedBy(message.data.order, 'north')
          const fresh = newTriggers({ previous, message, account: accountRules }, implied, recorded)
          for (const trigger of fresh) {
            expect(recorded).not.toContain(nameOf(trigger))
            recorded.add(nameOf(trigger))
          }
          expect(
            fresh.filter(({ trigger, outcome }) => trigger !== 'review-request' && outcome.state === 'due').length,
          ).toBeLessThan(2)
          previous = held({ order: message.data.order })
        }
      }),
    )
  })
})

it('an incident is history where a live version overtook the one a backfill brought, since nothing says when it opened', () => {
  const { shipped } = accountRules.triggers
  if (shipped === undefined) throw new Error('no rule to copy')
  const account = { ...accountRules, triggers: { 'incident-opened': shipped } }
  const { data, ...seen } = orderDecided({ lines: [line({ state: 'INCIDENT_OPEN' })] })
  const reasonsWith = (backfilledAt?: string) => {
    const message = { ...seen, data: { ...data, backfilledAt } }
    const snapshot = nextSnapshot({ previous: undefined, message, returns: [], seenAt: '2026-03-10T12:00:00.000Z' })
    const implied = impliedBy(snapshot.order, 'north', snapshot)
    return newTriggers({ previous: undefined, message, account }, implied, new Set()).map(
      ({ outcome }) => outcome.reason,
    )
  }

  expect(reasonsWith('2026-03-10T11:00:00.000Z')).toEqual(['history'])
  expect(reasonsWith()).toEqual(['data'])
})

describe('triggers of a return', () => {
  const { shipped } = accountRules.triggers
  if (shipped === undefined) throw new Error('no rule to copy')
  const account = { ...accountRules, triggers: { shipped, 'return-opened': shipped, 'return-closed': shipped } }
  const withState = (state: string) => returnDecided({ state }).data.returned

  const triggersOf = (state: string, about: { before?: string; origin?: 'live' | 'backfill' | 'replay' } = {}) => {
    const seen = returnDecided({ state })
    const message = { ...seen, data: { ...seen.data, origin: about.origin ?? 'live' } }
    const before = about.before === undefined ? [] : [withState(about.before)]
    const implied = impliedBy(order(), 'north', { returns: [message.data.returned] })
    return newReturnTriggers({ owner: held(), message, account, before }, implied, new Set(['shipped north:N-1'])).map(
      ({ trigger, subject, outcome }) => `${trigger} ${subject}: ${outcome.state} ${outcome.reason}`,
    )
  }

  it('are due as it opens, and as it closes', () => {
    expect(triggersOf('IN_PROGRESS')).toEqual(['return-opened north:N-1/R-1: due data'])
    expect(triggersOf('CLOSED', { before: 'IN_PROGRESS' })).toEqual([
      'return-opened north:N-1/R-1: withheld history',
      'return-closed north:N-1/R-1: due data',
    ])
  })

  it('are history at the first sight in a backfill, and in a replay', () => {
    expect(triggersOf('IN_PROGRESS', { origin: 'backfill' })).toEqual(['return-opened north:N-1/R-1: withheld history'])
    expect(triggersOf('CLOSED', { origin: 'replay', before: 'IN_PROGRESS' })).toEqual([
      'return-opened north:N-1/R-1: withheld history',
      'return-closed north:N-1/R-1: withheld history',
    ])
  })

  it('are history at the first sight in a backfill of one return beside another that was seen before', () => {
    const { data, ...seen } = returnDecided({ state: 'IN_PROGRESS' })
    const message = { ...seen, data: { ...data, origin: 'backfill' as const } }
    const before = [returnDecided({ id: 'R-0', state: 'IN_PROGRESS' }).data.returned]
    const implied = impliedBy(order(), 'north', { returns: [...before, data.returned] })

    expect(
      newReturnTriggers({ owner: held(), message, account, before }, implied, new Set()).map(
        ({ trigger, subject, outcome }) => `${trigger} ${subject}: ${outcome.reason}`,
      ),
    ).toContain('return-opened north:N-1/R-1: history')
  })

  it('are due in a backfill of a return that was seen before', () => {
    expect(triggersOf('CLOSED', { origin: 'backfill', before: 'IN_PROGRESS' })).toContain(
      'return-closed north:N-1/R-1: due data',
    )
  })

  it('tell only how it ended, where it was never seen open', () => {
    expect(triggersOf('CLOSED')).toEqual([
      'return-opened north:N-1/R-1: withheld overtaken',
      'return-closed north:N-1/R-1: due data',
    ])
  })

  it('are history where an order message shows what returns had told before', () => {
    const returns = [withState('IN_PROGRESS')]
    const message = orderDecided()
    const seen = { previous: held(), message, account, returns }
    const implied = impliedBy(message.data.order, 'north', { returns })

    expect(newTriggers(seen, implied, new Set()).map(({ trigger, outcome }) => `${trigger} ${outcome.reason}`)).toEqual(
      ['shipped history', 'return-opened history'],
    )
  })
})

it('an incident of a line is due as it opens and as it closes, and each only once', () => {
  const { shipped } = accountRules.triggers
  if (shipped === undefined) throw new Error('no rule to copy')
  const account = { ...accountRules, triggers: { 'incident-opened': shipped, 'incident-closed': shipped } }
  const recorded = new Set<string>()
  const told: string[] = []
  let previous = held()
  for (const state of ['SHIPPED', 'INCIDENT_OPEN', 'INCIDENT_OPEN', 'SHIPPED', 'INCIDENT_OPEN']) {
    const message = orderDecided({ lines: [line({ state })] })
    const snapshot = nextSnapshot({ previous, message, returns: [], seenAt: '2026-03-10T12:00:00.000Z' })
    const implied = impliedBy(snapshot.order, 'north', snapshot)
    for (const one of newTriggers({ previous, message, account, returns: [] }, implied, recorded)) {
      recorded.add(nameOf(one))
      told.push(`${nameOf(one)}: ${one.outcome.reason}`)
    }
    previous = held(snapshot)
  }

  expect(told).toEqual([
    'incident-opened north:N-1/L1/incident-1: data',
    'incident-closed north:N-1/L1/incident-1: data',
    'incident-opened north:N-1/L1/incident-2: data',
  ])
})
