import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finding } from '../testing/alerts.js'
import { crowdGroup, type Finding, keyOf } from './finding.js'
import { type Grouped, grouped, mostAlike } from './grouping.js'

const keysOf = (all: readonly Finding[]): readonly string[] => all.map(keyOf)
const total = (all: readonly { readonly count: number }[]): number => all.reduce((sum, { count }) => sum + count, 0)
const everythingIn = (all: readonly Grouped[]): number => total(all) + total(all.flatMap(({ folded }) => folded))

const sellers = (many: number, marketplace = 'north'): readonly Finding[] =>
  Array.from({ length: many }, (_, nth) =>
    finding({ type: 'orders-pending', place: { marketplace }, group: `seller ${nth}`, count: nth + 1 }),
  )

describe('what is found', () => {
  it('is an alert each, as long as it is little', () => {
    expect(grouped(sellers(mostAlike), new Set())).toHaveLength(mostAlike)
  })

  it('is one alert where ten thousand of a kind are found in one place, with count and examples', () => {
    const [one, ...others] = grouped(sellers(10_000), new Set())

    expect(others).toEqual([])
    expect(one).toMatchObject({ type: 'orders-pending', group: crowdGroup, count: total(sellers(10_000)) })
    expect(one?.blanks['where']).toBe('seller 9999 (+ 9999)')
    expect(one?.examples.map(({ name }) => name)).toEqual([9999, 9998, 9997, 9996, 9995].map((nth) => `seller ${nth}`))
  })

  it('is an alert for each place', () => {
    expect(grouped([...sellers(50), ...sellers(50, 'south')], new Set())).toHaveLength(2)
  })

  it('leaves those that are open as they are, and gathers what is new', () => {
    const all = sellers(30)
    const standing = all.slice(0, 4)
    const result = grouped(all, new Set(keysOf(standing)))

    expect(result).toHaveLength(5)
    expect(keysOf(result)).toEqual(expect.arrayContaining([...keysOf(standing)]))
  })

  it('stays gathered until there is far less of it, so that it is not told in turns', () => {
    const crowd = keyOf(finding({ type: 'orders-pending', place: { marketplace: 'north' }, group: crowdGroup }))

    expect(keysOf(grouped(sellers(mostAlike - 1), new Set([crowd])))).toEqual([crowd])
    expect(grouped(sellers(mostAlike / 2), new Set([crowd]))).toHaveLength(mostAlike / 2)
  })
})

describe('an outage', () => {
  const circuit = finding({ type: 'circuit-open', place: { account: 'main' }, group: '' })
  const waiting = finding({ type: 'records-late', place: { marketplace: 'north', account: 'main' }, count: 900 })
  const elsewhere = finding({ type: 'records-late', place: { marketplace: 'east', account: 'other' }, count: 3 })

  it('is one alert: what waits for it is told with it, and nothing else is', () => {
    const result = grouped([waiting, circuit, elsewhere], new Set())

    expect(keysOf(result)).toEqual([keyOf(circuit), keyOf(elsewhere)])
    expect(result[0]?.folded).toEqual([{ type: 'records-late', where: 'dd-publisher.bulk', count: 900 }])
  })

  it('leaves alone what was an alert before it began', () => {
    expect(grouped([waiting, circuit], new Set([keyOf(waiting)]))).toHaveLength(2)
  })

  it('of a whole service explains what is missing of it, its queues, and what these would explain', () => {
    const silent = finding({ type: 'no-data', place: { service: 'dd-publisher' }, group: '' })
    const replica = finding({ type: 'no-data', place: { service: 'dd-publisher' }, group: 'replica' })
    const other = finding({ type: 'no-data', place: { service: 'monitor' }, group: 'look at orders' })
    const queue = finding({ type: 'queue-unconsumed', place: { service: 'dd-publisher' } })
    const result = grouped([replica, other, waiting, queue, silent], new Set())

    expect(keysOf(result)).toEqual([keyOf(other), keyOf(silent)])
    expect(result[1]?.folded.map(({ type }) => type)).toEqual(['no-data', 'records-late', 'queue-unconsumed'])
  })

  it('that is gathered from many keeps what each of them explains', () => {
    const queues = Array.from({ length: mostAlike + 1 }, (_, nth) =>
      finding({ type: 'queue-unconsumed', group: `queue ${nth}`, count: nth + 1 }),
    )
    const result = grouped([...queues, waiting], new Set())

    expect(result.map(({ type, folded }) => [type, total(folded)])).toEqual([['queue-unconsumed', 900]])
  })

  it('does not explain what nobody watches', () => {
    const silent = finding({ type: 'no-data', place: { service: 'dd-publisher' }, group: '' })
    const unwatched = finding({ type: 'no-data', place: {}, group: 'unwatched' })

    expect(grouped([silent, unwatched], new Set())).toHaveLength(2)
  })

  it('that is a late poll explains orders of its marketplace alone', () => {
    const poll = finding({ type: 'poll-late', place: { marketplace: 'north', service: 'ingest-gateway' } })
    const orders = ['north', 'south'].map((marketplace) =>
      finding({ type: 'orders-pending', place: { marketplace, service: 'ingest-gateway' } }),
    )

    expect(keysOf(grouped([...orders, poll], new Set()))).toEqual(keysOf([orders[1] ?? poll, poll]))
  })
})

const some = fc
  .record({
    type: fc.constantFrom(
      ...(['no-data', 'circuit-open', 'queue-unconsumed', 'poll-late', 'records-late', 'orders-pending'] as const),
    ),
    place: fc.record({
      marketplace: fc.constantFrom(undefined, 'north', 'south'),
      account: fc.constantFrom(undefined, 'main', 'other'),
      service: fc.constantFrom(undefined, 'ingest-gateway', 'dd-publisher'),
    }),
    group: fc.constantFrom('', ...Array.from({ length: 40 }, (_, nth) => `g${nth}`)),
    count: fc.integer({ min: 1, max: 10_000 }),
  })
  .map(finding)
const many = fc.uniqueArray(some, { maxLength: 200, selector: keyOf })

describe('however much is found', () => {
  it('nothing is lost, and nothing is counted twice', () => {
    fc.assert(
      fc.property(many, fc.array(fc.nat(200)), (all, standing) => {
        const open = new Set(standing.flatMap((nth) => (all[nth] === undefined ? [] : [keyOf(all[nth])])))
        expect(everythingIn(grouped(all, open))).toBe(total(all))
      }),
    )
  })

  it('what is new of a kind in a place is ten alerts at most, and every one has a key of its own', () => {
    fc.assert(
      fc.property(many, fc.array(fc.nat(200)), (all, standing) => {
        const open = new Set(standing.flatMap((nth) => (all[nth] === undefined ? [] : [keyOf(all[nth])])))
        const result = grouped(all, open)
        const fresh = result.filter((one) => !open.has(keyOf(one)))
        const places = fresh.map((one) => keyOf({ ...one, group: '' }))
        for (const place of places)
          expect(places.filter((other) => other === place).length).toBeLessThanOrEqual(mostAlike)
        expect(new Set(keysOf(result)).size).toBe(result.length)
      }),
    )
  })

  it('what is open already stays an alert of its own', () => {
    fc.assert(
      fc.property(many, fc.array(fc.nat(200)), (all, standing) => {
        const open = new Set(standing.flatMap((nth) => (all[nth] === undefined ? [] : [keyOf(all[nth])])))
        expect(keysOf(grouped(all, open))).toEqual(expect.arrayContaining([...open]))
      }),
    )
  })
})
