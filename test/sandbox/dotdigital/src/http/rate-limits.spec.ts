import { expect, it } from 'vitest'
import { openRateLimits } from './rate-limits.js'
import { DotdigitalSettings } from '../settings.js'
import { noon } from '../testing.js'

const after = (seconds: number): Date => new Date(noon.getTime() + seconds * 1000)

it('lets through so many calls in any hour, whatever they are', () => {
  const settings = DotdigitalSettings.parse({ scheme: 'hourly', callsPerHour: 2 })
  const { enter, callsInLastHour } = openRateLimits(() => settings)
  const isLetIn = (seconds: number) => !enter('unlimited', after(seconds)).isExceeded

  expect([isLetIn(0), isLetIn(1800), isLetIn(3599)]).toEqual([true, true, false])
  expect([callsInLastHour(after(3599)), callsInLastHour(after(3600))]).toEqual([2, 1])
  expect([isLetIn(3600), isLetIn(3601)]).toEqual([true, false])
})

it('counts tiers apart and by the minute, and sends and polling not at all', () => {
  const settings = DotdigitalSettings.parse({ rateLimits: { low: 1, high: 0 } })
  const { enter, exhaustedHeaders } = openRateLimits(() => settings)
  const calls = [enter('low', noon), enter('low', noon), enter('high', noon), enter('low', after(60))]

  expect(calls.map(({ isExceeded }) => isExceeded)).toEqual([false, true, true, false])
  expect(calls.map(({ headers }) => headers['X-RateLimit-Remaining'])).toEqual(['0', '0', '0', '0'])
  expect(enter('unlimited', noon)).toEqual({ isExceeded: false, headers: {} })
  expect(exhaustedHeaders('medium', noon)).toMatchObject({
    'X-RateLimit-Limit': '100000',
    'X-RateLimit-Remaining': '0',
    'X-RateLimit-Scope': 'mediumCallRate',
  })
})
