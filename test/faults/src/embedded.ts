import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { booksOf, connectionVariables, openDataFolder } from '@concord/standalone'
import { freePort, waitFor } from '@concord/testing'
import { endWithUs } from './end-with-us.js'
import { type Evidence, gather } from './evidence.js'
import { writeMapping } from './mapping.js'
import { goOn, settled } from './settling.js'
import type { Expected } from './traffic/expected.js'
import type { Story } from './traffic/marketplace.js'
import { temporaryFolder } from './temporary-folder.js'
import { startVendors } from './vendors.js'

interface Wish {
  readonly story: Story
  readonly subscribers: readonly string[]
  /** Folder of the programs to run; this clone where left out. */
  readonly programs?: string | undefined
}

/** `npm start` over a data folder, as a process that can be killed; the vendors outlive it. */
export interface EmbeddedWorld {
  readonly doors: readonly string[]
  readonly relaySecret: string
  /** Ends the process as a power cut would, and starts it again. */
  kill(): Promise<void>
  goOn(): Promise<boolean>
  settled(limitMs: number): Promise<boolean>
  gather(expected: readonly Expected[], isSettled: boolean): Promise<Evidence>
  stop(): Promise<void>
}

const startLimitMs = 90_000
const thisClone = fileURLToPath(new URL('../../..', import.meta.url))

export const startEmbeddedWorld = async (wish: Wish): Promise<EmbeddedWorld> => {
  const { path, remove } = temporaryFolder('concord-faults-')
  const folder = openDataFolder(join(path, 'vendors'), 1, new Date())
  const ports = { gateway: await freePort(), monitor: await freePort(), publisher: await freePort() }
  const at = (port: number): string => `http://127.0.0.1:${port}`
  const urls = { gateway: at(ports.gateway), monitor: at(ports.monitor), publisher: at(ports.publisher) }
  const sandboxes = await startVendors({ ...wish, folder, gatewayUrl: urls.gateway })
  const environment = {
    PATH: process.env['PATH'],
    CONCORD_CONFIG: writeMapping(path),
    GATEWAY_PORT: String(ports.gateway),
    MONITOR_PORT: String(ports.monitor),
    PUBLISHER_PORT: String(ports.publisher),
    ...connectionVariables(sandboxes),
  }
  const start = async (): Promise<ChildProcess> => {
    const child = run(wish.programs ?? thisClone, path, environment)
    await waitFor(() => isUp(child, urls.gateway), { limitMs: startLimitMs, what: 'Concord to start' })
    return child
  }
  let child = await start()
  const release = endWithUs(() => child.kill('SIGKILL'))
  const books = booksOf(urls)
  const dotdigitalUrl = sandboxes.dotdigitalUrl
  const sources = { gatewayUrl: urls.gateway, monitorUrl: urls.monitor, dotdigitalUrl, token: '', books }
  return {
    doors: [urls.gateway],
    relaySecret: folder.secrets.relaySecret,
    kill: async () => {
      await end(child, 'SIGKILL')
      child = await start()
    },
    goOn: () => goOn(sandboxes),
    settled: (limitMs) => settled(books, limitMs),
    gather: (expected, isSettled) => gather(sources, expected, isSettled),
    stop: async () => {
      await end(child, 'SIGTERM')
      release()
      await sandboxes.stop()
      remove()
    },
  }
}

const run = (programs: string, path: string, env: NodeJS.ProcessEnv): ChildProcess => {
  const program = join(programs, 'services/standalone/dist/main.js')
  const child = spawn(process.execPath, [program, '--data', path], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const log = createWriteStream(join(path, 'output.log'), { flags: 'a' })
  child.stdout.pipe(log)
  child.stderr.pipe(log)
  return child
}

const isUp = async (child: ChildProcess, url: string): Promise<boolean> => {
  if (child.exitCode !== null) throw new Error(`Concord ended with ${child.exitCode}`)
  return (await fetch(`${url}/health`)).ok
}

const end = (child: ChildProcess, signal: NodeJS.Signals): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill(signal)
  })
