import type { MonitorNeeds } from '@concord/monitor'
import type { AccountConnection, AlertChannel, ConcordConfig, MarketplaceConnection, Metrics } from '@concord/runtime'
import type { ServiceUrls } from './embedded.js'

interface Needs {
  readonly config: ConcordConfig
  readonly marketplaces: Readonly<Record<string, MarketplaceConnection>>
  readonly accounts: Readonly<Record<string, AccountConnection>>
  readonly alertChannels?: Readonly<Record<string, AlertChannel>>
  readonly ports: { readonly monitor: number }
}

/** Nothing runs by itself at night unless this says when. */
const timeOfDay = /^([01]\d|2[0-3]):[0-5]\d$/

/** What is reconciled, by the services of this process; their addresses are known once all listen. */
export const reconcilingHere = (
  { config }: Pick<Needs, 'config'>,
  urls: { readonly current?: ServiceUrls },
): NonNullable<MonitorNeeds['reconciling']> => {
  const edgeAt = (name: string, service: 'gateway' | 'publisher') => () => ({
    ...{ name, url: urls.current?.[service] ?? '', token: '', operatorToken: '' },
  })
  return {
    marketplaces: Object.keys(config.marketplaces),
    edges: { marketplace: edgeAt('ingest-gateway', 'gateway'), account: edgeAt('dd-publisher', 'publisher') },
    ...{ missing: [], nightlyAt: timeOfDay.exec(process.env['RECONCILE_AT'] ?? '')?.[0] },
  }
}

const lookEveryMs = 30_000

/** What is watched: all of it is in this process. */
export const alertingHere = (
  { config, marketplaces, accounts, alertChannels = {}, ports }: Needs,
  metrics: Metrics,
  urls: { readonly current?: ServiceUrls },
): NonNullable<MonitorNeeds['alerting']> => ({
  ...{ config, metrics, urls: [], channels: alertChannels, lookEveryMs },
  publishers: () => [urls.current?.publisher ?? []].flat(),
  hosts: [...Object.values(marketplaces), ...Object.values(accounts)].flatMap(({ url }) => url ?? []),
  publicUrl: process.env['PUBLIC_URL'] ?? `http://127.0.0.1:${ports.monitor}`,
})
