import { setTimeout as pause } from 'node:timers/promises'
import { type ServiceName, services } from '@concord/contracts'
import { booksOf, openDataFolder, type Sandboxes, startDistributed } from '@concord/standalone'
import { freePort } from '@concord/testing'
import { endWithUs } from './end-with-us.js'
import { type Evidence, gather } from './evidence.js'
import { type Rule, setRules } from './faults/rules.js'
import { writeMapping } from './mapping.js'
import type { FreshServers } from './servers.js'
import { goOn, settled } from './settling.js'
import type { Expected } from './traffic/expected.js'
import type { Story } from './traffic/marketplace.js'
import { temporaryFolder } from './temporary-folder.js'
import { startVendors } from './vendors.js'

export interface WorldWish {
  readonly servers: FreshServers
  readonly story: Story
  readonly subscribers: readonly string[]
  readonly replicas?: Partial<Record<ServiceName, number>>
  /** How long a record may be in flight before it is driven again. */
  readonly dueAfterSeconds: number
  /** Folder of the programs to run; this clone where left out. */
  readonly programs?: string | undefined
  /** Beside the usual pace of polling. */
  readonly poll?: object | undefined
  /** Beside the usual environment of the services. */
  readonly environment?: Readonly<Record<string, string>> | undefined
  /** Faults of Mirakl from the first call on. */
  readonly miraklRules?: readonly Rule[] | undefined
}

/** The distributed system, with both vendors, and hands to break it with. */
export interface World {
  readonly servers: FreshServers
  readonly sandboxes: Sandboxes
  readonly doors: readonly string[]
  readonly relaySecret: string
  /** Ends a process as a power cut would, and starts it again. */
  kill(service: ServiceName, replica?: number): Promise<void>
  replicasOf(service: ServiceName): number
  /** Processes that ended without being killed, as `service (code)`. */
  readonly ended: readonly string[]
  /** Waits until nothing is on its way; false when the time is up. */
  settled(limitMs: number): Promise<boolean>
  gather(expected: readonly Expected[], isSettled: boolean): Promise<Evidence>
  /** Enters the next step of the polled marketplace's story, pushes included; false where there is none. */
  goOn(): Promise<boolean>
  stop(): Promise<void>
}

const restMs = 1_000

export const startWorld = async (wish: WorldWish): Promise<World> => {
  const { path, remove } = temporaryFolder('concord-faults-')
  const folder = openDataFolder(path, 1, new Date())
  const gatewayPort = await freePort()
  const sandboxes = await startVendors({ ...wish, folder, gatewayUrl: `http://127.0.0.1:${gatewayPort}` })
  if (wish.miraklRules !== undefined) await setRules(sandboxes.miraklUrl, wish.miraklRules)
  const { servers, replicas = {}, programs } = wish
  const environment = environmentOf(wish, path)
  const needs = { folder, servers, gatewayPort, sandboxes, replicas, environment, ...(programs && { programs }) }
  const running = await startDistributed(needs).catch(async (failure: unknown) => {
    await sandboxes.stop()
    throw failure
  })
  const keeper = keep(running)
  return {
    servers,
    sandboxes,
    doors: running.urlsOf('ingest-gateway'),
    relaySecret: folder.secrets.relaySecret,
    kill: keeper.kill,
    replicasOf: (service) => running.urlsOf(service).length,
    ended: keeper.ended,
    goOn: () => goOn(sandboxes),
    ...lookInto(running, sandboxes),
    stop: async () => {
      await keeper.stop()
      await running.stop()
      await sandboxes.stop()
      remove()
    },
  }
}

const environmentOf = ({ poll, dueAfterSeconds, environment }: WorldWish, path: string) => ({
  CONCORD_CONFIG: writeMapping(path, poll),
  DUE_AFTER_SECONDS: String(dueAfterSeconds),
  ...environment,
})

const lookInto = (running: Running, { dotdigitalUrl }: Sandboxes): Pick<World, 'settled' | 'gather'> => {
  const { urls, token } = running
  const books = booksOf(urls, token)
  const sources = { gatewayUrl: urls.gateway, monitorUrl: urls.monitor, dotdigitalUrl, token, books }
  return {
    settled: (limitMs) => settled(books, limitMs),
    gather: (expected, isSettled) => gather(sources, expected, isSettled),
  }
}

type Running = Awaited<ReturnType<typeof startDistributed>>

/** Starts again whatever has ended, as an orchestrator would. */
const keep = (running: Running) => {
  const ended: string[] = []
  const restarts = new Map<string, Promise<void>>()
  let isStopping = false

  const restart = async (service: ServiceName, replica: number): Promise<void> => {
    while (!isStopping) {
      try {
        await running.restart(service, replica)
        return watch(service, replica)
      } catch {
        running.processOf(service, replica).kill('SIGKILL')
        await pause(restMs)
      }
    }
  }
  const watch = (service: ServiceName, replica: number): void => {
    running.processOf(service, replica).once('exit', (code, signal) => {
      if (isStopping) return
      if (signal !== 'SIGKILL') ended.push(`${service} (${code ?? signal ?? '?'})`)
      restarts.set(`${service} ${replica}`, restart(service, replica))
    })
  }
  const all = services.flatMap((service) => running.urlsOf(service).map((_url, replica) => ({ service, replica })))
  const releases = all.map(({ service, replica }) =>
    endWithUs(() => running.processOf(service, replica).kill('SIGKILL')),
  )
  all.forEach(({ service, replica }) => watch(service, replica))

  return {
    ended,
    kill: async (service: ServiceName, replica = 0): Promise<void> => {
      const process = running.processOf(service, replica)
      const gone = new Promise((resolve) => process.once('exit', resolve))
      process.kill('SIGKILL')
      await gone
      await restarts.get(`${service} ${replica}`)
    },
    stop: async (): Promise<void> => {
      isStopping = true
      await Promise.all(restarts.values())
      releases.forEach((release) => release())
    },
  }
}
