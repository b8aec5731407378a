import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Situation, watch, type Watched } from './dispute-watch.js'
import { fatesOf, type FirstFate, type Occurrence, occurrencesOf, triggerNames } from './occurrences.js'
import type { Origin } from './record.js'
import { cancelation, line, minutesAgo, order, refund, returned } from './testing/builders.js'

const journey = ['confirmed', 'partially-shipped', 'shipped', 'ready-to-collect', 'received']
const states = [
  'STAGING',
  'WAITING_ACCEPTANCE',
  'WAITING_DEBIT',
  'WAITING_DEBIT_PAYMENT',
  'SHIPPING',
  'SHIPPED',
  'TO_COLLECT',
  'RECEIVED',
  'CLOSED',
  'REFUSED',
  'CANCELED',
  'WAITING_REFUND',
  'BRAND_NEW',
]
const named = (occurrences: readonly Occurrence[]) => occurrences.map(({ trigger }) => trigger)
const nameOf = ({ trigger, subject }: Occurrence) => `${trigger} ${subject}`
const isOnJourney = ({ trigger }: Occurrence) => journey.includes(trigger)

/** What a projection does: each snapshot's occurrences are recorded with their first fate, and never again. */
const projection = () => {
  const recorded = new Map<string, FirstFate>()
  const seen = new Map<string, Situation & Watched>()
  return {
    see: (snapshot: Situation['order'], origin: Origin, returns: Situation['returns'] = []) => {
      const before = seen.get(snapshot.id)
      const watched = watch(before, { order: snapshot, returns }, minutesAgo(1))
      const implied = occurrencesOf(snapshot, { returns, incidents: watched.incidents })
      const fresh = implied.filter((occurrence) => !recorded.has(nameOf(occurrence)))
      const isFirst = before === undefined
      const fates = fatesOf(fresh, origin === 'replay' || (isFirst && origin === 'backfill'), implied)
      for (const occurrence of fates) recorded.set(nameOf(occurrence), occurrence.fate)
      seen.set(snapshot.id, { order: snapshot, returns, ...watched })
      return { implied, isFirst, fates, due: fates.filter(({ fate }) => fate === 'due') }
    },
  }
}

const refunds = fc.array(
  fc.record({
    id: fc.constantFrom('F1', 'F2', 'F3'),
    groupId: fc.constantFrom('G1', 'G2', undefined),
    state: fc.constantFrom('REFUNDED', 'WAITING_REFUND'),
  }),
  { maxLength: 3 },
)

const lines = fc.uniqueArray(
  fc.record({
    id: fc.constantFrom('L1', 'L2'),
    state: fc.constantFrom('SHIPPING', 'SHIPPED', 'INCIDENT_OPEN', 'CANCELED', 'BRAND_NEW'),
    shippedAt: fc.constantFrom(undefined, minutesAgo(90), minutesAgo(80)),
    cancelations: fc.constantFrom([], [cancelation()]),
    refunds,
  }),
  { minLength: 1, maxLength: 2, selector: ({ id }) => id },
)

/** Two orders of one checkout, each in any state, forwards and backwards. */
const snapshots = fc
  .record({ id: fc.constantFrom('C1-A', 'C1-B'), state: fc.constantFrom(...states), lines })
  .map((about) =>
    order({ ...about, lines: about.lines.map((each) => line({ ...each, refunds: each.refunds.map(refund) })) }),
  )

const returns = fc
  .uniqueArray(
    fc.record({ id: fc.constantFrom('R1', 'R2'), state: fc.constantFrom('IN_PROGRESS', 'CLOSED', 'CANCELED') }),
    { maxLength: 2, selector: ({ id }) => id },
  )
  .map((all) => all.map(returned))

