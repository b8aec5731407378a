import fc from 'fast-check'
import { expect, it } from 'vitest'
import { kinds, partsOf, partsOfVersion, recordKey, version } from './record.js'
import { minutesAgo } from './testing/builders.js'

const marketplaces = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/)

it('a key gives its parts back, whatever the id holds', () => {
  fc.assert(
    fc.property(marketplaces, fc.constantFrom(...kinds), fc.string({ minLength: 1 }), (marketplace, kind, id) => {
      expect(partsOf(recordKey(marketplace, kind, id))).toEqual({ marketplace, kind, id })
    }),
  )
})

it('two records never share a key', () => {
  const parts = fc.tuple(marketplaces, fc.constantFrom(...kinds), fc.string({ minLength: 1 }))
  fc.assert(
    fc.property(parts, parts, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other))
      expect(recordKey(...one)).not.toBe(recordKey(...other))
    }),
  )
})

it('keys read as documented', () => {
  expect(recordKey('north', 'order', 'C1:A')).toBe('north:order:C1:A')
  expect(version(minutesAgo(60), minutesAgo(5), 'abc')).toBe('2026-03-10T11:00:00.000Z~2026-03-10T11:55:00.000Z~abc')
})

it('what is no whole key, or no whole version, says nothing for what it lacks', () => {
  expect(partsOf('north')).toEqual({ marketplace: 'north', kind: '', id: '' })
  expect(partsOfVersion('rubbish')).toEqual({ updatedAt: 'rubbish', observedAt: '', contentHash: '' })
})

it('versions are as old as their texts: by update, then by observation', () => {
  const minutes = fc.nat(1_000_000)
  const ages = fc.tuple(minutes, minutes)
  fc.assert(
    fc.property(ages, ages, ([updated, observed], [thenUpdated, thenObserved]) => {
      const one = version(minutesAgo(updated), minutesAgo(observed), 'a')
      const other = version(minutesAgo(thenUpdated), minutesAgo(thenObserved), 'a')
      const isOlder = updated > thenUpdated || (updated === thenUpdated && observed > thenObserved)

      expect(one < other).toBe(isOlder)
      expect(partsOfVersion(one)).toEqual({
        updatedAt: minutesAgo(updated),
        observedAt: minutesAgo(observed),
        contentHash: 'a',
      })
    }),
  )
})
