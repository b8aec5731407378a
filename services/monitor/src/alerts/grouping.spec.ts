import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { finding } from '../testing/alerts.js'
import { crowdGroupOf, type Finding, keyOf } from './finding.js'
import { type Grouped, grouped, mostAlike } from './grouping.js'

const keysOf = (all: readonly Finding[]): readonly string[] => all.map(keyOf)
const total = (all: readonly { readonly count: number }[]): number => all.reduce((sum, { count }) => sum + count, 0)
const everythingIn = (all: readonly Grouped[]): number => total(all) + total(all.flatMap(({ folded }) => folded))

const standingOf = (all: readonly Finding[]) => new Map(all.map((one) => [keyOf(one), one.owner]))

const sellers = (many: number, marketplace = 'north'): readonly Finding[] =>
  Array.from({ length: many }, (_, nth) =>
    finding({ type: 'orders-pending', place: { marketplace }, group: `seller ${nth}`, count: nth + 1 }),
  )

describe('what is found', () => {
  it('is an alert each, as long as it is little', () => {
    expect(grouped(sellers(mostAlike), new Map())).toHaveLength(mostAlike)
  })

  it('is one alert where ten thousand of a kind are found in one place, with count and examples', () => {
    const [one, ...others] = grouped(sellers(10_000), new Map())

    expect(others).toEqual([])
    expect(one).toMatchObject({
      type: 'orders-pending',
      group: crowdGroupOf('operations'),
      count: total(sellers(10_000)),
    })
    expect(one?.blanks['where']).toBe('seller 9999 (+ 9999)')
    expect(one?.examples.map(({ name }) => name)).toEqual([9999, 9998, 9997, 9996, 9995].map((nth) => `seller ${nth}`))
  })

  it('is one for each owner where it is too much, so that nobody is told of what others have to mend', () => {
    const place = { marketplace: 'north' }
    const exceptions = (owner: Finding['owner']) =>
      Array.from({ length: mostAlike }, (_, nth) =>
        finding({ type: 'exceptions', place, owner, group: `${owner} ${nth}` }),
      )
    const all = [...exceptions('cx'), ...exceptions('marketing')]

    expect(grouped(all, new Map())).toHaveLength(2 * mostAlike)
    const more = [...all, finding({ type: 'exceptions', place, owner: 'cx', group: 'cx more' })]
    expect(grouped(more, new Map()).map(({ owner }) => owner)).toEqual([
      'cx',
      ...all.slice(mostAlike).map(() => 'marketing'),
    ])
  })

  it('twice under one key is one, with the worse of both', () => {
    const about = { type: 'credential-expiring', place: {}, group: 'key' } as const
    const [late, soon] = [finding(about), finding({ ...about, severity: 'critical', examples: [{ name: 'x' }] })]

    expect(grouped([late, soon], new Map())).toMatchObject([
      { group: 'key', count: 2, severity: 'critical', examples: [{ name: 'x' }], blanks: { count: '2' } },
    ])
  })

  it('is an alert for each place', () => {
    expect(grouped([...sellers(50), ...sellers(50, 'south')], new Map())).toHaveLength(2)
  })

  it('leaves those that are open as they are, and gathers what is new', () => {
    const all = sellers(30)
    const standing = all.slice(0, 4)
    const result = grouped(all, standingOf(standing))

    expect(result).toHaveLength(5)
    expect(keysOf(result)).toEqual(expect.arrayContaining([...keysOf(standing)]))
  })

  it('stays gathered until there is far less of it, so that it is not told in turns', () => {
    const crowd = keyOf(
      finding({ type: 'orders-pending', place: { marketplace: 'north' }, group: crowdGroupOf('operations') }),
    )

    expect(keysOf(grouped(sellers(mostAlike - 1), new Map([[crowd, 'operations']])))).toEqual([crowd])
    expect(grouped(sellers(mostAlike / 2), new Map([[crowd, 'operations']]))).toHaveLength(mostAlike / 2)
  })
})

