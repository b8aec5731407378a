import type { LinkVisits } from '@concord/contracts'
import type { AlertType, Instant } from '@concord/domain'
import type { ConcordConfig, Log } from '@concord/runtime'
import type { Outbox, Undelivered } from './alerts-port.js'
import { reconciliationFindings } from './agreement-rules.js'
import { type CertificateSeen, certificateFindings, credentialFindings } from './expiry-rules.js'
import { figureFindings } from './figure-rules.js'
import type { SourceSeen } from './figures.js'
import type { Finding, Seen } from './finding.js'
import { found } from './found.js'
import { linkFindings } from './link-rules.js'
import {
  daysBefore,
  deadlinesOf,
  exceptionFindings,
  lateFindings,
  pendingClocksOf,
  pendingFindings,
  strangeFindings,
} from './table-rules.js'
import type { Watched } from './watched.js'

/** What the outside shows; none rejects, what cannot be read says why. */
export interface Sources {
  figures(): Promise<readonly SourceSeen[]>
  /** Undefined where nobody can be asked. */
  links(): Promise<LinkVisits | undefined>
  certificates(): Promise<readonly CertificateSeen[]>
}

interface Needs {
  readonly config: Pick<ConcordConfig, 'marketplaces' | 'accounts' | 'alerts'>
  readonly watched: Watched
  readonly sources: Sources
  readonly outbox: Pick<Outbox, 'undelivered'>
  readonly log: Log
  readonly now: () => Date
}

/** Looks at everything there is to see, again and again; what it cannot look at is a finding, too. */
export const createWatch = (needs: Needs): (() => Promise<Seen>) => {
  const [figures, since] = [figureLook(needs), needs.now().toISOString()]
  return async () => {
    const at = needs.now().toISOString()
    const looks = [
      ...tableLooks(needs, at),
      ...expiryLooks(needs, at),
      ['figures', ofFigures, () => figures(at)] as const,
      ['links', ['links-failing'], async () => linkFindings(await needs.sources.links(), { since, now: at })] as const,
    ]
    const seen = await Promise.all(looks.map((look) => looked(look, needs.log)))
    return { findings: seen.flatMap(({ findings }) => findings), blind: seen.flatMap(({ blind }) => blind) }
  }
}

type Look = readonly [name: string, types: readonly AlertType[], look: () => Promise<Seen>]

const only = async (findings: Promise<readonly Finding[]>): Promise<Seen> => ({ findings: await findings, blind: [] })

const tableLooks = ({ config, watched, outbox }: Needs, at: Instant): readonly Look[] => {
  const { clocks, routes } = config.alerts
  const marketplaces = Object.keys(config.marketplaces)
  const configured = (all: readonly Undelivered[]) => all.filter(({ route }) => Object.hasOwn(routes, route))
  return [
    [
      'orders',
      ['orders-pending'],
      () => only(watched.pending(pendingClocksOf(config.alerts), marketplaces, at).then(pendingFindings)),
    ],
    [
      'records',
      ['records-late'],
      () => only(watched.late(deadlinesOf(config), at).then((late) => lateFindings(late, config))),
    ],
    ['exceptions', ['exceptions'], () => only(watched.exceptions(marketplaces).then(exceptionFindings))],
    [
      'values',
      ['value-unknown'],
      () => only(watched.strangeValues(daysBefore(at, clocks.unknownValueDays)).then(strangeFindings)),
    ],
    [
      'reconciliations',
      ['differences-found', 'reconciliations-failed'],
      () => only(watched.agreement({ since: daysBefore(at, 7), marketplaces }).then(reconciliationFindings)),
    ],
    [
      'deliveries',
      ['delivery-failing'],
      () => only(outbox.undelivered(minutesBefore(at, undeliveredMinutes)).then(configured).then(deliveryFindings)),
    ],
  ]
}

const expiryLooks = ({ config: { alerts }, sources }: Needs, at: Instant): readonly Look[] => [
  [
    'certificates',
    ['certificate-expiring'],
    async () => certificateFindings(await sources.certificates(), alerts.clocks.certificateDays, at),
  ],
  ['credentials', ['credential-expiring'], () => only(Promise.resolve(credentialFindings(alerts, at)))],
]

const figureLook = ({ config, sources, now }: Needs): ((at: Instant) => Promise<Seen>) => {
  const since = now().toISOString()
  const rules = { ...config, clocks: config.alerts.clocks }
  return async (at) => figureFindings(rules, { sources: await sources.figures(), since, now: at })
}

/** How long a channel may be away until that is an alert itself. */
const undeliveredMinutes = 15

const minutesBefore = (now: Instant, minutes: number): Instant =>
  new Date(Date.parse(now) - minutes * 60_000).toISOString()

const deliveryFindings = (all: readonly Undelivered[]): readonly Finding[] =>
  all.map(({ route, count, oldestAt, failure }) =>
    found('delivery-failing', {
      ...{ group: route, where: route, count, blanks: { since: oldestAt } },
      examples: failure === null ? [] : [{ name: failure }],
    }),
  )

const ofFigures: readonly AlertType[] = [
  ...(['no-data', 'circuit-open', 'credentials-refused', 'queue-unconsumed', 'poll-late', 'consent-old'] as const),
  ...(['opt-outs-late', 'quota-low', 'calls-waiting', 'enrolments-waiting', 'certificate-expiring'] as const),
  ...(['queue-deep', 'dead-letters'] as const),
]

const looked = async ([name, types, look]: Look, log: Log): Promise<Seen> => {
  try {
    return await look()
  } catch (failure) {
    log.error('a watcher cannot look', { name, failure })
    const finding = found('no-data', {
      place: { service: 'monitor' },
      group: `look at ${name}`,
      where: `monitor, ${name}`,
    })
    return { findings: [finding], blind: types }
  }
}
