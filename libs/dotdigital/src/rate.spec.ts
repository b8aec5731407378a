import { expect, it } from 'vitest'
import { restMsAfter } from './rate.js'

const noon = new Date('2026-11-20T12:00:00Z')
const after = (ms: number) => new Date(noon.getTime() + ms)
const seconds = 1_000

it.each([
  ['a minute where nobody said until when', {}, 61],
  ['until the reset', { resetAt: after(20 * seconds) }, 21],
  ['a minute where the reset is past, as when the clocks differ', { resetAt: after(-1) }, 61],
  ['a minute where the reset is far off, as when the clocks differ', { resetAt: after(3600 * seconds) }, 61],
  ['as long as Retry-After says', { retryAfterMs: 67 * seconds }, 67],
  ['until the later one of the two', { retryAfterMs: 67 * seconds, resetAt: after(20 * seconds) }, 67],
  ['until the later one of the two', { retryAfterMs: 7 * seconds, resetAt: after(20 * seconds) }, 21],
  ['an hour at most', { retryAfterMs: 86_400 * seconds }, 3600],
  ['a second at least', { retryAfterMs: 0 }, 1],
])('a refused tier rests %s: %j', (_what, refused, expected) => {
  expect(restMsAfter(refused, noon)).toBe(expected * seconds)
})
