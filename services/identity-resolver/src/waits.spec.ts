import { describe, expect, it } from 'vitest'
import { isOverdue, overdueBefore, overdueDetail } from './waits.js'

describe('a wait', () => {
  const now = new Date('2026-03-04T12:00:00.000Z')

  it('is overdue from the very hour on', () => {
    expect(isOverdue('2026-03-01T12:00:00.000Z', 72, now)).toBe(true)
    expect(isOverdue('2026-03-01T12:00:00.001Z', 72, now)).toBe(false)
    expect(overdueBefore(72, now)).toBe('2026-03-01T12:00:00.000Z')
  })

  it('says for how long, and whether the order is missing, too', () => {
    expect([overdueDetail(72, true), overdueDetail(2, false)]).toEqual([
      '72 hours',
      '2 hours, and its order has not come either',
    ])
  })
})
