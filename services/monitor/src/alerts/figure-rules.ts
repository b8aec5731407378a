import { services } from '@concord/contracts'
import type { AlertType, Instant } from '@concord/domain'
import type { ConcordConfig } from '@concord/runtime'
import { accountFindings } from './account-rules.js'
import { allowanceFindings } from './allowance-rules.js'
import { type CertificateSeen, certificateFindings } from './expiry-rules.js'
import { merged, type Sample, samplesOf, type SourceSeen } from './figures.js'
import type { Blind, Finding, Seen } from './finding.js'
import { found } from './found.js'
import { pollFindings } from './poll-rules.js'
import { blindOfQueues, queueFindings } from './queue-rules.js'
import { refusedFindings } from './refusal-rules.js'

/** What is watched by, as far as figures go. */
export interface FigureRules extends Pick<ConcordConfig, 'marketplaces' | 'accounts'> {
  readonly clocks: ConcordConfig['alerts']['clocks']
}

export interface FigureLook {
  readonly sources: readonly SourceSeen[]
  /** Since when anybody looks: what has never happened is late by then at the earliest. */
  readonly since: Instant
  readonly now: Instant
}

const seenBy: Readonly<Record<string, readonly AlertType[]>> = {
  'ingest-gateway': ['poll-late', 'certificate-expiring'],
  'consent-guard': ['consent-old', 'opt-outs-late', 'certificate-expiring'],
  'dd-publisher': ['enrolments-waiting', 'certificate-expiring'],
}
/** What each service shows of its own queues. */
const seenByEach: readonly AlertType[] = ['queue-unconsumed', 'queue-deep', 'dead-letters']
/** What each client of Dotdigital shows of its account. */
const seenOfAccounts: readonly AlertType[] = ['circuit-open', 'quota-low', 'credentials-refused']
const callers: readonly string[] = ['dd-publisher', 'consent-guard']
/** What the client of Mirakl shows of its marketplace. */
const seenOfMarketplaces: readonly AlertType[] = ['calls-waiting', 'credentials-refused']

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
      ...allowanceFindings(rules, at),
      ...refusedFindings(rules, at),
      ...certificateFindings(certificatesIn(samples), rules.clocks.certificateDays, look.now).findings,
    ],
    blind: [
      ...silent.flatMap((service) => seenBy[service] ?? []),
      ...silent.flatMap((service) => seenByEach.map((type) => ({ type, place: { service } }))),
      ...blindOfQueues(at),
      ...blindOfAccounts(rules, at),
      ...blindOfMarketplaces(rules, at),
    ],
  }
}

/** As servers showed them to those who made calls. */
const certificatesIn = (samples: readonly Sample[]): readonly CertificateSeen[] =>
  samplesOf(samples, 'concord_certificate_expiry_timestamp_seconds').map(({ labels: { host = '' }, value }) => ({
    host,
    validTo: new Date(value * 1_000).toISOString(),
  }))

/** What rules look at. */
export interface FiguresSeen extends FigureLook {
  readonly samples: readonly Sample[]
  readonly speaking: readonly string[]
}

const readable = 'concord_figures_readable'

/** One replica that can read its figures is enough: it shows those of all. */
const isSpeaking = (sources: readonly SourceSeen[], source: string): boolean =>
  sources.some(({ samples = [] }) => samplesOf(samples, readable, { source }).some(({ value }) => value === 1))

/** Accounts of which some service that calls them shows nothing, in none of its processes. */
const blindOfAccounts = ({ accounts }: FigureRules, { sources }: FiguresSeen): readonly Blind[] =>
  Object.keys(accounts)
    .filter((account) => callers.some((caller) => !isSpeaking(sources, `${caller} to ${account}`)))
    .flatMap((account) => seenOfAccounts.map((type) => ({ type, place: { account } })))

const blindOfMarketplaces = ({ marketplaces }: FigureRules, { sources }: FiguresSeen): readonly Blind[] =>
  Object.keys(marketplaces)
    .filter((marketplace) => !isSpeaking(sources, `ingest-gateway to Mirakl ${marketplace}`))
    .flatMap((marketplace) => seenOfMarketplaces.map((type) => ({ type, place: { marketplace } })))

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
