import { describe, expect, it } from 'vitest'
import { fateOf, keysNamed, ReplayRequest } from './replay.js'

describe('a request for a replay', () => {
  const faultsIn = (body: unknown): string[] => {
    const result = ReplayRequest.safeParse(body)
    return result.success ? [] : result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  }

  it('is no dry run unless it says so, and reads instants of any zone', () => {
    const asked = ReplayRequest.parse({ acceptedFrom: '2026-03-01T01:00:00+01:00', states: ['delivered'] })

    expect(asked).toEqual({ acceptedFrom: '2026-03-01T00:00:00.000Z', states: ['delivered'], dryRun: false })
  })

  it.each([{}, { dryRun: true }])('is refused without a criterion: %j', (body) => {
    expect(faultsIn(body)).toEqual([
      'criteria: must be at least one: without any, everything ever accepted would be replayed',
    ])
  })

  it('is told every fault at once', () => {
    const faults = faultsIn({ kinds: ['parcel'], states: [], keys: [7], acceptedFrom: 'yesterday', dryrun: true })

    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['keys.0', 'kinds.0', 'states', 'acceptedFrom', ''])
    expect(faults.at(-1)).toContain('dryrun')
  })

  it.each<[object, string]>([
    [{ ids: ['O1'] }, 'marketplace: must be given beside ids, which several marketplaces may share'],
    [
      { acceptedFrom: '2026-03-02T00:00:00Z', acceptedTo: '2026-03-01T00:00:00Z' },
      'acceptedTo: must be later than acceptedFrom',
    ],
  ])('that contradicts itself is refused: %j', (body, fault) => {
    expect(faultsIn(body)).toEqual([fault])
  })

  it.each<[object, RegExp]>([
    [{ keys: ['a'] }, /^keys\.0: must be <marketplace>:<kind>:<id>/],
    [{ keys: ['north:parcel:1'] }, /^keys\.0: must be <marketplace>:<kind>:<id>/],
    [{ reasons: ['nonsense'] }, /^reasons\.0: .*pipeline-fault/],
  ])('that names what there cannot be is refused: %j', (body, fault) => {
    expect(faultsIn(body)).toEqual([expect.stringMatching(fault)])
  })

  it('names the keys of its ids, of whatever kind', () => {
    const keys = keysNamed({ marketplace: 'north', ids: ['O1'], keys: ['south:seller:7'] })

    expect(keys).toEqual(expect.arrayContaining(['south:seller:7', 'north:order:O1', 'north:return:O1']))
    expect(keysNamed({ marketplace: 'north' })).toBeUndefined()
  })
})

describe('the fate of a record that is replayed', () => {
  const standing = { state: 'delivered', reason: 'published', isSuperseded: false, isHeld: true }

  it.each([
    [{}, 'handedOn'],
    [{ isSuperseded: true, isHeld: false }, 'superseded'],
    [{ isHeld: false }, 'expired'],
    [{ state: 'quarantined', reason: 'invalid' }, 'parse'],
    [{ state: 'quarantined', reason: 'shared-customer-id' }, 'handedOn'],
  ])('%j is %s', (fields, fate) => {
    expect(fateOf({ ...standing, ...fields })).toBe(fate)
  })
})
