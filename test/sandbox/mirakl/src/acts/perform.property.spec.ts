import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOf, listOf, numberOf } from '../wire.js'
import type { WireObject } from '../world.js'
import { cents } from './amounts.js'
import type { Deed } from './deed.js'
import type { Dossier, Line } from './order.js'
import { perform, possibleActs } from './perform.js'
import { someOrder } from './some-order.js'

const line = fc.record({
  quantity: fc.integer({ min: 1, max: 3 }),
  unitCents: fc.integer({ min: 1, max: 30_000 }),
  shippingCents: fc.constantFrom(0, 299, 795),
})
const placed = fc
  .record({
    lines: fc.array(line, { minLength: 1, maxLength: 3 }),
    state: fc.constantFrom('STAGING', 'WAITING_ACCEPTANCE'),
    workflow: fc.constantFrom('PAY_ON_ACCEPTANCE', 'PAY_ON_DUE_DATE'),
    taxMode: fc.constantFrom('TAX_INCLUDED', 'TAX_EXCLUDED'),
  })
  .map(someOrder)

/** Which of the possible acts, at which of its targets, how many minutes later, and of how much. */
const choice = fc.record({
  act: fc.nat(),
  target: fc.nat(),
  minutes: fc.integer({ min: -5, max: 3000 }),
  share: fc.option(fc.integer({ min: 1, max: 99 })),
})
type Choice = typeof choice extends fc.Arbitrary<infer T> ? T : never

/** Acts that end all are not drawn as often as they are possible, so that long lives are lived too. */
const rare = ['refuse', 'time-out-acceptance', 'cancel', 'refuse-debit', 'close']

interface Moment {
  readonly deed: Deed
  readonly before: Dossier
  readonly after: Dossier
}

const lived = (start: Dossier, choices: readonly Choice[]): readonly Moment[] => {
  let at = Date.parse('2026-03-02T00:00:00Z')
  let before = start
  return choices.flatMap((each) => {
    const all = possibleActs(before)
    const usual = all.filter(({ act }) => !rare.includes(act))
    const acts = each.act % 4 === 0 || usual.length === 0 ? all : usual
    const possible = acts[each.act % acts.length]
    if (possible === undefined) return []
    at += each.minutes * 60_000
    const deed = deedOf(possible, each, before)
    const after = perform(before, deed, { at, addressesOf: () => ({}) })
    const moment = { deed, before, after }
    before = after
    return [moment]
  })
}

const deedOf = (
  possible: ReturnType<typeof possibleActs>[number],
  { target, share }: Choice,
  { order }: Dossier,
): Deed => {
  const { act, takes } = possible
  const [name, ids] = Object.entries(possible).find(([each]) => !['act', 'by', 'takes'].includes(each)) ?? []
  const id = typeof ids === 'object' ? ids[target % ids.length] : undefined
  const line = order.order_lines.find((each) => each.order_line_id === id)
  const part = line !== undefined && share !== null && takes?.includes('amount') === true ? partOf(line, share) : {}
  const reason = act === 'close-incident' ? { reason: '16' } : {}
  if (name === undefined || id === undefined) return { act }
  return { act, ...(name === 'lines' ? { lines: [id] } : { [name]: id }), ...part, ...reason }
}

/** Less than all of what no refund asks back yet; nothing where that is too little to divide. */
const partOf = (line: Line, share: number): Partial<Deed> => {
  const left = cents(line.price) - line.refunds.reduce((sum, each) => sum + cents(each.amount), 0)
  const amount = Math.floor((left * share) / 100)
  return amount > 0 ? { amount: amount / 100 } : {}
}

const whatever = fc.tuple(placed, fc.array(choice, { minLength: 5, maxLength: 40 }))

/** @param rule throws where it does not hold */
const alwaysHolds = (rule: (moment: Moment) => void): void => {
  fc.assert(
    fc.property(whatever, ([start, choices]) => {
      for (const moment of lived(start, choices)) rule(moment)
    }),
    { numRuns: 200 },
  )
}

const sum = (objects: readonly WireObject[], name: string): number =>
  objects.reduce((whole, each) => whole + cents(numberOf(each, name)), 0)
const cancelationsOf = (line: Line): readonly WireObject[] => line.cancelations

