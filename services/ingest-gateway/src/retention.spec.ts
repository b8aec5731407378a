import { silentLog } from '@concord/runtime'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayPlus, keepRetention, pastRetention, type PayloadDays } from './retention.js'

describe('retention', () => {
  it('is over for days that are older than its days, and never for today or what lies ahead', () => {
    const held = ['2025-10-21', '2025-10-22', '2025-10-23', '2026-11-26', '2026-11-29']

    expect(pastRetention(held, '2026-11-26', 400)).toEqual(['2025-10-21'])
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_650 }), fc.integer({ min: -4_000, max: 10 }), (retentionDays, age) => {
        const day = dayPlus('2026-11-26', age)
        expect(pastRetention([day], '2026-11-26', retentionDays)).toEqual(-age > retentionDays ? [day] : [])
      }),
    )
  })

  it('makes the days ahead, moves what is unsettled away before it drops a day, and then what settled and idle keys', async () => {
    const calls: string[] = []
    let unsettled = 2
    const days: PayloadDays = {
      make: async (day) => void calls.push(`make ${day}`),
      held: async () => ['2025-01-01', '2026-11-26'],
      keepUnsettled: async (day) => (calls.push(`keep from ${day}`), unsettled-- > 0 ? 1 : 0),
      drop: async (day) => (calls.push(`drop ${day}`), 7),
      dropKept: async () => (calls.push('drop kept'), 0),
      destroyIdleKeys: async () => (calls.push('destroy keys'), 0),
    }

    await keepRetention({ days, retentionDays: 400, now: () => new Date('2026-11-26T23:59:59Z'), log: silentLog })

    expect(calls).toEqual([
      ...['make 2026-11-26', 'make 2026-11-27', 'make 2026-11-28', 'make 2026-11-29'],
      ...['keep from 2025-01-01', 'keep from 2025-01-01', 'keep from 2025-01-01', 'drop 2025-01-01'],
      ...['drop kept', 'destroy keys'],
    ])
  })

  it('drops the other days, and what settled since, where one cannot be dropped, and says which', async () => {
    const dropped: string[] = []
    const warnings: unknown[] = []
    const days: PayloadDays = {
      make: async () => undefined,
      held: async () => ['2025-01-01', '2025-01-02', '2025-01-03'],
      keepUnsettled: (day) => (day.endsWith('3') ? Promise.reject(new Error('damaged')) : Promise.resolve(0)),
      drop: (day) => (day.endsWith('1') ? Promise.reject(new Error('held')) : Promise.resolve(dropped.push(day))),
      dropKept: async () => (dropped.push('kept'), 0),
      destroyIdleKeys: async () => (dropped.push('keys'), 0),
    }
    const log = { ...silentLog, warn: (_event: string, fields: unknown) => void warnings.push(fields) }

    await keepRetention({ days, retentionDays: 400, now: () => new Date('2026-11-26T12:00:00Z'), log })

    expect(dropped).toEqual(['2025-01-02', 'kept', 'keys'])
    expect(warnings).toMatchObject([
      { day: '2025-01-01', failure: { message: 'held' } },
      { day: '2025-01-03', failure: { message: 'damaged' } },
    ])
  })
})
