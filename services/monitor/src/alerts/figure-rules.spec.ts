import { services } from '@concord/contracts'
import { parseConcordConfig } from '@concord/runtime'
import { describe, expect, it } from 'vitest'
import { minute } from '../testing/messages.js'
import { figureFindings, type FigureLook, type FigureRules } from './figure-rules.js'
import type { Sample, SourceSeen } from './figures.js'

const config = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example.com/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed }
`)
const rules: FigureRules = { ...config, clocks: config.alerts.clocks }
const now = minute(0)
const callers = ['dd-publisher', 'consent-guard']
const secondsAgo = (seconds: number): number => Date.parse(now) / 1_000 - seconds

const sample = (name: string, labels: Record<string, string>, value: number): Sample => ({ name, labels, value })
const polled = (kind: string, ago: number): Sample =>
  sample('concord_poll_timestamp_seconds', { marketplace: 'north', kind }, secondsAgo(ago))

/** What a Concord shows in which all is as it should be. */
const fine = (service: string): readonly Sample[] => [
  sample('concord_figures_readable', { source: service }, 1),
  ...(callers.includes(service) ? [sample('concord_figures_readable', { source: `${service} to main` }, 1)] : []),
  ...['realtime', 'bulk'].flatMap((lane) => [
    sample('concord_queue_consuming', { queue: `${service}.${lane}` }, 1),
    sample('concord_queue_messages', { queue: `${service}.${lane}` }, 12),
  ]),
  sample('concord_queue_messages', { queue: `${service}.dead` }, 0),
  ...(service === 'ingest-gateway'
    ? [
        sample('concord_figures_readable', { source: 'ingest-gateway to Mirakl north' }, 1),
        ...[polled('order', 60), polled('return', 60), polled('seller', 3_600)],
      ]
    : []),
  ...(service === 'consent-guard'
    ? [sample('concord_consent_read_timestamp_seconds', { account: 'main' }, secondsAgo(30))]
    : []),
]
const all: readonly SourceSeen[] = services.map((name) => ({ name, at: `${name}:80`, samples: fine(name) }))

const looked = (sources: readonly SourceSeen[], more: Partial<FigureLook> = {}) =>
  figureFindings(rules, { sources, since: minute(-10_000), now, ...more })

/** Everything as it should be, but for these. */
const showing = (service: string, ...samples: readonly Sample[]): readonly SourceSeen[] => {
  const replaced = new Set(samples.map(({ name, labels }) => JSON.stringify([name, labels])))
  return all.map((source) =>
    source.name === service
      ? {
          ...source,
          samples: [
            ...(source.samples ?? []).filter(({ name, labels }) => !replaced.has(JSON.stringify([name, labels]))),
            ...samples,
          ],
        }
      : source,
  )
}
const without = (service: string, name: string): readonly SourceSeen[] =>
  all.map((source) =>
    source.name === service
      ? { ...source, samples: (source.samples ?? []).filter((one) => one.name !== name) }
      : source,
  )

const namesIn = (sources: readonly SourceSeen[], more?: Partial<FigureLook>): readonly string[] =>
  looked(sources, more).findings.map(({ type, blanks }) => `${type} ${blanks['where'] ?? ''}`)

describe('figures', () => {
  it('in which all is as it should be are no finding', () => {
    expect(looked(all)).toEqual({ findings: [], blind: [] })
  })

  it.each([
    [
      'a long queue',
      'dd-publisher',
      sample('concord_queue_messages', { queue: 'dd-publisher.bulk' }, 10_001),
      'queue-deep dd-publisher.bulk',
    ],
    [
      'dead letters',
      'dd-publisher',
      sample('concord_queue_messages', { queue: 'dd-publisher.dead' }, 1),
      'dead-letters dd-publisher.dead',
    ],
    [
      'a queue without a consumer',
      'monitor',
      sample('concord_queue_consuming', { queue: 'monitor.bulk' }, 0),
      'queue-unconsumed monitor.bulk',
    ],
    ['a late poll', 'ingest-gateway', polled('order', 7_201), 'poll-late north'],
    ['a late sweep of sellers', 'ingest-gateway', polled('seller', 3 * 86_401), 'poll-late north'],
    [
      'old consent',
      'consent-guard',
      sample('concord_consent_read_timestamp_seconds', { account: 'main' }, secondsAgo(901)),
      'consent-old main',
    ],
    [
      'figures that cannot be read',
      'dd-publisher',
      sample('concord_figures_readable', { source: 'dd-publisher to main' }, 0),
      'no-data dd-publisher to main',
    ],
    [
      'an open circuit',
      'dd-publisher',
      sample('concord_dotdigital_circuit_open', { service: 'dd-publisher', account: 'main', tier: 'high' }, 1),
      'circuit-open main',
    ],
  ])('show %s', (_, service, shown, expected) => {
    expect(namesIn(showing(service, shown))).toEqual([expected])
  })

  it('are late only after three turns of what is configured', () => {
    const slow = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://n.example.com/{orderId}' }, poll: { ordersEverySeconds: 7200 } }
accounts:
  main: { newContacts: unsubscribed }
`)
    const sources = showing('ingest-gateway', polled('order', 3 * 7_200))

    expect(figureFindings({ ...slow, clocks: slow.alerts.clocks }, { sources, since: now, now }).findings).toEqual([])
    expect(namesIn(sources)).toEqual(['poll-late north'])
  })

  it('show an allowance that runs out by the share that is left', () => {
    const of = { service: 'dd-publisher', account: 'main', tier: 'high' }
    const left = (calls: number) =>
      namesIn(
        showing(
          'dd-publisher',
          sample('concord_dotdigital_calls_left', of, calls),
          sample('concord_dotdigital_calls_limit', of, 200),
        ),
      )

    expect(left(10)).toEqual([])
    expect(left(9)).toEqual(['quota-low main'])
  })

  it('show enrolments by those that wait for one, and not by how few calls are left', () => {
    const of = { service: 'dd-publisher', account: 'main', tier: 'enrolment' }
    const waiting = (count: number) =>
      looked(
        showing(
          'dd-publisher',
          sample('concord_dotdigital_calls_left', of, 0),
          sample('concord_dotdigital_calls_limit', of, 20),
          sample('concord_triggers', { account: 'main', state: 'waiting', reason: 'enrolment-allowance' }, count),
          sample('concord_triggers', { account: 'main', state: 'waiting', reason: 'quota' }, 4),
        ),
      ).findings.map(({ type, place, count: found }) => [type, place.account, found])

    expect(waiting(0)).toEqual([])
    expect(waiting(7)).toEqual([['enrolments-waiting', 'main', 7]])
  })

  it('show calls to Mirakl that get no turn, by what one takes up, and not that none is left', () => {
    const waiting = (of: string, perCall: number, seconds: number) => {
      const labels = { service: 'ingest-gateway', marketplace: 'north', operation: of }
      return [
        sample('concord_mirakl_allowance_seconds', labels, perCall),
        sample('concord_mirakl_waiting_seconds', labels, seconds),
      ]
    }
    const found = (...samples: readonly Sample[]) =>
      looked(showing('ingest-gateway', ...samples)).findings.map(({ type, blanks }) => [type, blanks['operations']])

    expect(found(...waiting('OR11', 60, 180), ...waiting('RT11', 300, 900), ...waiting('S20', 0, 180))).toEqual([])
    expect(found(...waiting('OR11', 60, 181))).toEqual([['calls-waiting', 'OR11']])
    expect(found(...waiting('OR11', 900, 2_700))).toEqual([])
    expect(found(...waiting('OR11', 900, 2_701), ...waiting('S20', 0, 181), ...waiting('RT11', 300, 9))).toEqual([
      ['calls-waiting', 'OR11, S20'],
    ])
  })

  it('show credentials that were refused within half an hour, of an account and of a marketplace', () => {
    const refused = (place: Readonly<Record<string, string>>, minutes: number) =>
      showing(
        'consent-guard',
        sample(
          'concord_credentials_refused_timestamp_seconds',
          { service: 'consent-guard', account: '', marketplace: '', ...place },
          secondsAgo(minutes * 60),
        ),
      )
    const found = (sources: readonly SourceSeen[]) =>
      looked(sources).findings.map(({ type, place, blanks }) => [type, place, blanks['platform']])

    expect(found(refused({ account: 'main' }, 31))).toEqual([])
    expect(found(refused({ account: 'main' }, 29))).toEqual([
      ['credentials-refused', { account: 'main' }, 'Dotdigital'],
    ])
    expect(found(refused({ marketplace: 'north' }, 29))).toEqual([
      ['credentials-refused', { marketplace: 'north' }, 'Mirakl'],
    ])
  })

  it('show certificates that end soon, by the earliest end that any replica saw', () => {
    const inDays = (days: number): Sample =>
      sample('concord_certificate_expiry_timestamp_seconds', { host: 'acme.mirakl.net' }, secondsAgo(-days * 86_400))
    const found = (here: number, there: number) =>
      looked([
        ...showing('ingest-gateway', inDays(here)),
        { name: 'ingest-gateway', at: 'two', samples: [inDays(there)] },
      ]).findings.map(({ type, group, severity }) => [type, group, severity])

    expect(found(22, 90)).toEqual([])
    expect(found(20, 90)).toEqual([['certificate-expiring', 'acme.mirakl.net', 'warning']])
    expect(found(20, 4)).toEqual([['certificate-expiring', 'acme.mirakl.net', 'critical']])
  })

  it('show how many opt-outs were learned too late, although a replica has just begun', () => {
    const late = (count: number) =>
      looked([
        ...showing(
          'consent-guard',
          sample('concord_status', { service: 'consent-guard', account: 'main', what: 'optOutsLate' }, count),
          sample('concord_status', { service: 'consent-guard', account: 'main', what: 'optOutLagSeconds' }, 4_000),
        ),
        { name: 'consent-guard', at: 'two:80', samples: [] },
      ]).findings.map(({ type, count: found, blanks }) => [type, found, blanks['minutes']])

    expect(late(0)).toEqual([])
    expect(late(2)).toEqual([['opt-outs-late', 2, '67']])
  })
})

