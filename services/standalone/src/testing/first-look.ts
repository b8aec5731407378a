import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand, worldOf } from '@concord/cli'
import { readConcordConfig } from '@concord/runtime'
import { openDataFolder } from '../data-folder.js'
import { connectionVariables } from '../distributed.js'
import { type Running, startEmbedded } from '../embedded.js'
import { leaveWord } from '../running-file.js'
import { sandboxConfigPath, startSandboxes } from '../sandboxes.js'

/**
 * What is in the process of a test as `npm start` has it, on ports of its own and over a folder that goes with it; links lead
 * nowhere, and are not visited.
 */
export const openFirstLook = async () => {
  const data = mkdtempSync(join(tmpdir(), 'concord-first-look-'))
  const folder = openDataFolder(join(data, 'sandbox'), 2026, new Date())
  const sandboxes = await startSandboxes({
    ...{ folder, ports: { mirakl: 0, dotdigital: 0 }, gatewayUrl: 'http://127.0.0.1:9' },
  })
  const environment = connectionVariables(sandboxes)
  let running: Running | undefined
  const stop = async (): Promise<void> => {
    await running?.stop()
    running = undefined
  }
  return {
    ...{ data, folder, sandboxes, environment },
    /** Concord itself, which the command finds by the word it leaves. @returns where it answers */
    start: async (): Promise<Running['urls']> => {
      running = await startEmbedded({
        ...{ folder, config: readConcordConfig(sandboxConfigPath) },
        ...{ marketplaces: sandboxes.marketplaces, accounts: sandboxes.accounts },
        ports: { gateway: 0, publisher: 0, monitor: 0 },
        pace: { dueAfterMs: 900_000, hintsEveryMs: 1_000 },
      })
      leaveWord(folder.path, { urls: running.urls, configPath: sandboxConfigPath, environment })
      return running.urls
    },
    /** Concord alone; both vendors go on. */
    stop,
    close: async (): Promise<void> => {
      await stop()
      await sandboxes.stop()
      rmSync(data, { recursive: true })
    },
    /** The command as a person types it. */
    concord: async (argv: readonly string[], told: Readonly<Record<string, string>> = {}) => {
      let [out, err] = ['', '']
      const code = await runCommand([...argv, '--data', data], {
        ...{ environment: told, columns: 120, isWatched: false, worldOf },
        out: (text) => void (out += text),
        err: (text) => void (err += text),
      })
      return { code, out, err }
    },
  }
}

export type FirstLook = Awaited<ReturnType<typeof openFirstLook>>
