import { explainAlert, occurrencesOf } from '@concord/domain'
import { parseConcordConfig } from '@concord/runtime'
import { describe, expect, it } from 'vitest'
import { minute, order } from '../testing/messages.js'
import { certificateFindings, credentialFindings } from './expiry-rules.js'
import {
  blockedIn,
  deadlinesOf,
  exceptionFindings,
  lateFindings,
  pendingClocksOf,
  pendingFindings,
  strangeFindings,
} from './table-rules.js'

const config = parseConcordConfig(`
marketplaces:
  north: { account: main, waitForIdentityHours: 10, links: { order: 'https://north.example.com/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed }
alerts:
  clocks: { pendingHours: { SHIPPING: 48 }, pendingExceptions: [{ state: SHIPPING, seller: '7', hours: 96 }] }
  credentials: [{ name: Mirakl key, expiresOn: '2026-04-01' }]
`)

describe('orders that are pending', () => {
  it('are told by seller and channel, with the seller’s name and with what they block', () => {
    const [one] = pendingFindings([
      {
        ...{ marketplace: 'north', state: 'SHIPPING', seller: { id: '7', name: 'Shop A' }, channel: 'FR', hours: 48 },
        ...{ count: 3, oldestAt: minute(0), orders: ['north:order:N-1', 'north:order:N-2'] },
      },
    ])

    expect(one).toMatchObject({
      ...{ type: 'orders-pending', count: 3, owner: 'operations', group: '["SHIPPING","7","FR"]' },
      examples: [
        { name: 'N-1', key: 'north:order:N-1' },
        { name: 'N-2', key: 'north:order:N-2' },
      ],
    })
    expect(explainAlert('orders-pending', one?.blanks ?? {}).sentence).toBe(
      `Orders of north, SHIPPING, Shop A (7), FR pending for more than 48 hours: 3, the oldest since ${minute(0)}. ` +
        'Until then these messages cannot go: shipped, received, review-request.',
    )
  })

  it.each(Object.entries(blockedIn))('in state %s block what happens only later: %s', (state, blocked) => {
    const happenedIn = (one: string) => occurrencesOf({ ...order, state: one }).map(({ trigger }) => trigger)

    expect(blocked.filter((trigger) => happenedIn(state).includes(trigger))).toEqual([])
    expect(happenedIn('RECEIVED')).toEqual(expect.arrayContaining([...blocked]))
    expect(
      happenedIn('RECEIVED')
        .filter((trigger) => !happenedIn(state).includes(trigger))
        .toSorted(),
    ).toEqual([...blocked].toSorted())
  })

  it('have the clocks of the configuration', () => {
    const clocks = pendingClocksOf(config.alerts)

    expect(clocks).toContainEqual({ state: 'SHIPPING', hours: 48 })
    expect(clocks).toContainEqual({ state: 'SHIPPING', seller: '7', hours: 96 })
    expect(clocks).toContainEqual({ state: 'WAITING_ACCEPTANCE', hours: 72 })
  })
})

describe('records past their time', () => {
  it('have a deadline for each place where they may stand, and for an address a day more than it may take', () => {
    expect(deadlinesOf(config).map(({ reason, hours }) => [reason, hours])).toEqual([
      ['on-its-way', 2],
      ['quota', 6],
      ['circuit-open', 6],
      ['order', 72],
      ['identity', 34],
    ])
  })

  it('are told with where they stand and the account they are for', () => {
    const [one] = lateFindings(
      [
        {
          ...{ marketplace: 'north', state: 'waiting', reason: 'quota', hours: 6, count: 2, oldestAt: minute(0) },
          records: ['north:order:N-1'],
        },
      ],
      config,
    )

    expect(one).toMatchObject({ place: { marketplace: 'north', account: 'main' }, group: 'waiting/quota', count: 2 })
  })
})

describe('what else the tables show', () => {
  it('is open exceptions, whose owner is that of their type', () => {
    const open = {
      type: 'trigger:waiting/not-mapped',
      marketplace: 'north',
      count: 4,
      records: ['north:order:N-1'],
    } as const

    expect(exceptionFindings([open])).toMatchObject([{ owner: 'marketing', count: 4, group: open.type }])
  })

  it('is values that nobody knows', () => {
    const value = { marketplace: 'north', field: 'order', value: 'LOST', lastAt: minute(0), record: 'north:order:N-1' }

    expect(strangeFindings([value])).toMatchObject([
      { owner: 'engineering', blanks: { value: 'LOST', field: 'order' } },
    ])
  })
})

describe('what ends', () => {
  const now = '2026-03-10T12:00:00.000Z'

  it('is told for certificates while there is time, and urgently in the last days', () => {
    const on = (day: string) => ({ host: 'x:443', validTo: `${day}T00:00:00.000Z` })
    const severities = (day: string) => certificateFindings([on(day)], 21, now).findings.map(({ severity }) => severity)

    expect(severities('2026-04-10')).toEqual([])
    expect(severities('2026-03-30')).toEqual(['warning'])
    expect(severities('2026-03-14')).toEqual(['critical'])
    expect(severities('2026-03-01')).toEqual(['critical'])
  })

  it('is not known of a server that cannot be looked at, which is a finding itself', () => {
    const { findings, blind } = certificateFindings([{ host: 'x:443', failure: 'ECONNREFUSED' }], 21, now)

    expect(findings).toMatchObject([{ type: 'no-data', examples: [{ name: 'ECONNREFUSED' }] }])
    expect(blind).toEqual(['certificate-expiring'])
  })

  it('is told for credentials by the date that is configured', () => {
    expect(credentialFindings(config.alerts, '2026-02-01T00:00:00.000Z')).toEqual([])
    expect(credentialFindings(config.alerts, now)).toMatchObject([
      { type: 'credential-expiring', severity: 'warning', blanks: { until: '2026-04-01' } },
    ])
  })
})