describe('no data', () => {
  it('is a finding where a service gives no answer, and what only it shows is not known to be over', () => {
    const away = all.map((source) =>
      source.name === 'consent-guard' ? { name: source.name, at: source.at, failure: 'HTTP 401' } : source,
    )
    const { findings, blind } = looked(away)

    expect(findings.map(({ type, group }) => [type, group])).toEqual([
      ['no-data', ''],
      ['no-data', 'consent-guard:80'],
    ])
    expect(findings[0]?.examples).toEqual([{ name: 'consent-guard:80: HTTP 401' }])
    const place = { service: 'consent-guard' }
    expect(blind).toEqual([
      ...['consent-old', 'opt-outs-late', 'certificate-expiring'],
      ...['queue-unconsumed', 'queue-deep', 'dead-letters'].map((type) => ({ type, place })),
      ...['circuit-open', 'quota-low', 'credentials-refused'].map((type) => ({ type, place: { account: 'main' } })),
    ])
  })

  it('is one finding where a service answers and cannot read its figures, and nothing of it is taken for late', () => {
    const unread = all.map((source) =>
      source.name === 'ingest-gateway' || source.name === 'consent-guard'
        ? { ...source, samples: [sample('concord_figures_readable', { source: source.name }, 0)] }
        : source,
    )
    const { findings, blind } = looked(unread)

    expect(findings.map(({ type, place, group }) => [type, place.service, group])).toEqual([
      ['no-data', 'ingest-gateway', ''],
      ['no-data', 'consent-guard', ''],
    ])
    expect(blind).toEqual(
      expect.arrayContaining([
        ...['poll-late', 'consent-old', 'opt-outs-late'],
        { type: 'queue-deep', place: { service: 'ingest-gateway' } },
      ]),
    )
  })

  it('is one of a service in a process of another name, too', () => {
    const [first, ...others] = all
    const together = [
      {
        name: 'all',
        at: 'all:80',
        samples: [...(first?.samples ?? []), ...others.flatMap(({ samples = [] }) => samples)],
      },
    ].map((source) => ({
      ...source,
      samples: source.samples.map((one) => (one.labels['source'] === 'monitor' ? { ...one, value: 0 } : one)),
    }))

    expect(namesIn(together)).toEqual(['no-data monitor'])
  })

  it('is none of a service of which one replica can read its figures', () => {
    const replica = {
      name: 'monitor',
      at: 'two:80',
      samples: [sample('concord_figures_readable', { source: 'monitor' }, 0)],
    }

    expect(looked([...all, replica])).toMatchObject({
      findings: [{ type: 'no-data', group: 'figures of monitor' }],
      blind: [],
    })
  })

  it('of how long queues are does not let what was known of them be over', () => {
    const gone = all.map((source) => ({
      ...source,
      samples: (source.samples ?? []).flatMap((one) => {
        if (one.name === 'concord_queue_messages') return []
        return [one.name === 'concord_queue_consuming' ? { ...one, value: 0 } : one]
      }),
    }))
    const { findings, blind } = looked(gone)

    expect(findings[0]).toMatchObject({ type: 'queue-unconsumed', place: {}, group: 'all', count: 2 * services.length })
    expect(blind).toEqual(
      services.flatMap((service) => [
        { type: 'queue-deep', place: { service } },
        { type: 'dead-letters', place: { service } },
      ]),
    )
    expect(looked(showing('monitor', sample('concord_queue_consuming', { queue: 'monitor.bulk' }, 0))).blind).toEqual(
      [],
    )
  })

  describe('of one account', () => {
    const two = parseConcordConfig(`
marketplaces: {}
accounts:
  main: { newContacts: unsubscribed }
  second: { newContacts: unsubscribed }
`)
    const ofAccount = (caller: string, account: string, at: string): SourceSeen => ({
      ...{ name: caller, at },
      samples: [
        sample('concord_figures_readable', { source: caller }, 1),
        sample('concord_figures_readable', { source: `${caller} to ${account}` }, 1),
      ],
    })
    const guards = ['main', 'second'].map((account) => ofAccount('consent-guard', account, `guard of ${account}`))
    const blindAt = (...sources: readonly SourceSeen[]) =>
      figureFindings(
        { ...two, clocks: two.alerts.clocks },
        { sources: [...all, ...guards, ...sources], since: now, now },
      ).blind

    it('hides that account alone, where the replica that calls it is away', () => {
      const away = { name: 'dd-publisher', at: 'two:80', failure: 'it gives no answer' }

      expect(blindAt(ofAccount('dd-publisher', 'second', 'two:80'))).toEqual([])
      expect(blindAt(away)).toEqual(
        ['circuit-open', 'quota-low', 'credentials-refused'].map((type) => ({ type, place: { account: 'second' } })),
      )
    })

    it('hides nothing as long as another replica shows it', () => {
      const away = { name: 'dd-publisher', at: 'three:80', failure: 'it gives no answer' }

      expect(blindAt(ofAccount('dd-publisher', 'second', 'two:80'), away)).toEqual([])
    })
  })

  it('of a marketplace hides that marketplace alone, where no process shows its calls', () => {
    const north = { marketplace: 'north' }
    const unseen = all.map((source) => ({
      ...source,
      samples: (source.samples ?? []).filter(({ labels }) => labels['source'] !== 'ingest-gateway to Mirakl north'),
    }))

    expect(looked(unseen)).toEqual({
      findings: [],
      blind: ['calls-waiting', 'credentials-refused'].map((type) => ({ type, place: north })),
    })
  })

  it('is one finding for all services that nobody watches', () => {
    const { findings } = looked(all.filter(({ name }) => name === 'monitor'))

    expect(findings.map(({ type, group, count }) => [type, group, count])).toEqual([['no-data', 'unwatched', 4]])
  })

  it('is a finding where one replica is away, although the others answer', () => {
    const result = namesIn([...all, { name: 'dd-publisher', at: 'two:80', failure: 'it gives no answer' }])

    expect(result).toEqual(['no-data dd-publisher (two:80)'])
  })

  it.each([
    [
      'a queue of which nothing is known',
      'dd-publisher',
      'concord_queue_consuming',
      ['no-data dd-publisher.realtime', 'no-data dd-publisher.bulk'],
    ],
    [
      'a marketplace that was never polled',
      'ingest-gateway',
      'concord_poll_timestamp_seconds',
      ['poll-late north', 'poll-late north', 'poll-late north'],
    ],
    ['consent that was never read', 'consent-guard', 'concord_consent_read_timestamp_seconds', ['consent-old main']],
  ])('is a finding for %s', (_, service, name, expected) => {
    expect(namesIn(without(service, name))).toEqual(expected)
  })

  it('is none yet where nobody has looked for long enough', () => {
    const never = without('ingest-gateway', 'concord_poll_timestamp_seconds')

    expect(namesIn(never, { since: minute(-60) })).toEqual([])
    expect(namesIn(never, { since: minute(-121) })).toEqual(['poll-late north', 'poll-late north'])
  })
})
