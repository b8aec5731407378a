import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compare, minus, sum } from './decimal.js'
import { grossOf, hasLost, isPurchase, refundedOf, spendOf } from './spend.js'
import { line, order, refund } from './testing/builders.js'

const text = (cents: number): string => (cents / 100).toFixed(2)

/** A line of which no more was refunded than it cost. */
const lineArbitrary = fc
  .record({
    state: fc.constantFrom('SHIPPING', 'RECEIVED', 'INCIDENT_OPEN', 'REFUNDED', 'REFUSED', 'CANCELED', 'BRAND_NEW'),
    cents: fc.nat(1_000_000),
    shares: fc.array(fc.record({ share: fc.nat(100), isPaid: fc.boolean() }), { maxLength: 3 }),
  })
  .map(({ state, cents, shares }) => {
    const refunds = shares.map(({ share, isPaid }, index) =>
      refund({
        id: `F${index}`,
        state: isPaid ? 'REFUNDED' : 'WAITING_REFUND',
        total: text(Math.floor((cents * share) / 100 / shares.length)),
      }),
    )
    return line({ state, totalPrice: text(cents), refunds })
  })

const orders = fc.array(lineArbitrary, { maxLength: 5 }).map((lines) => order({ lines }))
const isVoid = ({ state }: { state: string }): boolean => state === 'REFUSED' || state === 'CANCELED'

describe('spend', () => {
  it('is what stands, less what was paid back', () => {
    const lines = [
      line({
        totalPrice: '60.10',
        refunds: [refund({ total: '10.05' }), refund({ total: '5', state: 'WAITING_REFUND' })],
      }),
      line({ totalPrice: '30', state: 'REFUSED' }),
      line({ totalPrice: '20', state: 'CANCELED' }),
    ]

    const bought = order({ lines })

    expect({ gross: grossOf(bought), refunded: refundedOf(bought), spend: spendOf(bought) }).toEqual({
      gross: '60.1',
      refunded: '10.05',
      spend: '50.05',
    })
  })

  it('takes nothing off a second time where a line was paid back and then canceled', () => {
    const canceled = line({ state: 'CANCELED', totalPrice: '10', refunds: [refund({ total: '10' })] })

    expect(spendOf(order({ lines: [line({ totalPrice: '25' }), canceled] }))).toBe('25')
    expect(spendOf(order({ lines: [canceled] }))).toBe('0')
  })

  it('is never negative, and never more than what stands', () => {
    fc.assert(
      fc.property(orders, (bought) => {
        expect(compare(spendOf(bought), '0')).toBeGreaterThanOrEqual(0)
        expect(compare(spendOf(bought), grossOf(bought))).toBeLessThanOrEqual(0)
      }),
    )
  })

  it('never counts refused and canceled lines, whatever they cost', () => {
    fc.assert(
      fc.property(orders, (bought) => {
        const without = { ...bought, lines: bought.lines.filter((one) => !isVoid(one)) }

        expect(spendOf(bought)).toBe(spendOf(without))
        expect(grossOf(bought)).toBe(sum(without.lines.map(({ totalPrice }) => totalPrice)))
      }),
    )
  })

  it('adds up to gross where no line is void', () => {
    fc.assert(
      fc.property(orders, (bought) => {
        fc.pre(!bought.lines.some(isVoid))
        expect(spendOf(bought)).toBe(minus(grossOf(bought), refundedOf(bought)))
      }),
    )
  })

  it.each([
    ['RECEIVED', ['RECEIVED'], true],
    ['RECEIVED', ['CANCELED', 'RECEIVED'], true],
    ['RECEIVED', ['CANCELED', 'REFUSED'], false],
    ['REFUSED', ['SHIPPING'], false],
    ['CANCELED', ['SHIPPING'], false],
    ['CLOSED', ['REFUNDED'], true],
    ['BRAND_NEW', ['BRAND_NEW'], true],
    ['SHIPPING', [], false],
  ])('an order %s with lines %j: purchase %s', (state, states, expected) => {
    expect(isPurchase(order({ state, lines: states.map((one) => line({ state: one })) }))).toBe(expected)
  })
  it.each([
    [['REFUNDED'], undefined, true],
    [['REFUNDED', 'REFUSED', 'CANCELED'], undefined, true],
    [['REFUSED', 'CANCELED'], undefined, true],
    [['REFUNDED', 'RECEIVED'], undefined, false],
    [['RECEIVED'], false, false],
    [['RECEIVED'], true, true],
  ])('of an order with lines %j, refunded as a whole %s, nothing is left: %s', (states, isFullyRefunded, expected) => {
    expect(hasLost(order({ isFullyRefunded, lines: states.map((state) => line({ state })) }))).toBe(expected)
  })
})
