import { describe, expect, it } from 'vitest'
import { grouped, lineStates, see, seeds } from '../seen.js'

describe.each(seeds)('the disputes of world %i', (seed) => {
  const { atLast, everywhere, frames, history, moves, movedTo } = see(seed)
  const refunds = history.flatMap((order) => order.order_lines.flatMap((line) => line.refunds))

  it.each(['WAITING_REFUND_TAX_CONFIRMATION', 'WAITING_REFUND', 'WAITING_REFUND_PAYMENT', 'REFUNDED'])(
    'partial and full refunds in %s',
    (state) => {
      const having = (isFull: boolean) =>
        history.filter(
          (order) =>
            order.fully_refunded === isFull &&
            order.order_lines.some((line) => line.refunds.some((refund) => refund.refund_state === state)),
        )
      expect(having(true)).not.toEqual([])
      expect(having(false)).not.toEqual([])
    },
  )

  it('refund ids used once', () => {
    expect(new Set(refunds.map(({ id }) => id)).size).toBe(refunds.length)
  })

  it('incidents open at the end, and incidents that open and close during the steps', () => {
    const opened = moves.filter(({ before, after }) => before?.has_incident === false && after.has_incident)
    const closed = moves.filter(({ before, after }) => before?.has_incident === true && !after.has_incident)
    const ids = (some: typeof moves) => some.map(({ after }) => after.order_id)

    expect(atLast.some((order) => order.has_incident)).toBe(true)
    expect(ids(closed).some((id) => ids(opened).includes(id))).toBe(true)
  })

  it('an incident that opens without moving the update date', () => {
    const silent = moves.filter(({ before, after }) => before?.last_updated_date === after.last_updated_date)
    expect(silent.map(({ after }) => [after.has_incident, lineStates(after).includes('INCIDENT_OPEN')])).toEqual([
      [true, true],
    ])
  })

  it('an incident always on the order and on a line at once', () => {
    for (const order of everywhere) expect(lineStates(order).includes('INCIDENT_OPEN')).toBe(order.has_incident)
  })

  it('refunds in a state nobody documented, by themselves and beside an incident', () => {
    const odd = history.filter((order) =>
      order.order_lines.some((line) => line.refunds.some((each) => each.refund_state === 'FROZEN_BY_OPERATOR')),
    )
    expect(odd.map((order) => order.has_incident).toSorted()).toEqual([false, true, true])
  })

  it('returns in every state, and one nobody documented, and one that ends during the steps', () => {
    const returns = frames.flatMap((frame) => frame.returns)
    const documented = 'WAITING_ACCEPTANCE IN_PROGRESS REFUSED RECEIVED NO_RECEPTION CLOSED CANCELED'.split(' ')
    const states = [...documented, 'INSPECTED_BY_OPERATOR']
    const ended = grouped(returns, ({ id }) => id).filter(
      (same) => same[0]?.state === 'IN_PROGRESS' && same.at(-1)?.state === 'CLOSED',
    )

    expect(new Set(returns.map(({ state }) => state))).toEqual(new Set(states))
    expect(ended).toHaveLength(1)
    const known = new Set(history.map((order) => order.order_id))
    expect(returns.filter((each) => !known.has(each.order_id))).toEqual([])
  })

  it('orders received in dispute, one of which comes to peace later', () => {
    const inDispute = movedTo('RECEIVED').filter(({ after }) => after.has_incident)
    const atPeace = atLast.filter((order) => !order.has_incident).map((order) => order.order_id)

    expect(inDispute.length).toBeGreaterThanOrEqual(3)
    expect(inDispute.filter(({ after }) => atPeace.includes(after.order_id))).toHaveLength(1)
  })
})
