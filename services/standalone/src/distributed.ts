import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { services, type ServiceName } from '@concord/contracts'
import { freePort, type Provisioned, waitFor } from '@concord/testing'
import type { DataFolder } from './data-folder.js'
import type { Running } from './embedded.js'
import { sandboxConfigPath, type Sandboxes } from './sandboxes.js'

interface Needs {
  readonly folder: DataFolder
  readonly servers: Pick<Provisioned, 'rabbitmq' | 'postgres' | 'redis'>
  /** Where the sandboxes post to, known before they start. */
  readonly gatewayPort: number
  readonly sandboxes: Sandboxes
}

/** The services as processes of their own. */
export interface Distributed extends Running {
  readonly token: string
  /** The process of a service, for whoever wants to see it die. */
  processOf(service: ServiceName): ChildProcess
  /** Starts a service again that has ended. */
  restart(service: ServiceName): Promise<void>
}

/** The same services as `npm start` runs, each in a process of its own over RabbitMQ, PostgreSQL and Redis. */
export const startDistributed = async (needs: Needs): Promise<Distributed> => {
  const token = randomBytes(24).toString('hex')
  const ports = new Map<ServiceName, number>()
  for (const name of services) ports.set(name, name === 'ingest-gateway' ? needs.gatewayPort : await freePort())
  const processes = new Map<ServiceName, ChildProcess>()
  const environment = environmentOf(needs, token)
  const urlOf = (name: ServiceName): string => `http://127.0.0.1:${ports.get(name) ?? 0}`

  const start = async (name: ServiceName): Promise<void> => {
    const child = run(name, join(needs.folder.path, `${name}.log`), {
      ...environment,
      PORT: String(ports.get(name) ?? 0),
    })
    processes.set(name, child)
    await waitFor(() => isUp(child, name, urlOf(name)), { limitMs: 60_000, what: `${name} to start` })
  }
  const processOf = (name: ServiceName): ChildProcess => {
    const child = processes.get(name)
    if (child === undefined) throw new Error(`${name} was never started`)
    return child
  }
  const stop = async (): Promise<void> => {
    await Promise.all([...processes.values()].map(ended))
  }
  try {
    await Promise.all(services.map(start))
  } catch (failure) {
    await stop()
    throw failure
  }
  const urls = { gateway: urlOf('ingest-gateway'), publisher: urlOf('dd-publisher'), monitor: urlOf('monitor') }
  return { urls, token, processOf, restart: start, stop }
}

const run = (name: ServiceName, logPath: string, environment: NodeJS.ProcessEnv): ChildProcess => {
  const program = fileURLToPath(new URL(`../../${name}/dist/main.js`, import.meta.url))
  const child = spawn(process.execPath, [program], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const log = createWriteStream(logPath, { flags: 'a' })
  child.stdout.pipe(log)
  child.stderr.pipe(log)
  return child
}

const isUp = async (child: ChildProcess, name: ServiceName, url: string): Promise<boolean> => {
  if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}; its log says why`)
  return (await fetch(`${url}/health`)).ok
}

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGTERM')
  })

const environmentOf = ({ folder, servers, sandboxes }: Needs, token: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  NODE_ENV: 'production',
  RABBITMQ_URL: servers.rabbitmq.url,
  POSTGRES_URL: servers.postgres.url,
  REDIS_URL: servers.redis.url,
  CONCORD_CONFIG: sandboxConfigPath,
  CONCORD_KEYS: folder.keyRing.keys.map(({ id, secret }) => `${id}:${secret.toString('base64')}`).join(','),
  CONCORD_HASH_KEY: folder.keyRing.hashSecret.toString('base64'),
  API_TOKEN: token,
  HINTS_EVERY_SECONDS: '1',
  DUE_AFTER_SECONDS: '60',
  ...Object.fromEntries(
    Object.entries(sandboxes.marketplaces).flatMap(([id, connection]) => marketplaceVariables(id, connection)),
  ),
  ...Object.fromEntries(
    Object.entries(sandboxes.accounts).flatMap(([id, connection]) => accountVariables(id, connection)),
  ),
})

const marketplaceVariables = (id: string, connection: Sandboxes['marketplaces'][string]): [string, string][] => [
  [`MIRAKL_${id.toUpperCase()}_URL`, connection.url],
  [`MIRAKL_${id.toUpperCase()}_KEY`, connection.credentials.apiKey],
  [`MIRAKL_${id.toUpperCase()}_WEBHOOK_TOKEN`, connection.webhookTokens.join(',')],
  [`RELAY_${id.toUpperCase()}_SECRET`, connection.relaySecrets.join(',')],
]

const accountVariables = (
  id: string,
  { url = '', user, password }: Sandboxes['accounts'][string],
): [string, string][] => [
  [`DOTDIGITAL_${id.toUpperCase()}_URL`, url],
  [`DOTDIGITAL_${id.toUpperCase()}_USER`, user],
  [`DOTDIGITAL_${id.toUpperCase()}_PASSWORD`, password],
]
