import { describe, expect, it } from 'vitest'
import { checkWindow } from './export-window.js'

const period = (from: string, to: string) => ({ from: new Date(from), to: new Date(to) })

describe('checkWindow', () => {
  it.each([
    ['a whole year of creation', { created: period('2025-03-01', '2026-03-01') }],
    ['a whole year of updates', { updated: period('2024-02-29', '2025-02-28') }],
    ['a whole month of refunds', { refunded: period('2026-01-31', '2026-02-28') }],
    ['an instant', { updated: period('2026-03-01', '2026-03-01') }],
  ])('takes %s', (_name, window) => {
    expect(() => checkWindow(window)).not.toThrow()
  })

  it.each([
    ['no period', {}, 'OR13 needs a period: created, updated or refunded'],
    [
      'more than a year',
      { created: period('2025-03-01', '2026-03-01T00:00:00.001Z') },
      'at most a year for the period created',
    ],
    ['more than a year of updates', { updated: period('2024-02-29', '2025-03-01') }, 'a year for the period updated'],
    [
      'more than a month of refunds',
      { refunded: period('2026-01-31', '2026-03-01') },
      'a month for the period refunded',
    ],
    ['an end before its begin', { updated: period('2026-03-02', '2026-03-01') }, 'updated that begins before it ends'],
    ['an end that is no date', { updated: period('2026-03-02', 'never') }, 'updated that begins before it ends'],
  ])('refuses %s, and says which limit it is', (_name, window, words) => {
    expect(() => checkWindow(window)).toThrow(RangeError)
    expect(() => checkWindow(window)).toThrow(words)
  })
})
