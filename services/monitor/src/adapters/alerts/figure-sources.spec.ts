import { services } from '@concord/contracts'
import { parseConcordConfig } from '@concord/runtime'
import { expect, it } from 'vitest'
import { figureFindings } from '../../alerts/figure-rules.js'
import { figureSources } from './figure-sources.js'

const config = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example.com/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed }
`)
const now = '2026-01-20T00:00:00.000Z'
const old = Date.parse('2025-01-01T00:00:00.000Z') / 1_000

const text = `
${services.map((service) => `concord_figures_readable{source="${service}"} 1`).join('\n')}
concord_poll_timestamp_seconds{marketplace="north",kind="order"} ${old}
concord_consent_read_timestamp_seconds{account="main"} ${old}
concord_dotdigital_circuit_open{service="dd-publisher",account="main",tier="high"} 1
concord_dotdigital_calls_left{service="dd-publisher",account="main",tier="high"} 1
concord_dotdigital_calls_limit{service="dd-publisher",account="main",tier="high"} 2000
concord_triggers{account="main",state="waiting",reason="enrolment-allowance"} 3
concord_mirakl_allowance_seconds{service="ingest-gateway",marketplace="north",operation="OR11"} 60
concord_mirakl_waiting_seconds{service="ingest-gateway",marketplace="north",operation="OR11"} 1200
concord_credentials_refused_timestamp_seconds{service="dd-publisher",account="main",marketplace=""} ${Date.parse(now) / 1_000}
concord_certificate_expiry_timestamp_seconds{host="acme.mirakl.net"} ${Date.parse(now) / 1_000}
concord_status{service="consent-guard",account="main",what="optOutsLate"} 3
concord_status{service="consent-guard",account="main",what="optOutLagSeconds"} 90000
concord_queue_consuming{queue="monitor.bulk"} 0
concord_queue_consuming{queue="monitor.realtime"} 1
concord_queue_messages{queue="monitor.bulk"} 1000000
concord_queue_messages{queue="monitor.dead"} 1
`

it('what a process shows reaches every rule that reads it', async () => {
  const look = figureSources({
    own: { scrape: async () => ({ contentType: '', text }) },
    urls: [],
    token: undefined,
  })
  const { findings } = figureFindings(
    { ...config, clocks: config.alerts.clocks },
    { sources: await look(), since: now, now },
  )

  expect(new Set(findings.map(({ type }) => type))).toEqual(
    new Set([
      ...['no-data', 'queue-unconsumed', 'queue-deep', 'dead-letters', 'poll-late', 'consent-old', 'opt-outs-late'],
      ...['circuit-open', 'quota-low', 'credentials-refused'],
      ...['calls-waiting', 'enrolments-waiting', 'certificate-expiring'],
    ]),
  )
})
