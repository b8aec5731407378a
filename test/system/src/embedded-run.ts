import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConcordConfig } from '@concord/runtime'
import {
  booksOf,
  type DataFolder,
  openDataFolder,
  type Running,
  type Sandboxes,
  standingOf,
  startEmbedded,
  startSandboxes,
  tablesOf,
  tellStory,
  writeMapping,
} from '@concord/standalone'
import { freePort } from '@concord/testing'
import { seed } from './seed.js'

export interface EmbeddedRun {
  readonly folder: DataFolder
  readonly sandboxes: Sandboxes
  readonly running: Running
  /** The tables of the finished story. */
  readonly tables: string
  stop(): Promise<void>
}

const stepLimitMs = 120_000

/** The whole story, told to its end in this process, on free ports. */
export const runEmbedded = async (): Promise<EmbeddedRun> => {
  const folder = openDataFolder(mkdtempSync(join(tmpdir(), 'concord-')), seed, new Date())
  const ports = { gateway: await freePort(), publisher: 0, monitor: 0 }
  const gatewayUrl = `http://127.0.0.1:${ports.gateway}`
  const sandboxes = await startSandboxes({ folder, ports: { mirakl: 0, dotdigital: 0 }, gatewayUrl })
  const { marketplaces, accounts } = sandboxes
  const config = readConcordConfig(writeMapping(folder, sandboxes))
  const pace = { dueAfterMs: 60_000, hintsEveryMs: 500 }
  const running = await startEmbedded({ folder, config, marketplaces, accounts, ports, pace })
  const books = booksOf(running.urls)
  await tellStory({ sandboxes, books, report: () => undefined, limitMs: stepLimitMs })
  const tables = tablesOf(await books.conservation(), await standingOf(sandboxes.dotdigitalUrl))
  return {
    folder,
    sandboxes,
    running,
    tables,
    stop: async () => {
      await running.stop()
      await sandboxes.stop()
    },
  }
}

export const getJson = async <T>(url: string): Promise<T> => (await (await fetch(url)).json()) as T
