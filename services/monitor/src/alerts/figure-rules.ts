import { services } from '@concord/contracts'
import type { AlertType, Instant } from '@concord/domain'
import type { ConcordConfig } from '@concord/runtime'
import { accountFindings } from './account-rules.js'
import { disputeFindings, reconciliationFindings } from './agreement-rules.js'
import { merged, type Sample, samplesOf, type SourceSeen } from './figures.js'
import type { Finding, Seen } from './finding.js'
import { found } from './found.js'
import { pollFindings } from './poll-rules.js'
import { blindOfQueues, queueFindings } from './queue-rules.js'

/** What is watched by, as far as figures go. */
export interface FigureRules extends Pick<ConcordConfig, 'marketplaces' | 'accounts'> {
  readonly clocks: ConcordConfig['alerts']['clocks']
}

export interface FigureLook {
  readonly sources: readonly SourceSeen[]
  /** Of the look before, for what only shows in a rise. */
  readonly before: readonly Sample[]
  /** Since when anybody looks: what has never happened is late by then at the earliest. */
  readonly since: Instant
  readonly now: Instant
}

const seenBy: Readonly<Record<string, readonly AlertType[]>> = {
  'ingest-gateway': ['poll-late'],
  'consent-guard': ['consent-old', 'opt-outs-late'],
  'dd-publisher': ['circuit-open', 'quota-low', 'credentials-refused', 'disputes-overdue'],
  monitor: ['differences-found', 'reconciliations-failed'],
}
const seenByAll: readonly AlertType[] = ['queue-unconsumed', 'queue-deep', 'dead-letters']

/** What is wrong by the figures of all processes. What gives none is itself wrong, and hides nothing that was known. */
export const figureFindings = (rules: FigureRules, look: FigureLook): Seen => {
  const samples = merged(look.sources)
  const speaking = services.filter((service) => isSpeaking(look.sources, service))
  const silent = services.filter((service) => !speaking.includes(service))
  const at = { ...look, samples, speaking }
  return {
    findings: [
      ...silentFindings(look.sources, silent),
      ...unreadFindings(samples, silent),
      ...queueFindings(rules.clocks, at),
      ...pollFindings(rules, at),
      ...accountFindings(rules, at),
      ...disputeFindings(rules, at),
      ...reconciliationFindings(at),
    ],
    blind: [
      ...(silent.length === 0 ? [] : seenByAll),
      ...silent.flatMap((service) => seenBy[service] ?? []),
      ...blindOfQueues(at),
    ],
  }
}

/** What rules look at. */
export interface FiguresSeen extends FigureLook {
  readonly samples: readonly Sample[]
  readonly speaking: readonly string[]
}

const readable = 'concord_figures_readable'

/** One replica that can read its figures is enough: it shows those of all. */
const isSpeaking = (sources: readonly SourceSeen[], service: string): boolean =>
  sources.some(({ samples = [] }) => samplesOf(samples, readable, { source: service }).some(({ value }) => value === 1))

const silentFindings = (sources: readonly SourceSeen[], silent: readonly string[]): readonly Finding[] => {
  const answering = sources.flatMap(({ samples = [] }) => samplesOf(samples, readable))
  const watched = new Set([...sources.map(({ name }) => name), ...answering.map(({ labels }) => labels['source'])])
  const unwatched = silent.filter((service) => !watched.has(service))
  const broken = sources.filter(({ failure }) => failure !== undefined)
  return [
    ...silent
      .filter((service) => watched.has(service))
      .map((service) =>
        found('no-data', { place: { service }, where: service, examples: examplesOf(broken, service) }),
      ),
    ...(unwatched.length === 0
      ? []
      : [found('no-data', { group: 'unwatched', where: unwatched.join(', '), count: unwatched.length })]),
    ...broken.map(({ name, at, failure }) =>
      found('no-data', {
        ...{ place: { service: name }, group: at, where: `${name} (${at})` },
        examples: [{ name: failure ?? '' }],
      }),
    ),
  ]
}

const examplesOf = (broken: readonly SourceSeen[], service: string) =>
  broken.filter(({ name }) => name === service).map(({ at, failure = '' }) => ({ name: `${at}: ${failure}` }))

const unreadFindings = (samples: readonly Sample[], silent: readonly string[]): readonly Finding[] =>
  samplesOf(samples, readable)
    .filter(({ labels: { source = '' }, value }) => value === 0 && !silent.includes(source))
    .map(({ labels: { source = '' } }) =>
      found('no-data', { place: { service: source.split(' ')[0] }, group: `figures of ${source}`, where: source }),
    )
