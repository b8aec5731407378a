import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alone } from '../testing/alerts.js'
import { minute } from '../testing/messages.js'
import type { Alert, AlertPace, Notice } from './alert.js'
import { alerted } from './alerting.js'
import type { Blind } from './finding.js'
import type { Grouped } from './grouping.js'

const pace: AlertPace = { resolveMinutes: 10, escalateMinutes: () => 60 }

interface Look {
  readonly at: number
  readonly found?: readonly Grouped[]
  readonly blind?: readonly Blind[]
  /** What a person did before this look. */
  readonly acted?: (alert: Alert) => Alert
}

/** Goes through looks, and keeps what each left and said. */
const told = (looks: readonly Look[]) => {
  let alerts: readonly Alert[] = []
  const all = new Map<string, Alert>()
  const notices: (readonly [number, Notice['is']])[] = []
  for (const { at, found = [], blind = [], acted = (one: Alert) => one } of looks) {
    const step = alerted({ alerts: alerts.map(acted), found, blind, now: minute(at), pace })
    for (const alert of step.alerts) all.set(alert.id, alert)
    for (const { id } of step.gone) all.delete(id)
    notices.push(...step.notices.map(({ is }) => [at, is] as const))
    alerts = step.alerts.filter(({ state }) => state !== 'resolved')
  }
  return { alerts, notices, all: [...all.values()] }
}

const deep = alone({ type: 'queue-deep', count: 5 })
const atOnce = alone({ type: 'value-unknown', place: { marketplace: 'north' }, group: 'x' })
const until = (last: number, found: readonly Grouped[], every = 1): Look[] =>
  Array.from({ length: Math.floor(last / every) + 1 }, (_, nth) => ({ at: nth * every, found }))

