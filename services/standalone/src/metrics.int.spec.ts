import { metricCatalogue, metricLabels } from '@concord/runtime'
import { waitFor } from '@concord/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ServiceUrls } from './embedded.js'
import { type FirstLook, openFirstLook } from './testing/first-look.js'

let look: FirstLook
let urls: ServiceUrls
let text: string

/** One sample of a metric, as Prometheus reads it. */
interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const samplesIn = (scraped: string): readonly Sample[] =>
  scraped
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)/.exec(line) ?? []
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, label = '', said = '']) => [label, said])
      return { name, labels: Object.fromEntries(pairs), value: Number(value) }
    })

const valueOf = (name: string, labels: Readonly<Record<string, string>>): number =>
  samplesIn(text)
    .filter((one) => one.name === name && Object.entries(labels).every(([label, said]) => one.labels[label] === said))
    .reduce((sum, { value }) => sum + value, 0)

/** Until records have been delivered, every kind polled, and a trigger sent. */
beforeAll(async () => {
  look = await openFirstLook()
  urls = await look.start()
  const isComplete = async (): Promise<boolean> => {
    text = await (await fetch(`${urls.gateway}/metrics`)).text()
    return (
      valueOf('concord_records', { state: 'delivered' }) > 0 &&
      valueOf('concord_poll_timestamp_seconds', { kind: 'seller' }) > 0 &&
      valueOf('concord_triggers', {}) > 0 &&
      valueOf('concord_sellers', {}) > 0
    )
  }
  await waitFor(isComplete, { limitMs: 280_000, what: 'records in Dotdigital, and a sweep of sellers' })
}, 300_000)
afterAll(() => look.close())

/**
 * Opt-outs while nobody looks and refused credentials are not part of the first minutes; nor are certificates of sandboxes, and
 * links of the sample are not visited.
 */
const notYet = [
  'concord_consent_learning_seconds',
  'concord_credentials_refused_timestamp_seconds',
  'concord_certificate_expiry_timestamp_seconds',
  'concord_links_visited',
  'concord_links_failing',
]

it('shows a sample of every metric there is', () => {
  const shown = new Set(samplesIn(text).map(({ name }) => name.replace(/_(bucket|count|sum)$/, '')))

  expect(Object.keys(metricCatalogue).filter((name) => !shown.has(name))).toEqual(notYet)
})

it('shows no label that is not documented, and no value beyond those that are', () => {
  const documented: Readonly<Record<string, { readonly meaning: string; readonly values?: readonly string[] }>> =
    metricLabels
  const labels = samplesIn(text)
    .filter(({ name }) => name.startsWith('concord_'))
    .flatMap((one) => Object.entries(one.labels))
    .filter(([label]) => label !== 'le')
  const stray = labels.filter(
    ([label, said]) => documented[label] === undefined || documented[label].values?.includes(said) === false,
  )

  expect([...new Set(stray.map(([label, said]) => `${label} ${said}`))]).toEqual([])
})

it('shows every figure of a status that is documented', () => {
  const shown = new Set(
    samplesIn(text).flatMap(({ name, labels }) => (name === 'concord_status' ? labels['what'] : [])),
  )

  expect(metricLabels.what.values.filter((what) => !shown.has(what))).toEqual([])
})

it('agrees with the traffic: messages of every service, calls of both clients, records that settled', () => {
  for (const service of ['ingest-gateway', 'identity-resolver', 'consent-guard', 'dd-publisher', 'monitor'])
    expect([service, valueOf('concord_message_handling_seconds_count', { service, outcome: 'acked' }) > 0]).toEqual([
      service,
      true,
    ])
  for (const service of ['dd-publisher', 'consent-guard'])
    expect(valueOf('concord_dotdigital_call_seconds_count', { service, status: '200' })).toBeGreaterThan(0)
  expect(valueOf('concord_record_settling_seconds_count', { state: 'delivered' })).toBeGreaterThan(0)
  expect(samplesIn(text).filter(({ name, value }) => name === 'concord_figures_readable' && value === 0)).toEqual([])
})

it('shows no address, no order and no customer', () => {
  expect(text).not.toMatch(/@|:order:|:seller:/)
})

it('is the same at each service of the process, since there is one', async () => {
  for (const url of Object.values(urls)) {
    const answer = await fetch(`${url}/metrics`)

    expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(await answer.text()).toContain('concord_records{')
  }
})
