import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endWithUs } from '@concord/fault-tests'
import { type Books, booksOf, type ServiceUrls } from '@concord/standalone'
import { freePort, waitFor } from '@concord/testing'
import { z } from 'zod'
import type { SharedClock } from './shared-clock.js'

interface Wish {
  readonly clock: SharedClock
  /** Where it keeps everything. */
  readonly folder: string
  readonly ports: Ports
  readonly environment: Readonly<Record<string, string>>
  /** Folder of the programs to run; this clone where left out. */
  readonly programs?: string | undefined
}

export interface Ports {
  readonly gateway: number
  readonly monitor: number
  readonly publisher: number
}

/** All five services in one process over a data folder, which lives by the shared clock. */
export interface Concord {
  readonly books: Books
  /** Nothing is on its way through the gateway's records or the publisher's work. */
  isIdle(): Promise<boolean>
  /** Ends the process as a power cut would, and starts it again. */
  restart(): Promise<void>
  /** Has the process go by the clock as it is now. */
  followClock(): Promise<void>
  /** As a power cut would, unless told otherwise. */
  stop(signal?: NodeJS.Signals): Promise<void>
}

const startLimitMs = 120_000
const thisClone = fileURLToPath(new URL('../../../..', import.meta.url))
/** Compiled, since the programs are: they run without a test runner around them. */
const shiftedDate = join(thisClone, 'test/model/dist/world/shifted-date.js')

export const freePorts = async (): Promise<Ports> => ({
  gateway: await freePort(),
  monitor: await freePort(),
  publisher: await freePort(),
})

export const startConcord = async (wish: Wish): Promise<Concord> => {
  const at = (port: number): string => `http://127.0.0.1:${port}`
  const urls = { gateway: at(wish.ports.gateway), monitor: at(wish.ports.monitor), publisher: at(wish.ports.publisher) }
  let child = run(wish)
  // Before it is up: a start takes seconds, and whoever is interrupted must leave nothing behind.
  const release = endWithUs(() => child.kill('SIGKILL'))
  const untilUp = async (): Promise<void> => {
    const isUp = async (): Promise<boolean> => child.exitCode !== null || (await fetch(`${urls.gateway}/health`)).ok
    await waitFor(isUp, { limitMs: startLimitMs, everyMs: 50, what: 'Concord to start' })
    if (child.exitCode !== null) throw new Error(`Concord ended with ${child.exitCode}: see ${wish.folder}/output.log`)
  }
  await untilUp()
  return {
    books: booksOf(urls),
    isIdle: () => isIdle(urls),
    restart: async () => {
      await end(child)
      child = run(wish)
      await untilUp()
    },
    followClock: () => tell(child, wish.clock.aheadMs()),
    stop: async (signal) => {
      await end(child, signal)
      release()
    },
  }
}

const run = ({ clock, folder, ports, environment, programs = thisClone }: Wish): ChildProcess => {
  const program = join(programs, 'services/standalone/dist/main.js')
  const env = {
    PATH: process.env['PATH'],
    GATEWAY_PORT: String(ports.gateway),
    MONITOR_PORT: String(ports.monitor),
    PUBLISHER_PORT: String(ports.publisher),
    ...environment,
    ...clock.environment(),
  }
  const given = ['--import', shiftedDate, program, '--data', folder]
  const child = spawn(process.execPath, given, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const log = createWriteStream(join(folder, 'output.log'), { flags: 'a' })
  child.stdout?.pipe(log)
  child.stderr?.pipe(log)
  return child
}

/**
 * Told by the gateway and the publisher alone: what a merge changes of orders that were settled before is no record of the
 * gateway's, and the publisher counts it as work.
 */
const isIdle = async ({ gateway, publisher }: ServiceUrls): Promise<boolean> => {
  const { hints } = z.object({ hints: z.number() }).parse(await get(`${gateway}/status`))
  const { shares } = Shares.parse(await get(`${gateway}/v1/conservation`))
  const work = Object.entries(Counts.parse(await get(`${publisher}/status`)))
  const isDone = work.every(([name, count]) => name === 'effectsHeld' || count === 0)
  return hints === 0 && isDone && shares.every(({ state }) => state !== 'in-flight')
}

const get = async (url: string): Promise<unknown> => (await fetch(url)).json()
const Counts = z.record(z.string(), z.number())
const Shares = z.object({ shares: z.array(z.object({ state: z.string() })) })

/** Resolves once the process has said that it goes by it. */
const tell = (child: ChildProcess, aheadMs: number): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('message', () => resolve())
    child.send({ aheadMs }, (failure) => (failure === null ? undefined : reject(failure)))
  })

const end = (child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill(signal)
  })
