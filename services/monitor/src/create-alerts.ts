import type { AlertChannel, ConcordConfig, Log, Metrics } from '@concord/runtime'
import type { Kysely } from 'kysely'
import { certificateSource } from './adapters/alerts/certificates.js'
import { channelsOf } from './adapters/alerts/channels.js'
import { figureSources, type WatchedUrl } from './adapters/alerts/figure-sources.js'
import { linkSource } from './adapters/alerts/link-source.js'
import { postgresAlerts } from './adapters/alerts/postgres-alerts.js'
import { postgresOutbox } from './adapters/alerts/postgres-outbox.js'
import { postgresWatched } from './adapters/alerts/postgres-watched.js'
import type { Tables } from './adapters/tables.js'
import { createWatch } from './alerts/watch.js'
import { alertWork } from './alerts/work.js'

/** What is watched, and how people are told. */
export interface AlertingSetup {
  readonly config: Pick<ConcordConfig, 'marketplaces' | 'accounts' | 'alerts'>
  /** Those of this process. */
  readonly metrics: Pick<Metrics, 'scrape'>
  /** The other processes. */
  readonly urls: readonly WatchedUrl[]
  /** Where dd-publisher answers; as `urls` say where left out. */
  readonly publishers?: () => readonly string[]
  /** What they want to be shown. */
  readonly token?: string | undefined
  /** Servers whose certificates are looked at. */
  readonly hosts: readonly string[]
  /** By the names of routes. */
  readonly channels: Readonly<Record<string, AlertChannel>>
  /** Where people reach monitor. */
  readonly publicUrl?: string | undefined
  readonly lookEveryMs: number
}

interface Needs {
  readonly tables: Kysely<Tables>
  readonly setup: AlertingSetup
  readonly log: Log
  readonly now: () => Date
}

export const createAlerts = ({ tables, setup, log, now }: Needs) => {
  const { config, metrics, urls, token, hosts, channels, publicUrl, lookEveryMs } = setup
  const [alerts, outbox] = [postgresAlerts(tables), postgresOutbox(tables)]
  const { publishers = () => urls.filter(({ name }) => name === 'dd-publisher').map(({ url }) => url) } = setup
  const sources = {
    figures: figureSources({ own: metrics, urls, token }),
    certificates: certificateSource(hosts, now),
    links: linkSource({ urls: publishers, token }),
  }
  const watch = createWatch({ ...{ config, sources, outbox, log, now }, watched: postgresWatched(tables) })
  const work = alertWork({
    ...{ config, watch, alerts, outbox, log, now, lookEveryMs },
    channels: channelsOf(channels, { publicUrl: publicUrl?.replace(/\/+$/, ''), now }),
  })
  return { alerts, publicUrl, ...work }
}
