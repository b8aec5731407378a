import { readFileSync } from 'node:fs'
import { services } from '@concord/contracts'
import { waitFor } from '@concord/testing'
import { signedWith } from '../loads/signed.js'
import { marketplace, orderOf } from '../system/orders.js'
import type { System } from '../system/system.js'
import { callsTo } from './dotdigital-calls.js'
import { type Say, percentile } from './measure.js'
import { deliveredIn, untilDelivered } from './settled.js'

const [probes, everyMs, probeLimitMs] = [40, 1_000, 120_000]
/** The marketplace has to make the export first. */
const [beginLimitMs, drainLimitMs] = [600_000, 3_600_000]
const yearMs = 365 * 86_400_000

/** How long a message takes from the relay's post to the request at Dotdigital, idle and behind a backlog; and memory. */
export const measureDrain = async (system: System, say: Say): Promise<void> => {
  await meetEverybody(system)
  const idle = await latencies(system, 'I')
  tell(say, 'idle', idle)

  const before = await deliveredIn(system)
  const samples = [memoryOf(system)]
  await system.vendors.showHistory()
  const begun = performance.now()
  await askForBackfill(system)
  await waitFor(async () => (await deliveredIn(system)) > before + system.history / 50, {
    ...{ limitMs: beginLimitMs, everyMs: 200, what: 'the backlog to begin to drain' },
  })
  const sampling = setInterval(() => samples.push(memoryOf(system)), everyMs)
  const busy = await latencies(system, 'B')
  const left = before + system.history + probes - (await deliveredIn(system))
  tell(say, `behind ${system.history} records (${left} were left at the end)`, busy)
  say(`busy ÷ idle, of the medians: ${(percentile(busy, 50) / percentile(idle, 50)).toFixed(2)}`)
  await untilDelivered(system, before + system.history + probes, drainLimitMs)
  clearInterval(sampling)
  const seconds = (performance.now() - begun) / 1_000
  say(`${system.history} records drained in ${seconds.toFixed(0)} s: ${(system.history / seconds).toFixed(0)}/s`)
  for (const service of services)
    tellMemory(
      say,
      service,
      samples.map((sample) => sample[service] ?? 0),
    )
}

/** So that no message waits for its contact to be looked up. */
const meetEverybody = async (system: System): Promise<void> => {
  const before = await deliveredIn(system)
  for (let nth = 0; nth < probes; nth += 1) await post(system, `M-${nth}`, nth)
  await untilDelivered(system, before + probes, probeLimitMs)
}

const post = async ({ recordsUrl, relaySecret }: System, id: string, customer: number): Promise<void> => {
  const wish = { id, customer, state: id.startsWith('M') ? 'SHIPPING' : 'SHIPPED', at: new Date() } as const
  const { body, headers } = signedWith(relaySecret)(JSON.stringify({ orders: [orderOf(wish)] }))
  const response = await fetch(recordsUrl, { method: 'POST', body, headers: { ...headers } })
  if (response.status !== 202) throw new Error(`the gateway answered ${response.status}: ${await response.text()}`)
}

const latencies = async (system: System, name: string): Promise<readonly number[]> => {
  const found: Promise<number>[] = []
  for (let nth = 0; nth < probes; nth += 1) {
    found.push(latencyOf(system, `${name}-${nth}`, nth))
    await new Promise((resolve) => setTimeout(resolve, everyMs))
  }
  return Promise.all(found)
}

const latencyOf = async (system: System, id: string, customer: number): Promise<number> => {
  const postedAt = Date.now()
  await post(system, id, customer)
  let sentAt: number | undefined
  const isSent = async (): Promise<boolean> => {
    const calls = await callsTo(system.vendors, '?path=triggered-campaign')
    const call = calls.find(({ requestBody }) => requestBody.includes(`${id}-A`))
    sentAt = call && Date.parse(call.at)
    return sentAt !== undefined
  }
  await waitFor(isSent, { limitMs: probeLimitMs, everyMs: 500, what: `the message of ${id}` })
  return (sentAt ?? Number.NaN) - postedAt
}

const askForBackfill = async ({ running, operatorToken }: System): Promise<void> => {
  const now = Date.now()
  const period = { from: new Date(now - yearMs / 2).toISOString(), to: new Date(now).toISOString() }
  const response = await fetch(`${running.urls.gateway}/v1/backfills`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({ marketplace, what: 'orders', ...period }),
  })
  if (response.status !== 202) throw new Error(`the gateway answered ${response.status}: ${await response.text()}`)
}

const tell = (say: Say, name: string, values: readonly number[]): void =>
  say(
    `from post to request, ${name}: p50 ${percentile(values, 50)} ms, p95 ${percentile(values, 95)} ms, slowest ${percentile(values, 100)} ms`,
  )

/** Resident megabytes of each service. */
const memoryOf = ({ running }: System): Readonly<Record<string, number>> =>
  Object.fromEntries(
    services.map((service) => {
      const status = readFileSync(`/proc/${running.processOf(service).pid}/status`, 'utf8')
      return [service, Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024)]
    }),
  )

const tellMemory = (say: Say, service: string, values: readonly number[]): void => {
  const third = Math.floor(values.length / 3)
  const [early, late] = [values.slice(third, 2 * third), values.slice(2 * third)]
  say(
    `memory of ${service.padEnd(18)} ${values[0]} MB before, median ${percentile(early, 50)} MB in the second third, ` +
      `${percentile(late, 50)} MB in the last, at most ${Math.max(...values)} MB`,
  )
}
