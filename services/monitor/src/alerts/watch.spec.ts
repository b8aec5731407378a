import { services } from '@concord/contracts'
import { parseConcordConfig, silentLog } from '@concord/runtime'
import { describe, expect, it } from 'vitest'
import { minute } from '../testing/messages.js'
import type { SourceSeen } from './figures.js'
import { createWatch } from './watch.js'

const config = parseConcordConfig(`
marketplaces: {}
accounts:
  main: { newContacts: unsubscribed }
alerts:
  routes: { chat: { is: slack } }
`)

const refusedAt = (at: string): SourceSeen => ({
  ...{ name: 'dd-publisher', at: 'one' },
  samples: [
    {
      ...{ name: 'concord_credentials_refused_timestamp_seconds', value: Date.parse(at) / 1_000 },
      labels: { service: 'dd-publisher', account: 'main', marketplace: '' },
    },
  ],
})

type Needs = Parameters<typeof createWatch>[0]

const watching = (sources: readonly SourceSeen[][], changed: Partial<Needs> = {}) => {
  const looks = [...sources]
  const none = async () => []
  return createWatch({
    ...{ config, log: silentLog, now: () => new Date(minute(0)) },
    watched: { pending: none, late: none, exceptions: none, strangeValues: none, agreement: none },
    sources: { figures: async () => looks.shift() ?? [], certificates: none, links: async () => undefined },
    outbox: { undelivered: none },
    ...changed,
  })
}

const typesIn = async (watch: ReturnType<typeof watching>) => (await watch()).findings.map(({ type }) => type)

describe('a watch', () => {
  it('goes by what processes show each time, by its own clock', async () => {
    const watch = watching([[refusedAt(minute(-29))], [refusedAt(minute(-31))], [refusedAt(minute(-1))]])
    const seen = [await typesIn(watch), await typesIn(watch), await typesIn(watch)]

    expect(seen.map((types) => types.includes('credentials-refused'))).toEqual([true, false, true])
  })

  it('says what it cannot look at, and looks at the rest', async () => {
    const watched = {
      pending: () => Promise.reject(new Error('the database is away')),
      late: async () => [],
      exceptions: async () => [
        { type: 'record:quarantined/invalid', marketplace: 'north', count: 1, records: ['north:order:N-1'] } as const,
      ],
      strangeValues: async () => [],
      agreement: async () => [],
    }
    const all = services.map((name) => ({
      ...{ name, at: name },
      samples: [{ name: 'concord_figures_readable', labels: { source: name }, value: 1 }],
    }))
    const { findings, blind } = await watching([all], { watched })()

    expect(blind).toContain('orders-pending')
    expect(findings.map(({ type, group }) => `${type} ${group}`)).toEqual(
      expect.arrayContaining(['exceptions record:quarantined/invalid', 'no-data look at orders']),
    )
  })

  it('names at each edge what differs, and the run that found it or came to no end', async () => {
    const [marketplace, account] = ['marketplace', 'account'] as const
    const examples = [
      { run: 'R2', what: 'order', key: 'north:order:N-1', kind: 'stale' },
      { run: 'R2', what: 'contact', key: '1030', kind: 'missing' },
    ] as const
    const agreement = async () => [
      { edge: marketplace, found: 0, run: null, examples: [], failed: ['R4', 'R3'] },
      { edge: account, found: 9, run: 'R2', examples, failed: [] },
    ]
    const none = async () => []
    const watched = { pending: none, late: none, exceptions: none, strangeValues: none, agreement }
    const { findings } = await watching([[]], { watched })()

    expect(findings.filter(({ type }) => type !== 'no-data')).toMatchObject([
      { type: 'reconciliations-failed', group: marketplace, count: 2, blanks: { where: 'Mirakl', run: 'R4' } },
      {
        ...{ type: 'differences-found', group: account, count: 9, blanks: { where: 'Dotdigital', run: 'R2' } },
        examples: [{ name: 'north:order:N-1 stale', key: 'north:order:N-1' }, { name: 'contact 1030 missing' }],
      },
    ])
  })

  it('says over which route nothing arrives, of those that there are', async () => {
    const undelivered = async () =>
      ['chat', 'gone'].map((route) => ({ route, count: 2, oldestAt: minute(-20), failure: 'HTTP 500' }))
    const { findings } = await watching([[]], { outbox: { undelivered } })()

    expect(findings.filter(({ type }) => type === 'delivery-failing')).toMatchObject([
      { group: 'chat', count: 2, examples: [{ name: 'HTTP 500' }] },
    ])
  })
})
