import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConcordConfig } from '@concord/runtime'
import {
  booksOf,
  openDataFolder,
  sandboxConfigPath,
  startEmbedded,
  startSandboxes,
  tellStory,
} from '@concord/standalone'
import { freePort } from '@concord/testing'
import type { Exchange } from '../exchange.js'
import { startRecorder } from '../recorder.js'

const seed = 2026
const stepLimitMs = 120_000

/** The seeded story, told once by the whole system, with everything it says to the vendors. */
export const recordStory = async (): Promise<readonly Exchange[]> => {
  const folder = openDataFolder(mkdtempSync(join(tmpdir(), 'concord-')), seed, new Date())
  const ports = { gateway: await freePort(), publisher: 0, monitor: 0 }
  const gatewayUrl = `http://127.0.0.1:${String(ports.gateway)}`
  const sandboxes = await startSandboxes({ folder, ports: { mirakl: 0, dotdigital: 0 }, gatewayUrl })
  const caller = 'the system'
  const mirakl = await startRecorder({ vendor: 'mirakl', caller, target: sandboxes.miraklUrl })
  const dotdigital = await startRecorder({ vendor: 'dotdigital', caller, target: sandboxes.dotdigitalUrl })
  const running = await startEmbedded({
    folder,
    config: readConcordConfig(sandboxConfigPath),
    marketplaces: mapped(sandboxes.marketplaces, (each) => ({ ...each, url: redirected(each.url, mirakl.url) })),
    accounts: mapped(sandboxes.accounts, (each) => ({ ...each, url: dotdigital.url })),
    ports,
    pace: { dueAfterMs: 60_000, hintsEveryMs: 500 },
  })
  try {
    await tellStory({ sandboxes, books: booksOf(running.urls), report: () => undefined, limitMs: stepLimitMs })
  } finally {
    await running.stop()
    await Promise.all([sandboxes.stop(), mirakl.stop(), dotdigital.stop()])
  }
  return [...mirakl.exchanges, ...dotdigital.exchanges]
}

const redirected = (url: string, recorder: string): string => recorder + new URL(url).pathname

const mapped = <T>(given: Readonly<Record<string, T>>, change: (each: T) => T): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(given).map(([name, each]) => [name, change(each)]))
