import type { ConcordConfig } from '@concord/runtime'
import type { z } from 'zod'
import type { EdgeAt } from './adapters/edges-http.js'
import type { Config } from './config.js'
import type { ReconcilingSetup } from './reconciliation-work.js'

type Settings = Pick<
  z.infer<typeof Config>,
  'GATEWAY_URL' | 'PUBLISHER_URL' | 'OPERATOR_TOKEN' | 'API_TOKEN' | 'RECONCILE_AT'
>

/** What is reconciled by these settings, and which of them are missing for that. */
export const reconcilingOf = (settings: Settings, { marketplaces }: ConcordConfig): ReconcilingSetup<EdgeAt> => {
  const { GATEWAY_URL = '', PUBLISHER_URL = '', OPERATOR_TOKEN = '', API_TOKEN: token, RECONCILE_AT } = settings
  const needed = { GATEWAY_URL, PUBLISHER_URL, OPERATOR_TOKEN }
  const at = (name: string, url: string) => (): EdgeAt => ({ name, url, token, operatorToken: OPERATOR_TOKEN })
  return {
    marketplaces: Object.keys(marketplaces),
    edges: { marketplace: at('ingest-gateway', GATEWAY_URL), account: at('dd-publisher', PUBLISHER_URL) },
    missing: Object.entries(needed).flatMap(([name, value]) => (value === '' ? [name] : [])),
    nightlyAt: RECONCILE_AT === 'never' ? undefined : RECONCILE_AT,
  }
}
