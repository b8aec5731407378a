import { ComparisonRequest } from '@concord/contracts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueSince, nightlyWindow, partsOfRun, scopeOf, uuidOf } from './reconciliation.js'

const at = '2026-11-26T02:30:00.000Z'

describe('the run of every night', () => {
  it.each([
    ['2026-11-26T02:29:59.999Z', '2026-11-25T02:30:00.000Z'],
    ['2026-11-26T02:30:00.000Z', at],
    ['2026-11-26T23:59:00.000Z', at],
  ])('at %s is due since %s', (now, due) => {
    expect(dueSince('02:30', new Date(now)).toISOString()).toBe(due)
  })

  it('covers what changed since the last complete one, and a day', () => {
    expect(nightlyWindow(new Date(at), '2026-11-24T02:30:00.000Z')).toEqual({ from: '2026-11-23T02:30:00.000Z' })
  })

  it('covers everything on Sundays and where none was complete', () => {
    expect(nightlyWindow(new Date('2026-11-29T02:30:00.000Z'), '2026-11-28T02:30:00.000Z')).toEqual({})
    expect(nightlyWindow(new Date(at), undefined)).toEqual({})
  })
})

describe('a run', () => {
  it('has both edges of each marketplace, under ids that both edges take and that never change', () => {
    const parts = partsOfRun({ id: 'R1', marketplaces: ['north', 'south'], at })

    expect(parts.map(({ edge, marketplace }) => `${edge} ${marketplace}`)).toEqual([
      ...['marketplace north', 'account north', 'marketplace south', 'account south'],
    ])
    expect(new Set(parts.map(({ comparison }) => comparison)).size).toBe(4)
    expect(partsOfRun({ id: 'R1', marketplaces: ['north', 'south'], at })).toEqual(parts)
  })

  it('gives every text an id that the contract takes', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(ComparisonRequest.safeParse({ id: uuidOf(text), marketplace: 'north' }).success).toBe(true)
      }),
    )
  })

  it('is put beside others by marketplaces, and by whether it covers everything', () => {
    expect(scopeOf({ marketplaces: ['south', 'north'] })).toBe(scopeOf({ marketplaces: ['north', 'south'] }))
    expect(scopeOf({ marketplaces: ['north'], from: at })).not.toBe(scopeOf({ marketplaces: ['north'] }))
    expect(scopeOf({ marketplaces: ['north'], from: at })).toBe(scopeOf({ marketplaces: ['north'], to: at }))
  })
})
