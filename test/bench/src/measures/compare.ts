import { randomUUID } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { waitFor } from '@concord/testing'
import { signedWith } from '../loads/signed.js'
import { cloneHistory, template } from '../system/clones.js'
import { marketplace, orderOf } from '../system/orders.js'
import { type System, withSystem } from '../system/system.js'
import type { Say } from './measure.js'
import { untilDelivered } from './settled.js'

const edges = { 'ingest-gateway': 'gateway', 'dd-publisher': 'publisher' } as const
type Comparer = keyof typeof edges
const names = Object.keys(edges) as readonly Comparer[]

const ordersPerCustomer = 10
const limitMs = 1_800_000
const yearMs = 365 * 86_400_000

/** The most memory that either edge takes to compare so many orders, and four times as many; each in a system of its own. */
export const measureCompare = async (orders: number, say: Say): Promise<void> => {
  const peaks: Record<Comparer, number>[] = []
  for (const history of [orders, 4 * orders]) {
    await withSystem({ customers: history / ordersPerCustomer, history }, async (system) => {
      peaks.push(await peaksOf(system, say))
    })
  }
  const [few, many] = peaks
  for (const name of names)
    say(`memory of ${name} with four times as many: × ${((many?.[name] ?? 0) / (few?.[name] ?? 0)).toFixed(2)}`)
}

/** Both at once, as a run of every night has them. */
const peaksOf = async (system: System, say: Say): Promise<Record<Comparer, number>> => {
  await fill(system)
  const peaks: Record<Comparer, number> = { 'ingest-gateway': 0, 'dd-publisher': 0 }
  const measure = async (name: Comparer): Promise<void> => {
    const before = forgetPeak(system, name)
    const [begun, { compared, found }] = [performance.now(), await comparedBy(system, name)]
    peaks[name] = megabytes(system, name, 'VmHWM')
    const seconds = ((performance.now() - begun) / 1_000).toFixed(0)
    say(`${name}: ${compared} compared, ${found} differ, ${seconds} s; ${before} MB before, ${peaks[name]} MB at most`)
  }
  await Promise.all(names.map(measure))
  return peaks
}

/** One order goes the whole way; all others stand as if they had. */
const fill = async (system: System): Promise<void> => {
  const order = orderOf({ id: template, customer: 0, state: 'SHIPPING', at: new Date() })
  const { body, headers } = signedWith(system.relaySecret)(JSON.stringify({ orders: [order] }))
  const response = await fetch(system.recordsUrl, { method: 'POST', body, headers: { ...headers } })
  if (response.status !== 202) throw new Error(`the gateway answered ${response.status}: ${await response.text()}`)
  await untilDelivered(system, 1, 120_000)
  await cloneHistory(system)
  await system.vendors.showHistory()
}

interface Compared {
  readonly state: string
  readonly reason?: string
  readonly compared: number
  readonly found: number
}

const comparedBy = async ({ running, operatorToken }: System, name: Comparer): Promise<Compared> => {
  const url = `${running.urls[edges[name]]}/v1/comparisons`
  const headers = { authorization: `Bearer ${operatorToken}`, 'content-type': 'application/json' }
  const id = randomUUID()
  const asked = { id, marketplace, from: new Date(Date.now() - yearMs / 2).toISOString() }
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(asked) })
  if (response.status !== 202) throw new Error(`${name} answered ${response.status}: ${await response.text()}`)
  const ended = async (): Promise<Compared | undefined> => {
    const reading = { headers: { authorization: `Bearer ${running.token}` } }
    const answer = await fetch(`${url}/${id}`, reading)
    if (!answer.ok) throw new Error(`${name} answered ${answer.status}`)
    const state = (await answer.json()) as Compared
    return state.state === 'running' ? undefined : state
  }
  const end = await waitFor(ended, { limitMs, everyMs: 500, what: `the comparison of ${name}` })
  if (end.state !== 'done') throw new Error(`the comparison of ${name} failed: ${end.reason}`)
  return end
}

/** @returns resident megabytes by then */
const forgetPeak = ({ running }: Pick<System, 'running'>, name: Comparer): number => {
  writeFileSync(`/proc/${running.processOf(name).pid}/clear_refs`, '5')
  return megabytes({ running }, name, 'VmRSS')
}

const megabytes = ({ running }: Pick<System, 'running'>, name: Comparer, what: 'VmRSS' | 'VmHWM'): number => {
  const status = readFileSync(`/proc/${running.processOf(name).pid}/status`, 'utf8')
  return Math.round(Number(new RegExp(`${what}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024)
}
