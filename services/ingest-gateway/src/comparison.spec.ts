import { version } from '@concord/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { comparisonOf, judge, stateOf } from './comparison.js'

const at = (hour: number): string => new Date(Date.UTC(2026, 2, 1, hour)).toISOString()
const requestedAt = at(20)
const id = '6f7c2a52-1f7e-4a7e-9d5b-0f3c9f1d2a10'

describe('what Mirakl gave, beside the newest of the journal,', () => {
  const theirs = version(at(10), at(20), 'content')
  it.each([
    ['is missing where there is none', theirs, undefined, 'missing'],
    ['is fine where it is the same', theirs, version(at(10), at(11), 'content'), undefined],
    ['shows that the journal is stale', theirs, version(at(9), at(11), 'other'), 'stale'],
    ['differs at the same date', theirs, version(at(10), at(11), 'other'), 'different'],
    [
      'says nothing where the journal was told later, at the same date',
      theirs,
      version(at(10), at(20), 'other'),
      undefined,
    ],
    [
      'says nothing where the journal was told of an update just before',
      theirs,
      version(at(12), at(19), 'other'),
      undefined,
    ],
    ['is behind a journal that has known better for long', theirs, version(at(12), at(18), 'other'), 'different'],
    ['is no matter where it changed after the comparison began', version(at(21), at(22), 'x'), undefined, undefined],
    ['shows a stale journal however late that was told', theirs, version(at(9), at(21), 'other'), 'stale'],
  ] as const)('%s', (_what, their, ours, kind) => {
    expect(judge({ theirs: their, ours, requestedAt })).toBe(kind)
  })

  it('is never different from itself, whenever each was seen', () => {
    const hour = fc.nat(24)
    fc.assert(
      fc.property(hour, hour, hour, (updated, one, other) => {
        const [seen, held] = [version(at(updated), at(one), 'same'), version(at(updated), at(other), 'same')]
        expect(judge({ theirs: seen, ours: held, requestedAt })).toBeUndefined()
      }),
    )
  })
})

describe('a comparison', () => {
  const begun = { requestedAt, oldest: '2025-07-09T10:00:00.000Z' }
  const periodOf = ({ walk: { from, to } }: ReturnType<typeof comparisonOf>) => ({ from, to })

  it('of everything begins with the year before the oldest order, and ends now', () => {
    expect(periodOf(comparisonOf({ id, marketplace: 'north' }, begun))).toEqual({
      from: '2024-01-01T00:00:00.000Z',
      to: requestedAt,
    })
  })

  it('of everything goes two years back where nothing is known', () => {
    const nothing = { requestedAt, oldest: undefined }
    expect(periodOf(comparisonOf({ id, marketplace: 'north' }, nothing)).from).toBe('2024-01-01T00:00:00.000Z')
  })

  it('of a window covers that window', () => {
    const window = { from: at(1), to: at(5) }
    expect(periodOf(comparisonOf({ id, marketplace: 'north', ...window }, begun))).toEqual(window)
  })

  it('tells how much was compared, by exports and by ids', () => {
    const made = comparisonOf({ id, marketplace: 'north', from: at(1) }, begun)
    const windows = made.walk.windows.map((window) => ({ ...window, counts: { compared: 7 } }))

    expect(stateOf({ ...made, lookedUp: 2, found: 1, walk: { ...made.walk, windows } })).toEqual({
      ...{ id, marketplace: 'north', from: at(1), state: 'running', compared: 9, found: 1, startedAt: requestedAt },
    })
  })
})
