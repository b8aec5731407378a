import { describe, expect, it } from 'vitest'
import { midnightBefore, periodsAt } from './periods.js'

describe('midnight', () => {
  it.each([
    ['Europe/Paris', '2026-03-01T22:59:59Z', '2026-02-28T23:00:00.000Z'],
    ['Europe/Paris', '2026-03-01T23:00:00Z', '2026-03-01T23:00:00.000Z'],
    ['Europe/Paris', '2026-03-29T12:00:00Z', '2026-03-28T23:00:00.000Z'],
    ['Europe/Paris', '2026-03-30T12:00:00Z', '2026-03-29T22:00:00.000Z'],
    ['Europe/Paris', '2026-10-25T12:00:00Z', '2026-10-24T22:00:00.000Z'],
    ['America/New_York', '2026-03-01T03:00:00Z', '2026-02-28T05:00:00.000Z'],
    ['Asia/Kolkata', '2026-03-01T00:00:00.500Z', '2026-02-28T18:30:00.000Z'],
    ['Pacific/Auckland', '2026-04-05T01:00:00Z', '2026-04-04T11:00:00.000Z'],
    ['UTC', '2026-03-01T00:00:00Z', '2026-03-01T00:00:00.000Z'],
  ])('in %s before %s was %s', (zone, at, midnight) => {
    expect(new Date(midnightBefore(Date.parse(at), zone)).toISOString()).toBe(midnight)
  })
})

it('a period goes back so many months, to the last day of one that is shorter', () => {
  const from = new Map(periodsAt(Date.parse('2026-05-31T22:00:00Z')))

  expect(from.get('ALL_SINCE_BEGINNING')).toBe(-Infinity)
  expect(
    ['LAST_MONTH', 'LAST_THREE_MONTHS', 'LAST_SIX_MONTHS', 'LAST_YEAR'].map((name) =>
      new Date(from.get(name) ?? NaN).toISOString(),
    ),
  ).toEqual([
    '2026-04-30T22:00:00.000Z',
    '2026-02-28T22:00:00.000Z',
    '2025-11-30T22:00:00.000Z',
    '2025-05-31T22:00:00.000Z',
  ])
})