const sights = fc.array(
  fc.record({
    snapshot: snapshots,
    returns,
    origin: fc.constantFrom<Origin>('live', 'backfill', 'replay'),
    times: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 12 },
)

describe('occurrencesOf', () => {
  it.each([
    ['STAGING', []],
    ['WAITING_ACCEPTANCE', []],
    ['WAITING_DEBIT_PAYMENT', []],
    ['SHIPPING', ['confirmed']],
    ['SHIPPED', ['confirmed', 'shipped']],
    ['TO_COLLECT', ['confirmed', 'shipped', 'ready-to-collect']],
    ['RECEIVED', ['confirmed', 'shipped', 'received', 'review-request']],
    ['CLOSED', ['confirmed', 'shipped', 'received', 'review-request']],
    ['CANCELED', ['canceled']],
    ['REFUSED', ['refused']],
    ['BRAND_NEW', []],
  ])('an order %s implies %j', (state, expected) => {
    expect(named(occurrencesOf(order({ state })))).toEqual(expected)
  })

  it('tells when it happened, as far as the order does', () => {
    const told = order({
      state: 'RECEIVED',
      acceptedAt: minutesAgo(50),
      updatedAt: minutesAgo(1),
      lines: [
        line({ shippedAt: minutesAgo(40), receivedAt: minutesAgo(20) }),
        line({ shippedAt: minutesAgo(30), receivedAt: minutesAgo(25) }),
      ],
    })

    expect(occurrencesOf(told).map(({ trigger, at }) => [trigger, at])).toEqual([
      ['confirmed', minutesAgo(50)],
      ['shipped', minutesAgo(30)],
      ['received', minutesAgo(20)],
      ['review-request', minutesAgo(20)],
    ])
    expect(occurrencesOf(order({ state: 'SHIPPED', updatedAt: minutesAgo(1) })).map(({ at }) => at)).toEqual([
      minutesAgo(1),
      minutesAgo(1),
    ])
  })

  it('tells when it happened by the lines that say so, where others do not', () => {
    const lines = [line({ shippedAt: minutesAgo(30), receivedAt: minutesAgo(20) }), line()]

    expect(occurrencesOf(order({ state: 'RECEIVED', lines })).map(({ trigger, at }) => [trigger, at])).toEqual(
      expect.arrayContaining([
        ['shipped', minutesAgo(30)],
        ['received', minutesAgo(20)],
      ]),
    )
  })

  it('confirms a checkout once, whatever number of orders it became', () => {
    const [one, other] = [order({ id: 'C1-A' }), order({ id: 'C1-B' })].map((each) => occurrencesOf(each)[0])

    expect(one).toMatchObject({ trigger: 'confirmed', subject: 'C1' })
    expect(other).toMatchObject({ trigger: 'confirmed', subject: 'C1' })
  })

  it('tells of a refund once for its group, when the money has gone back', () => {
    const lines = [
      line({ refunds: [refund({ id: 'F1', groupId: 'G1' }), refund({ id: 'F2', groupId: 'G1' })] }),
      line({
        refunds: [
          refund({ id: 'F3', groupId: undefined }),
          refund({ id: 'F4', groupId: 'G2', state: 'WAITING_REFUND' }),
        ],
      }),
    ]

    const subjects = occurrencesOf(order({ state: 'SHIPPING', lines })).filter(({ trigger }) => trigger === 'refunded')

    expect(subjects.map(({ subject }) => subject)).toEqual(['C1-A/G1', 'C1-A/F3'])
  })
})

describe('what befalls a part of an order', () => {
  const of = (trigger: string, ...about: Parameters<typeof occurrencesOf>) =>
    occurrencesOf(...about)
      .filter((occurrence) => occurrence.trigger === trigger)
      .map(({ subject, at }) => [subject, at])

  it('a shipment, while the rest is still to come: lines that left at one instant', () => {
    const [early, late] = [minutesAgo(90), minutesAgo(30)]
    const lines = [
      line({ id: 'L3', state: 'SHIPPED', shippedAt: early }),
      line({ id: 'L2', state: 'SHIPPED', shippedAt: early }),
      line({ id: 'L4', state: 'INCIDENT_OPEN', shippedAt: late }),
      line({ id: 'L1', state: 'SHIPPING' }),
    ]

    expect(of('partially-shipped', order({ state: 'SHIPPING', lines }))).toEqual([
      ['C1-A/L2', early],
      ['C1-A/L4', late],
    ])
    expect(of('partially-shipped', order({ state: 'SHIPPED', lines }))).toEqual([])
  })

  it('no shipment where nothing has left, or nothing is still to come', () => {
    const gone = ['REFUSED', 'CANCELED', 'REFUNDED'].map((state) => line({ id: state, state }))
    const left = line({ state: 'SHIPPED' })

    expect(of('partially-shipped', order({ lines: [line(), line({ id: 'L2' }), ...gone] }))).toEqual([])
    expect(of('partially-shipped', order({ lines: [left, ...gone] }))).toEqual([])
    expect(of('partially-shipped', order({ lines: [left, line({ id: 'L2' })] }))).toEqual([
      ['C1-A/L1', order().updatedAt],
    ])
  })

  it.each([
    ['a line', [line(), line({ id: 'L2', state: 'CANCELED' })], order().updatedAt],
    ['fewer items', [line({ cancelations: [cancelation({ createdAt: minutesAgo(7) })] })], minutesAgo(7)],
  ])('canceled: %s, in an order that goes on', (_what, lines, at) => {
    expect(of('partially-canceled', order({ lines }))).toEqual([['C1-A', at]])
    expect(of('partially-canceled', order({ state: 'CANCELED', lines }))).toEqual([])
    expect(of('partially-canceled', order({ state: 'REFUSED', lines }))).toEqual([])
    expect(of('partially-canceled', order({ lines: [line()] }))).toEqual([])
  })

  it('a refund is requested at its first part, and there when all of it is', () => {
    const part = (id: string, state: string, createdAt: string) => line({ refunds: [refund({ id, state, createdAt })] })
    const lines = [part('F1', 'REFUNDED', minutesAgo(60)), part('F2', 'WAITING_REFUND', minutesAgo(70))]
    const paid = [part('F1', 'REFUNDED', minutesAgo(60)), part('F2', 'REFUNDED', minutesAgo(70))]

    expect(of('refund-requested', order({ lines }))).toEqual([['C1-A/G1', minutesAgo(70)]])
    expect(of('refunded', order({ lines }))).toEqual([])
    expect(of('refunded', order({ lines: paid, updatedAt: minutesAgo(3) }))).toEqual([['C1-A/G1', minutesAgo(3)]])
  })

  it('a return is opened, and closed where it came to its good end', () => {
    const all = ['IN_PROGRESS', 'CLOSED', 'REFUSED', 'CANCELED', 'BRAND_NEW'].map((state) =>
      returned({ id: state, state, createdAt: minutesAgo(9), updatedAt: minutesAgo(4) }),
    )

    expect(of('return-opened', order(), { returns: all })).toEqual(all.map(({ id }) => [`C1-A/${id}`, minutesAgo(9)]))
    expect(of('return-closed', order(), { returns: all })).toEqual([['C1-A/CLOSED', minutesAgo(4)]])
  })

  it('an incident by its number, as watching gave it', () => {
    const incidents = [
      { lineId: 'L1', number: 1, openedAt: minutesAgo(9), closedAt: minutesAgo(8) },
      { lineId: 'L1', number: 2, openedAt: minutesAgo(7) },
    ]

    expect(of('incident-opened', order(), { incidents })).toEqual([
      ['C1-A/L1/incident-1', minutesAgo(9)],
      ['C1-A/L1/incident-2', minutesAgo(7)],
    ])
    expect(of('incident-closed', order(), { incidents })).toEqual([['C1-A/L1/incident-1', minutesAgo(8)]])
  })

  it('has a name that every configuration may use', () => {
    fc.assert(
      fc.property(snapshots, returns, (snapshot, some) => {
        const { incidents } = watch(undefined, { order: snapshot, returns: some }, minutesAgo(1))
        const gone = incidents.map((incident) => ({ ...incident, closedAt: minutesAgo(0) }))
        for (const { trigger } of occurrencesOf(snapshot, { returns: some, incidents: [...incidents, ...gone] }))
          expect(triggerNames).toContain(trigger)
      }),
    )
  })
})

describe('fatesOf', () => {
  it('tells only the furthest of the steps that were skipped, and everything beside the journey', () => {
    const fates = fatesOf(occurrencesOf(order({ state: 'RECEIVED' })), false)

    expect(fates.map(({ trigger, fate }) => [trigger, fate])).toEqual([
      ['confirmed', 'overtaken'],
      ['shipped', 'overtaken'],
      ['received', 'due'],
      ['review-request', 'due'],
    ])
  })

  it('tells nothing of a step behind one that was told', () => {
    const implied = occurrencesOf(order({ state: 'SHIPPED' }))
    const late = implied.filter(({ trigger }) => trigger === 'confirmed')

    expect(fatesOf(late, false, implied)).toMatchObject([{ trigger: 'confirmed', fate: 'overtaken' }])
  })

  it('tells of a refund, return or incident only how it ended, where it began and ended between two sights', () => {
    const { see } = projection()
    see(order({ lines: [line()] }), 'backfill')
    const paid = order({ lines: [line({ refunds: [refund()] })] })

    const told = see(paid, 'live', [returned({ id: 'R1', state: 'CLOSED' }), returned({ id: 'R2' })]).fates

    expect(told.filter(({ trigger }) => /^re(fund|turn)/.test(trigger)).map((one) => [nameOf(one), one.fate])).toEqual([
      ['refund-requested C1-A/G1', 'overtaken'],
      ['refunded C1-A/G1', 'due'],
      ['return-opened C1-A/R1', 'overtaken'],
      ['return-closed C1-A/R1', 'due'],
      ['return-opened C1-A/R2', 'due'],
    ])
  })

  it('tells of an incident that is over, and of which nothing was told, only that it is over', () => {
    const closed = { lineId: 'L1', number: 1, openedAt: minutesAgo(9), closedAt: minutesAgo(8) }
    const open = { lineId: 'L1', number: 2, openedAt: minutesAgo(7) }
    const fates = fatesOf(occurrencesOf(order(), { incidents: [closed, open] }), false)

    expect(fates.slice(1).map((one) => [nameOf(one), one.fate])).toEqual([
      ['incident-opened C1-A/L1/incident-1', 'overtaken'],
      ['incident-closed C1-A/L1/incident-1', 'due'],
      ['incident-opened C1-A/L1/incident-2', 'due'],
    ])
  })

  it('tells of each incident of a line that it opened and that it closed', () => {
    const { see } = projection()
    const told = ['RECEIVED', 'INCIDENT_OPEN', 'RECEIVED', 'INCIDENT_OPEN'].flatMap((state) =>
      see(order({ state: 'RECEIVED', lines: [line({ state })] }), 'live').due.map(nameOf),
    )

    expect(told.filter((name) => name.startsWith('incident'))).toEqual([
      'incident-opened C1-A/L1/incident-1',
      'incident-closed C1-A/L1/incident-1',
      'incident-opened C1-A/L1/incident-2',
    ])
  })

  it('has nothing to tell of nothing', () => {
    expect(fatesOf([], false)).toEqual([])
  })

  it('makes each occurrence due at most once, whatever is replayed and repeated', () => {
    fc.assert(
      fc.property(sights, (seen) => {
        const { see } = projection()
        const due = seen.flatMap(({ snapshot, origin, times, returns: some }) =>
          Array.from({ length: times }, () => see(snapshot, origin, some).due.map(nameOf)).flat(),
        )

        expect(due).toEqual([...new Set(due)])
      }),
    )
  })

  it('makes nothing due at the first sight in a backfill, nor ever in a replay', () => {
    fc.assert(
      fc.property(sights, (seen) => {
        const { see } = projection()
        for (const { snapshot, origin, returns: some } of seen) {
          const { isFirst, fates } = see(snapshot, origin, some)
          if (origin !== 'replay' && !(isFirst && origin === 'backfill')) continue
          expect(fates.filter(({ fate }) => fate !== 'history')).toEqual([])
        }
      }),
    )
  })

  it('makes of the journey only the furthest step due', () => {
    fc.assert(
      fc.property(sights, (seen) => {
        const { see } = projection()
        for (const { snapshot, origin, returns: some } of seen) {
          const { implied, due } = see(snapshot, origin, some)
          const furthest = named(implied)
            .filter((trigger) => journey.includes(trigger))
            .at(-1)
          const told = new Set(named(due).filter((trigger) => journey.includes(trigger)))
          expect(
            [...told].every((trigger) => trigger === furthest),
            [...told].join(),
          ).toBe(true)
          expect(furthest === 'partially-shipped' || told.size === due.filter(isOnJourney).length).toBe(true)
        }
      }),
    )
  })

  it('makes all due that happens while it watches', () => {
    const { see } = projection()
    see(order({ state: 'SHIPPING' }), 'backfill')

    const told = ['SHIPPED', 'SHIPPED', 'TO_COLLECT', 'RECEIVED', 'CLOSED'].map((state) =>
      named(see(order({ state }), 'live').due),
    )

    expect(told).toEqual([['shipped'], [], ['ready-to-collect'], ['received', 'review-request'], []])
  })
})
