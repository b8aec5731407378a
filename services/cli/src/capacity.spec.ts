import { parseConcordConfig } from '@concord/runtime'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assumed, capacityFindings, type Expected, measured } from './capacity.js'
import type { TierLeft } from './ports.js'

const accountWith = (...triggers: readonly string[]) => {
  const main = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example.org/{orderId}' } }
accounts:
  main:
    newContacts: never
    triggers:
${triggers.map((trigger) => `      ${trigger}`).join('\n')}
`).accounts['main']
  if (main === undefined) throw new Error('there is no account')
  return main
}
const rule = (name: string, channel: string) =>
  `${name}: { purpose: transactional, maxAgeHours: 72, channel: ${channel} }`
const shippedBy = (channel: string) => accountWith(rule('shipped', channel))
const expected = (busiestHour: number, perDay = busiestHour, trigger = 'shipped'): Expected => ({
  ...{ trigger, perDay, busiestHour },
})
const levelsOf = (
  account: ReturnType<typeof accountWith>,
  loads: readonly Expected[],
  rates: readonly TierLeft[] = [],
) => capacityFindings(account, loads, rates).map(({ level }) => level)

describe('what a program can take', () => {
  const byProgram = shippedBy('{ program: 77 }')

  it('is 20 calls of 25 contacts an hour; beyond, some wait', () => {
    expect(levelsOf(byProgram, [expected(500)])).toEqual(['ok'])
    expect(levelsOf(byProgram, [expected(501)])).toEqual(['warning'])
  })

  it('is told with the numbers and the way out', () => {
    expect(capacityFindings(byProgram, [expected(900, 4_000)], [])).toEqual([
      {
        level: 'warning',
        subject: 'account main',
        what:
          '900 enrolments by shipped in the busiest hour need 36 calls, and Dotdigital takes 20 calls an hour of 25 contacts ' +
          'each, over all programs: some wait for hours',
        remedy: 'Let one of them go by a list entry or an event, and start the program from that.',
      },
    ])
  })

  it('says so where a day is too short to catch up', () => {
    expect(capacityFindings(byProgram, [expected(500, 12_000)], [])[0]).toMatchObject({ level: 'ok' })
    expect(capacityFindings(byProgram, [expected(500, 12_001)], [])[0]?.what).toContain('they never catch up')
  })

  it('is shared by all programs of an account, each with calls of its own', () => {
    const two = (second: number) =>
      accountWith(rule('shipped', '{ program: 77 }'), rule('received', `{ program: ${second} }`))
    const loads = [expected(251), expected(249, 249, 'received')]

    expect(levelsOf(two(77), loads)).toEqual(['ok'])
    expect(levelsOf(two(77), [expected(300), expected(300, 300, 'received')])).toEqual(['warning'])
    expect(levelsOf(two(78), loads)).toEqual(['warning'])
  })

  it('never is enough for more than it is too little for, whatever else goes on', () => {
    fc.assert(
      fc.property(fc.nat(2_000), fc.nat(2_000), (less, more) => {
        const [low = 0, high = 0] = [less, more].toSorted((one, other) => one - other)
        const isFine = (hour: number) => !levelsOf(byProgram, [expected(hour)]).includes('warning')
        expect(isFine(low) || !isFine(high)).toBe(true)
      }),
    )
  })
})

describe('what other channels can take', () => {
  it('is 50,000 triggered campaigns a day', () => {
    expect(levelsOf(shippedBy('{ campaigns: { default: 1 } }'), [expected(9_000, 50_000)])).toEqual(['ok'])
    expect(levelsOf(shippedBy('{ campaigns: { default: 1 } }'), [expected(9_000, 50_001)])).toEqual(['warning'])
  })

  it.each([
    ['list entries', '{ listEntry: 5 }', 'medium', 6_000],
    ['events', "{ event: 'Parcel sent' }", 'low', 30_000_000],
  ])('is as many %s as their tier has calls for, where that is known', (_what, channel, tier, most) => {
    const rates = [{ tier, limit: 100, remaining: 99 }]

    expect(levelsOf(shippedBy(channel), [expected(most)], rates)).toEqual(['ok'])
    expect(levelsOf(shippedBy(channel), [expected(most + 1)], rates)).toEqual(['warning'])
    expect(levelsOf(shippedBy(channel), [expected(most + 1)])).toEqual(['note'])
  })
})

describe('what is expected', () => {
  it('is what was measured, by account', () => {
    const volumes = [
      { account: 'main', trigger: 'shipped', occurrences: 71, busiestHour: 9 },
      { account: 'other', trigger: 'shipped', occurrences: 7_000, busiestHour: 900 },
    ]

    expect(measured({ days: 7, volumes }, 'main')).toEqual([{ trigger: 'shipped', perDay: 11, busiestHour: 9 }])
  })

  it('is every trigger once an order, a tenth of them in one hour, where only orders are named', () => {
    expect(assumed(['shipped'], 101)).toEqual([{ trigger: 'shipped', perDay: 101, busiestHour: 11 }])
  })

  it('is not known of a trigger that never occurred, and that is said', () => {
    expect(capacityFindings(shippedBy('{ program: 77 }'), [], [])).toMatchObject([
      { level: 'note', what: 'no figures yet for shipped', remedy: expect.stringContaining('--orders-per-day') },
    ])
  })
})
