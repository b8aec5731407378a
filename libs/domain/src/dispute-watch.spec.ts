import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { disputeDueAt, disputeOverdueBefore, peaceSince, type Situation, watch, type Watched } from './dispute-watch.js'
import { disputeOf } from './dispute.js'
import { line, minutesAgo, noon, order, refund, returned } from './testing/builders.js'

const days = (count: number): string => minutesAgo(count * 24 * 60)

const inStates = (...states: string[]): Situation => ({
  order: order({ state: 'RECEIVED', lines: states.map((state, index) => line({ id: `L${index + 1}`, state })) }),
  returns: [],
})

/** Looks at one order again and again, a minute apart. */
const watchAll = (...sights: readonly Situation[]): Watched => {
  const end = sights.reduce<(Situation & Watched) | undefined>(
    (before, next, index) => ({ ...next, ...watch(before, next, minutesAgo(100 - index)) }),
    undefined,
  )
  if (end === undefined) throw new Error('nothing was seen')
  return { inDisputeSince: end.inDisputeSince, disputeEndedAt: end.disputeEndedAt, incidents: end.incidents }
}

describe('watching an order', () => {
  it('knows nothing of the past at first sight', () => {
    expect(watchAll(inStates('RECEIVED'))).toEqual({ incidents: [] })
  })

  it('sees a dispute begin and end, and remembers when it did', () => {
    const open = inStates('INCIDENT_OPEN')

    expect(watchAll(inStates('SHIPPED'), open, open)).toMatchObject({ inDisputeSince: minutesAgo(99) })
    expect(watchAll(open, inStates('SHIPPED'), inStates('RECEIVED'))).toMatchObject({
      inDisputeSince: undefined,
      disputeEndedAt: minutesAgo(99),
    })
    expect(watchAll(open, inStates('SHIPPED'), open)).toMatchObject({
      inDisputeSince: minutesAgo(98),
      disputeEndedAt: minutesAgo(99),
    })
  })

  it('takes a dispute for one as long as any sign of it stands', () => {
    const refunding = inStates('RECEIVED')
    const waits = line({ state: 'RECEIVED', refunds: [refund({ state: 'WAITING_REFUND' })] })
    const seen = watchAll(
      inStates('INCIDENT_OPEN'),
      { ...refunding, order: { ...refunding.order, lines: [waits] } },
      { ...inStates('RECEIVED'), returns: [returned()] },
    )

    expect(seen).toMatchObject({ inDisputeSince: minutesAgo(100), disputeEndedAt: undefined })
  })

  it('counts a dispute from now on where it was stored before anybody watched', () => {
    expect(watch(inStates('INCIDENT_OPEN'), inStates('INCIDENT_OPEN'), minutesAgo(3)).inDisputeSince).toBe(
      minutesAgo(3),
    )
  })

  it('numbers the incidents of each line, which opens and closes by itself', () => {
    const { incidents } = watchAll(
      inStates('INCIDENT_OPEN', 'RECEIVED'),
      inStates('INCIDENT_OPEN', 'INCIDENT_OPEN'),
      inStates('RECEIVED', 'INCIDENT_OPEN'),
      inStates('INCIDENT_OPEN', 'INCIDENT_OPEN'),
    )

    expect(incidents).toEqual([
      { lineId: 'L1', number: 1, openedAt: minutesAgo(100), closedAt: minutesAgo(98) },
      { lineId: 'L2', number: 1, openedAt: minutesAgo(99) },
      { lineId: 'L1', number: 2, openedAt: minutesAgo(97) },
    ])
  })

  it('remembers when an incident was first seen closed, however often it is looked at after', () => {
    const closed = inStates('RECEIVED')

    expect(watchAll(inStates('INCIDENT_OPEN'), closed, closed, closed).incidents).toEqual([
      { lineId: 'L1', number: 1, openedAt: minutesAgo(100), closedAt: minutesAgo(99) },
    ])
  })

  it('does not take an incident for closed because its line is not shown', () => {
    expect(watchAll(inStates('INCIDENT_OPEN'), inStates()).incidents).toEqual([
      { lineId: 'L1', number: 1, openedAt: minutesAgo(100) },
    ])
  })

  it('holds, whatever is seen, one open incident for each line in incident, numbered without a gap', () => {
    const states = fc.constantFrom('INCIDENT_OPEN', 'RECEIVED', 'REFUNDED')
    const sights = fc.array(fc.array(states, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(sights, (seen) => {
        const { incidents, inDisputeSince } = watchAll(...seen.map((each) => inStates(...each)))
        const last = inStates(...(seen.at(-1) ?? []))

        for (const { id, state } of last.order.lines) {
          const own = incidents.filter(({ lineId }) => lineId === id)
          expect(own.map(({ number }) => number)).toEqual(own.map((_incident, index) => index + 1))
          expect(own.filter(({ closedAt }) => closedAt === undefined)).toHaveLength(state === 'INCIDENT_OPEN' ? 1 : 0)
        }
        expect(inDisputeSince !== undefined).toBe(disputeOf(last.order, []).length > 0)
      }),
    )
  })
})

describe('peace', () => {
  it('came when it was seen, or when the last return that ended says', () => {
    const ended = [
      returned({ state: 'CLOSED', updatedAt: days(4) }),
      returned({ state: 'REFUSED', updatedAt: days(3) }),
      returned({ state: 'IN_PROGRESS', updatedAt: days(1) }),
    ]

    expect(peaceSince({}, [])).toBeUndefined()
    expect(peaceSince({}, ended)).toBe(days(3))
    expect(peaceSince({ disputeEndedAt: days(2) }, ended)).toBe(days(2))
    expect(peaceSince({ disputeEndedAt: days(9) }, ended)).toBe(days(3))
  })
})

describe('overdue disputes', () => {
  it('are due after sixty days of dispute, or what is configured', () => {
    expect(disputeDueAt(days(60))).toEqual(noon)
    expect(disputeDueAt(days(3), 3)).toEqual(noon)
    expect(disputeDueAt(undefined)).toBeUndefined()
  })

  it('are those open since the limit before now, or longer', () => {
    const before = disputeOverdueBefore(noon, 60)

    expect([days(60) <= before, days(59.99) <= before]).toEqual([true, false])
  })
})