describe('whatever is done to an order', () => {
  it('its prices are those it was placed with, less what was canceled', () => {
    fc.assert(
      fc.property(whatever, ([start, choices]) => {
        const placedFor = sum(start.order.order_lines, 'total_price')
        for (const { after } of lived(start, choices)) {
          const { order_lines: lines } = after.order
          const off = lines.flatMap(cancelationsOf)
          expect(sum([after.order], 'total_price')).toBe(placedFor - sum(off, 'amount') - sum(off, 'shipping_amount'))
          expect(sum([after.order], 'total_price')).toBe(
            sum([after.order], 'price') + sum([after.order], 'shipping_price'),
          )
          for (const each of lines) expect(cents(each.total_price)).toBe(cents(each.price) + cents(each.shipping_price))
        }
      }),
      { numRuns: 200 },
    )
  })

  it('it has an incident if, and only if, a line is in one, and then a record tells of it', () => {
    alwaysHolds(({ after: { order, incidents } }) => {
      const open = order.order_lines.filter((each) => each.order_line_state === 'INCIDENT_OPEN')
      expect(order['has_incident']).toBe(open.length > 0)
      expect(incidents.filter(({ status }) => status !== 'CLOSED')).toHaveLength(open.length)
    })
  })

  it('it is never ahead of a line that is on its way, nor behind all of them', () => {
    const way =
      'STAGING WAITING_ACCEPTANCE WAITING_DEBIT WAITING_DEBIT_PAYMENT SHIPPING SHIPPED TO_COLLECT RECEIVED CLOSED'
    const ranks = way.split(' ')
    alwaysHolds(({ after: { order } }) => {
      const active = order.order_lines.map((each) => ranks.indexOf(each.order_line_state)).filter((rank) => rank >= 0)
      const isInIncident = order['has_incident'] === true
      if (active.length > 0 && !isInIncident) expect(ranks[Math.min(...active)]).toBe(order.order_state)
      if (active.length > 0) expect(ranks.indexOf(order.order_state)).toBeLessThanOrEqual(Math.min(...active))
    })
  })

  it('no update date goes back, be the clock set wrong', () => {
    alwaysHolds(({ before, after }) => {
      const dates = ({ order }: Dossier) =>
        [order, ...order.order_lines].map((each) => instantOf(each, 'last_updated_date'))
      const earlier = dates(before)
      dates(after).forEach((date, index) => {
        expect(date).toBeGreaterThanOrEqual(earlier[index] ?? 0)
      })
    })
  })

  it('every amount is in whole cents', () => {
    alwaysHolds(({ after }) => {
      const numbers = JSON.stringify(after.order).matchAll(/(?<="\w+":)-?[\d.]+(?=[,}])/g)
      for (const [number] of numbers) expect(number).toMatch(/^\d+(\.\d{1,2})?$/)
    })
  })

  it('no more is asked back than a line costs, and nothing once the order is closed', () => {
    alwaysHolds(({ deed, before, after: { order } }) => {
      for (const each of order.order_lines) {
        expect(sum(each.refunds, 'amount')).toBeLessThanOrEqual(cents(each.price))
        expect(sum(each.refunds, 'shipping_amount')).toBeLessThanOrEqual(cents(each.shipping_price))
      }
      if (before.order.order_state === 'CLOSED') expect(deed.act).toMatch(/-return$/)
    })
  })

  it('an incident that opens and closes at once leaves every line as it was', () => {
    alwaysHolds(({ after }) => {
      const lines = possibleActs(after).find(({ act }) => act === 'open-incident')?.['line'] ?? []
      const at = instantOf(after.order, 'last_updated_date')
      for (const id of lines) {
        const scene = { at, addressesOf: () => ({}) }
        const open = perform(after, { act: 'open-incident', line: id }, scene)
        const closed = perform(open, { act: 'close-incident', line: id, reason: '16' }, scene)
        const states = ({ order }: Dossier) => order.order_lines.map((each) => each.order_line_state)
        expect(states(closed)).toEqual(states(after))
        expect(closed.order.order_state).toBe(after.order.order_state)
      }
    })
  })

  it('everything that is told to be possible is', () => {
    const reached = new Set<string>()
    alwaysHolds(({ deed, after }) => {
      reached.add(deed.act)
      expect(listOf(after.order, 'order_lines').length).toBeGreaterThan(0)
    })
    expect([...reached].sort()).toEqual(
      expect.arrayContaining(['close', 'pay-refund', 'close-incident', 'close-return']),
    )
  })
})
