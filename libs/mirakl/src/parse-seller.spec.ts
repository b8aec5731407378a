import { describe, expect, it } from 'vitest'
import { parseReturn } from './parse-return.js'
import { parseSeller } from './parse-seller.js'

const shop = (fields: object = {}) => ({
  shop_id: 7,
  shop_name: 'Seven',
  shop_state: 'OPEN',
  last_updated_date: '2026-03-01T10:00:00Z',
  ...fields,
})

describe('parseSeller', () => {
  it('keeps metrics exact and leaves out what is null', () => {
    expect(parseSeller(shop({ grade: 4.35, approval_rate: null, premium: 'true', channels: null }))).toMatchObject({
      ok: true,
      seller: { id: '7', grade: '4.35', approvalRate: undefined, isPremium: true, channels: [] },
    })
  })

  it('reads the rates of the last three months out of the S21 entry beside it, those there are', () => {
    const rate = (value: number | null) => [
      { period: 'LAST_MONTH', value: 0.5 },
      { period: 'LAST_THREE_MONTHS', value },
    ]
    const statistics = { shop_id: 7, incident_rate: rate(0.02), approval_rate: rate(1), refund_rate: rate(null) }
    const parsed = parseSeller(shop({ statistics }))

    expect(parsed).toMatchObject({ ok: true, seller: { incidentRate: '0.02', recentApprovalRate: '1' } })
    expect(parsed.ok && 'refundRate' in parsed.seller).toBe(false)
  })

  it.each([
    ['nothing', undefined],
    ['a text', 'x'],
    ['no id', {}],
  ])('takes %s for no statistics, and the shop for what it was', (_what, statistics) => {
    expect(parseSeller(shop({ statistics }))).toEqual(parseSeller(shop({})))
  })

  it('names faults and still tells the id', () => {
    expect(parseSeller(shop({ shop_name: null, last_updated_date: 3 }))).toEqual({
      ok: false,
      id: '7',
      faults: ['shop_name: expected a text, got null', 'last_updated_date: expected a date, got a number'],
    })
  })
})

describe('parseReturn', () => {
  it('names the fault of a line with its path', () => {
    const raw = {
      id: 'R1',
      order_id: 'O1-A',
      state: 'CLOSED',
      date_created: '2026-03-01T10:00:00Z',
      last_updated: null,
    }

    expect(parseReturn({ ...raw, return_lines: [{ order_line_id: 'L1' }] })).toEqual({
      ok: false,
      id: 'R1',
      faults: [
        'last_updated: expected a date, got null',
        'return_lines[0].quantity: expected a whole number, got nothing',
      ],
    })
  })
})