describe('an alert', () => {
  it('opens once what is wrong was seen for long enough, and is told once', () => {
    expect(told(until(14, [deep])).notices).toEqual([])
    expect(told(until(40, [deep])).notices).toEqual([[15, 'opened']])
  })

  it('opens at once where no time is to be lost', () => {
    expect(told(until(3, [atOnce])).notices).toEqual([[0, 'opened']])
  })

  it('is never told where it was gone before', () => {
    expect(told([...until(10, [deep]), { at: 11 }, { at: 13 }, { at: 14 }, { at: 40 }])).toMatchObject({
      ...{ notices: [], all: [] },
    })
  })

  it('does not begin anew for a break of a moment', () => {
    expect(told([...until(7, [deep]), { at: 8 }, ...until(20, [deep]).slice(9)]).notices).toEqual([[15, 'opened']])
  })

  it('resolves by itself, once it has been gone for long enough', () => {
    const { notices, all } = told([...until(3, [atOnce]), { at: 4 }, { at: 13 }, { at: 14 }, { at: 15 }])

    expect(notices).toEqual([
      [0, 'opened'],
      [14, 'resolved'],
    ])
    expect(all).toMatchObject([{ state: 'resolved', resolvedAt: minute(14) }])
  })

  it('that comes and goes is one', () => {
    const flapping = Array.from({ length: 50 }, (_, nth) => ({ at: nth, found: nth % 3 === 0 ? [atOnce] : [] }))

    expect(told(flapping).notices).toEqual([[0, 'opened']])
  })

  it('is another one when it comes back after it resolved', () => {
    const looks = [{ at: 0, found: [atOnce] }, { at: 1 }, { at: 11 }, { at: 30, found: [atOnce] }]
    const { notices, all } = told(looks)

    expect(notices.map(([, is]) => is)).toEqual(['opened', 'resolved', 'opened'])
    expect(new Set(all.map(({ id }) => id)).size).toBe(2)
  })

  it('escalates once when nobody has acknowledged it', () => {
    expect(told(until(200, [atOnce], 10)).notices).toEqual([
      [0, 'opened'],
      [60, 'escalated'],
    ])
  })

  it('does not escalate once somebody is at it, unless it gets worse', () => {
    const acted = (one: Alert): Alert => ({ ...one, acknowledgedBy: 'Ada', acknowledgedAt: minute(1) })
    const quiet = until(100, [atOnce], 10).map((look) => ({ ...look, acted }))
    const worse = { at: 110, found: [{ ...atOnce, severity: 'critical' as const }] }

    expect(told(quiet).notices).toEqual([[0, 'opened']])
    expect(told([...quiet, worse]).notices).toEqual([
      [0, 'opened'],
      [110, 'escalated'],
    ])
  })

  it('is told again once it is ten times what was told, even where somebody acknowledged it', () => {
    const acted = (one: Alert): Alert => ({ ...one, acknowledgedBy: 'Ada', acknowledgedAt: minute(1) })
    const counts = [5, 49, 50, 499, 50, 500]
    const looks = counts.map((count, at) => ({ at, found: [{ ...atOnce, count }], acted }))

    expect(told(looks).notices.map(([at]) => at)).toEqual([0, 2, 5])
  })

  it('is told again once it is critical, whatever was done about it', () => {
    const critical = { ...atOnce, severity: 'critical' as const }
    const looks = (acted: (alert: Alert) => Alert) => [
      { at: 0, found: [atOnce] },
      ...[5, 6].map((at) => ({ at, found: [critical], acted })),
    ]
    const acknowledged = looks((one) => ({ ...one, acknowledgedBy: 'Ada', acknowledgedAt: minute(1) }))
    const escalated = looks((one) => ({ ...one, state: 'escalated', escalatedAt: minute(1) }))
    const silenced = looks((one) => ({ ...one, silencedUntil: minute(9) }))

    expect(told(acknowledged).notices.map(([at]) => at)).toEqual([0, 5])
    expect(told(escalated).notices.map(([at]) => at)).toEqual([0, 5])
    expect(told(silenced).notices.map(([at]) => at)).toEqual([0])
    expect(told([...silenced, { at: 10, found: [critical] }]).notices.map(([at]) => at)).toEqual([0, 10])
  })

  it('of which nobody kept what was told is measured from now on', () => {
    const acted = (one: Alert): Alert => ({ ...one, told: one.count === 5 ? null : one.told })
    const looks = [5, 5, 60, 600].map((count, at) => ({ at, found: [{ ...atOnce, count }], acted }))

    expect(told(looks).notices.map(([at]) => at)).toEqual([0, 3])
  })

  it('does not open by what nobody could see', () => {
    const blind = [5, 10, 16, 40].map((at): Look => ({ at, blind: ['queue-deep'] }))

    expect(told([{ at: 0, found: [deep] }, ...blind])).toMatchObject({ notices: [], alerts: [{ state: 'seen' }] })
  })

  it('is told to nobody while it is silenced, and afterwards where it still stands', () => {
    const acted = (one: Alert): Alert => ({ ...one, silencedUntil: minute(90) })
    const silenced = until(80, [deep], 5).map((look) => ({ ...look, acted }))
    const { notices } = told([...silenced, { at: 95, found: [deep] }])

    expect(notices.map(([at]) => at)).toEqual([95])
  })

  it('keeps what it knows while nobody can look, and does not resolve by that', () => {
    const { notices, alerts } = told([
      ...until(2, [atOnce]),
      ...[10, 20, 30].map((at): Look => ({ at, blind: ['value-unknown'] })),
    ])

    expect(notices).toEqual([[0, 'opened']])
    expect(alerts).toMatchObject([{ state: 'open', absentAt: null }])
  })

  it('stays in the place that nobody can look at, and resolves in others', () => {
    const [main, second] = ['main', 'second'].map((account) =>
      alone({ type: 'circuit-open', place: { account }, group: '' }),
    )
    const found = [main, second].flatMap((one) => one ?? [])
    const blind: readonly Blind[] = [
      { type: 'circuit-open', place: { account: 'main' } },
      { type: 'circuit-open', place: { marketplace: 'north' } },
    ]
    const { alerts, all } = told([...until(11, found), ...[12, 20, 25, 90].map((at): Look => ({ at, blind }))])

    expect(alerts.map(({ place, absentAt }) => [place.account, absentAt])).toEqual([['main', null]])
    expect(all.find(({ place }) => place.account === 'second')?.state).toBe('resolved')
  })

  it('of no one place is not seen to be over where any place could not be looked at', () => {
    const everywhere = alone({ type: 'queue-unconsumed', place: {}, group: 'all' })
    const unseen = (type: 'queue-unconsumed' | 'queue-deep') =>
      told([
        ...until(6, [everywhere]),
        ...[7, 20, 40].map((at): Look => ({ at, blind: [{ type, place: { service: 'monitor' } }] })),
      ]).alerts

    expect([unseen('queue-unconsumed').length, unseen('queue-deep').length]).toEqual([1, 0])
  })

  it('shows the newest count and examples', () => {
    const { alerts } = told([
      { at: 0, found: [atOnce] },
      { at: 1, found: [{ ...atOnce, count: 9 }] },
    ])

    expect(alerts).toMatchObject([{ count: 9 }])
  })

  it('is the same object where nothing changed, so that nothing is written', () => {
    const once = alerted({ alerts: [], found: [atOnce], blind: [], now: minute(0), pace })
    const again = alerted({ alerts: once.alerts, found: [atOnce], blind: [], now: minute(1), pace })

    expect(again.alerts[0]).toBe(once.alerts[0])
  })
})

describe('however things come and go', () => {
  const looks = fc.array(
    fc.record({ step: fc.integer({ min: 1, max: 30 }), is: fc.constantFrom('there', 'gone', 'unseen') }),
    { maxLength: 60 },
  )

  it('each alert opens once, is never told after it resolved, and resolves once it has stayed away', () => {
    fc.assert(
      fc.property(looks, fc.constantFrom(deep, atOnce), (steps, what) => {
        let at = 0
        const walk = steps.map(({ step, is }): Look => {
          at += step
          return { at, found: is === 'there' ? [what] : [], blind: is === 'unseen' ? [what.type] : [] }
        })
        const { notices, alerts } = told([...walk, { at: at + 1 }, { at: at + 12 }, { at: at + 24 }])
        expect(alerts).toEqual([])
        const sequence = notices.map(([, is]) => is).join(' ')
        expect(sequence).toMatch(/^(opened( escalated)? resolved ?)*$/)
      }),
      { numRuns: 500 },
    )
  })

  it('at most one alert of a key stands', () => {
    fc.assert(
      fc.property(looks, (steps) => {
        let at = 0
        const walk = steps.map(({ step, is }): Look => {
          at += step
          return { at, found: is === 'gone' ? [] : [atOnce, deep] }
        })
        const { alerts } = told(walk)
        expect(new Set(alerts.map(({ key }) => key)).size).toBe(alerts.length)
      }),
    )
  })
})
