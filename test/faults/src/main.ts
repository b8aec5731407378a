import { parseArgs } from 'node:util'
import { defences } from './defences/defences.js'
import { tryDefences } from './parts/defences.js'
import { longFaults, runDistributed } from './parts/distributed.js'
import { runEmbedded } from './parts/embedded.js'
import { type PartNeeds, since } from './parts/part.js'
import { commitOf, isProven, machineWith, type Report, writeReport } from './report.js'
import { startServers } from './servers.js'

const say = (line: string): void => void process.stdout.write(`${new Date().toISOString().slice(11, 19)}  ${line}\n`)
const limitMs = 75 * 60_000
const codeOfInterrupt = 130

const { values } = parseArgs({ options: { records: { type: 'string', default: '10000' } } })
const records = Number(values.records)

const signal = AbortSignal.any([AbortSignal.timeout(limitMs), interrupted()])

try {
  const report = await prove()
  writeReport(report)
  say(report.isProven ? 'proven; see docs/reports/zero-loss.md' : 'NOT PROVEN; see docs/reports/zero-loss.md')
  process.exit(report.isProven ? 0 : 1)
} catch (failure) {
  say(failure instanceof Error ? (failure.stack ?? failure.message) : String(failure))
  process.exit(signal.aborted ? codeOfInterrupt : 1)
}

async function prove(): Promise<Report> {
  const [begun, startedAt] = [performance.now(), new Date().toISOString()]
  const servers = await startServers(say)
  try {
    const needs: PartNeeds = { servers, signal, say }
    const parts = await Promise.race([allParts(needs), aborted()])
    const machine = machineWith(servers.way)
    const report = { startedAt, seconds: since(begun), commit: await commitOf(), machine, ...parts }
    return { ...report, isProven: isProven(report) }
  } finally {
    await servers.stop()
  }
}

async function allParts(needs: PartNeeds): Promise<Pick<Report, 'distributed' | 'embedded' | 'defences'>> {
  const faults = longFaults
  const settleMs = 900_000
  const size = { records, lateOrders: 60, polledOrders: 600, dueAfterSeconds: 60, settleMs, faults }
  const distributed = await runDistributed(needs, size)
  const embedded = await runEmbedded(needs, { records: 600, lateOrders: 10, kills: 12, mostMs: 6_000, settleMs })
  return { distributed, embedded, defences: await tryDefences(needs, defences) }
}

/** What is under way when this rejects is ended with the process. */
async function aborted(): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('interrupted, or out of time')))
  })
}

function interrupted(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => controller.abort())
  return controller.signal
}
