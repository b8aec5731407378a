import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fatesOf, type FirstFate, type Occurrence, occurrencesOf } from './occurrences.js'
import type { Order } from './order.js'
import type { Origin } from './record.js'
import { line, minutesAgo, order, refund } from './testing/builders.js'

const journey = ['confirmed', 'shipped', 'ready-to-collect', 'received']
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

/** What a projection does: each snapshot's occurrences are recorded with their first fate, and never again. */
const projection = () => {
  const recorded = new Map<string, FirstFate>()
  const seen = new Set<string>()
  return {
    see: (snapshot: Order, origin: Origin) => {
      const implied = occurrencesOf(snapshot)
      const fresh = implied.filter((occurrence) => !recorded.has(nameOf(occurrence)))
      const isFirst = !seen.has(snapshot.id)
      const fates = fatesOf(fresh, origin === 'replay' || (isFirst && origin === 'backfill'), implied)
      for (const occurrence of fates) recorded.set(nameOf(occurrence), occurrence.fate)
      seen.add(snapshot.id)
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

/** Two orders of one checkout, each in any state, forwards and backwards. */
const snapshots = fc
  .record({
    id: fc.constantFrom('C1-A', 'C1-B'),
    state: fc.constantFrom(...states),
    refunds,
  })
  .map(({ id, state, refunds: made }) => order({ id, state, lines: [line({ refunds: made.map(refund) })] }))

const sights = fc.array(
  fc.record({
    snapshot: snapshots,
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

  it('confirms a checkout once, whatever number of orders it became', () => {
    const [one, other] = [order({ id: 'C1-A' }), order({ id: 'C1-B' })].map((each) => occurrencesOf(each)[0])

    expect(one).toMatchObject({ trigger: 'confirmed', subject: 'C1' })
    expect(other).toMatchObject({ trigger: 'confirmed', subject: 'C1' })
  })

  it('tells of a refund once for its group, when the money has gone back', () => {
    const lines = [
      line({ refunds: [refund({ id: 'F1', groupId: 'G1' }), refund({ id: 'F2', groupId: 'G1' })] }),
      line({ refunds: [refund({ id: 'F3', groupId: undefined }), refund({ id: 'F4', state: 'WAITING_REFUND' })] }),
    ]

    const subjects = occurrencesOf(order({ state: 'SHIPPING', lines })).filter(({ trigger }) => trigger === 'refunded')

    expect(subjects.map(({ subject }) => subject)).toEqual(['C1-A/G1', 'C1-A/F3'])
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

  it('has nothing to tell of nothing', () => {
    expect(fatesOf([], false)).toEqual([])
  })

  it('makes each occurrence due at most once, whatever is replayed and repeated', () => {
    fc.assert(
      fc.property(sights, (seen) => {
        const { see } = projection()
        const due = seen.flatMap(({ snapshot, origin, times }) =>
          Array.from({ length: times }, () => see(snapshot, origin).due.map(nameOf)).flat(),
        )

        expect(due).toEqual([...new Set(due)])
      }),
    )
  })

  it('makes nothing due at the first sight in a backfill, nor ever in a replay', () => {
    fc.assert(
      fc.property(sights, (seen) => {
        const { see } = projection()
        for (const { snapshot, origin } of seen) {
          const { isFirst, fates } = see(snapshot, origin)
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
        for (const { snapshot, origin } of seen) {
          const { implied, due } = see(snapshot, origin)
          const furthest = named(implied)
            .filter((trigger) => journey.includes(trigger))
            .at(-1)
          const told = named(due).filter((trigger) => journey.includes(trigger))
          expect(told.length === 0 || (told.length === 1 && told[0] === furthest), told.join()).toBe(true)
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
