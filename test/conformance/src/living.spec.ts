import { createMirakl, parseOrder, parseReturn } from '@concord/mirakl'
import { createMiraklSandbox } from '@concord/sandbox-mirakl'
import { createWorld } from '@concord/sandbox-seed'
import { beforeAll, describe, expect, it } from 'vitest'
import { whyNot } from './documents.js'
import type { Exchange } from './exchange.js'
import { complaintsIn, openBench } from './findings.js'
import { startRecorder } from './recorder.js'

const days = 45

describe.skipIf(whyNot !== undefined)(
  `a marketplace that lived for ${String(days)} days${whyNot === undefined ? '' : ` (skipped: ${whyNot})`}`,
  () => {
    const [orders, returns]: [unknown[], unknown[]] = [[], []]
    let exchanges: readonly Exchange[]

    beforeAll(async () => {
      const world = createWorld({ seed: 2026, anchor: new Date(), size: 60 })
      const sandbox = await createMiraklSandbox({ port: 0, world })
      const recorder = await startRecorder({ vendor: 'mirakl', caller: 'concord', target: sandbox.url })
      const mirakl = createMirakl({
        url: `${recorder.url}/north`,
        credentials: { apiKey: world.marketplaces[0]?.apiKey ?? '', scheme: 'raw' },
        timeoutMs: 30_000,
        statisticsPath: '/api/shops/statistics',
        incidentsPath: '/api/incidents',
      })
      const control = (path: string, body: unknown) =>
        fetch(`${sandbox.url}/_sandbox/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      await control('life', { ordersPerHour: 1 })
      await control('clock', { advanceSeconds: days * 86_400 })
      for await (const { items } of mirakl.orders.pages({})) orders.push(...items)
      for await (const { items } of mirakl.returns.pages({})) returns.push(...items)
      for await (const page of mirakl.incidents?.pages() ?? []) void page
      for await (const page of mirakl.statistics?.pages() ?? []) void page
      for await (const page of mirakl.sellers.pages()) void page
      await Promise.all([mirakl.close(), recorder.stop(), sandbox.stop()])
      exchanges = recorder.exchanges
    })

    it('shows orders in every state, with lines in dispute and money that went back', () => {
      const text = JSON.stringify(orders)
      const words =
        'WAITING_ACCEPTANCE WAITING_DEBIT_PAYMENT SHIPPING SHIPPED RECEIVED CLOSED REFUSED CANCELED INCIDENT_OPEN REFUNDED'
      expect(words.split(' ').filter((word) => !text.includes(`"${word}"`))).toEqual([])
      expect(orders.length).toBeGreaterThan(days * 20)
      expect(returns.length).toBeGreaterThan(10)
    })

    it('is read to the last order and return', () => {
      expect([...orders.map(parseOrder), ...returns.map(parseReturn)].filter(({ ok }) => !ok)).toEqual([])
    })

    it('is as the document says, answer by answer', () => {
      expect(complaintsIn(openBench().judge(exchanges))).toEqual([])
    })
  },
)