describe('an outage', () => {
  const circuit = finding({ type: 'circuit-open', place: { account: 'main' }, group: '' })
  const waiting = finding({ type: 'records-late', place: { marketplace: 'north', account: 'main' }, count: 900 })
  const elsewhere = finding({ type: 'records-late', place: { marketplace: 'east', account: 'other' }, count: 3 })

  it('is one alert: what waits for it is told with it, and nothing else is', () => {
    const result = grouped([waiting, circuit, elsewhere], new Map())

    expect(keysOf(result)).toEqual([keyOf(circuit), keyOf(elsewhere)])
    expect(result[0]?.folded).toEqual([{ type: 'records-late', where: 'dd-publisher.bulk', count: 900 }])
  })

  it('leaves alone what was an alert before it began', () => {
    expect(grouped([waiting, circuit], standingOf([waiting]))).toHaveLength(2)
  })

  it('of a whole service explains what is missing of it, its queues, and what these would explain', () => {
    const silent = finding({ type: 'no-data', place: { service: 'dd-publisher' }, group: '' })
    const replica = finding({ type: 'no-data', place: { service: 'dd-publisher' }, group: 'replica' })
    const other = finding({ type: 'no-data', place: { service: 'monitor' }, group: 'look at orders' })
    const queue = finding({ type: 'queue-unconsumed', place: { service: 'dd-publisher' } })
    const result = grouped([replica, other, waiting, queue, silent], new Map())

    expect(keysOf(result)).toEqual([keyOf(other), keyOf(silent)])
    expect(result[1]?.folded.map(({ type }) => type)).toEqual(['no-data', 'records-late', 'queue-unconsumed'])
  })

  it('that is gathered from many keeps what each of them explains', () => {
    const queues = Array.from({ length: mostAlike + 1 }, (_, nth) =>
      finding({ type: 'queue-unconsumed', group: `queue ${nth}`, count: nth + 1 }),
    )
    const result = grouped([...queues, waiting], new Map())

    expect(result.map(({ type, folded }) => [type, total(folded)])).toEqual([['queue-unconsumed', 900]])
  })

  it('does not explain what nobody watches', () => {
    const silent = finding({ type: 'no-data', place: { service: 'dd-publisher' }, group: '' })
    const unwatched = finding({ type: 'no-data', place: {}, group: 'unwatched' })

    expect(grouped([silent, unwatched], new Map())).toHaveLength(2)
  })

  it('that is a late poll explains orders of its marketplace alone', () => {
    const poll = finding({
      type: 'poll-late',
      place: { marketplace: 'north', service: 'ingest-gateway' },
      group: 'order',
    })
    const orders = ['north', 'south'].map((marketplace) =>
      finding({ type: 'orders-pending', place: { marketplace, service: 'ingest-gateway' } }),
    )

    expect(keysOf(grouped([...orders, poll], new Map()))).toEqual(keysOf([orders[1] ?? poll, poll]))
  })

  it.each(['return', 'seller'])('that is a late poll of a %s explains no orders', (group) => {
    const place = { marketplace: 'north', service: 'ingest-gateway' }
    const all = [finding({ type: 'orders-pending', place }), finding({ type: 'poll-late', place, group })]

    expect(grouped(all, new Map())).toHaveLength(2)
  })

  it('of RabbitMQ is one alert for all queues, even while a service says nothing', () => {
    const everywhere = finding({ type: 'queue-unconsumed', place: {}, group: 'all' })
    const queues = ['monitor', 'dd-publisher'].map((service) =>
      finding({ type: 'queue-unconsumed', place: { service } }),
    )
    const silent = finding({ type: 'no-data', place: { service: 'consent-guard' }, group: '' })
    const result = grouped([silent, ...queues, everywhere, waiting], new Map())

    expect(keysOf(result)).toEqual(keysOf([silent, everywhere]))
    expect(total(result.flatMap(({ folded }) => folded))).toBe(902)
  })
})

it.each(['no-data', 'queue-unconsumed'] as const)(
  'two of %s that explain each other are told as one, and not as none',
  (type) => {
    const [one, other] = ['north', 'south'].map((marketplace) =>
      finding({
        ...{ type, group: type === 'no-data' ? '' : marketplace },
        place: type === 'no-data' ? { marketplace, service: 'ingest-gateway' } : {},
      }),
    )
    const all = [one, other].flatMap((each) => each ?? [])

    expect(everythingIn(grouped(all, new Map()))).toBe(total(all))
    expect(grouped(all, new Map())).toHaveLength(1)
  },
)

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
const manyTwice = fc.array(some, { maxLength: 200 })

describe('however much is found', () => {
  it('nothing is lost, and nothing is counted twice', () => {
    fc.assert(
      fc.property(manyTwice, fc.array(fc.nat(200)), (all, standing) => {
        const open = standingOf(standing.flatMap((nth) => all[nth] ?? []))
        expect(everythingIn(grouped(all, open))).toBe(total(all))
      }),
    )
  })

  it('what is new of a kind in a place is ten alerts at most, and every one has a key of its own', () => {
    fc.assert(
      fc.property(manyTwice, fc.array(fc.nat(200)), (all, standing) => {
        const open = standingOf(standing.flatMap((nth) => all[nth] ?? []))
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
        const open = standingOf(standing.flatMap((nth) => all[nth] ?? []))
        expect(keysOf(grouped(all, open))).toEqual(expect.arrayContaining([...open.keys()]))
      }),
    )
  })
})
