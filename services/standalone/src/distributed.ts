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
  /** Where the first dd-publisher answers; any port where left out. */
  readonly publisherPort?: number
  readonly sandboxes: Pick<Sandboxes, 'marketplaces' | 'accounts'>
  /** How many processes a service is; one where left out. */
  readonly replicas?: Partial<Record<ServiceName, number>>
  /** Goes before what the services are told otherwise. */
  readonly environment?: Readonly<Record<string, string>>
  /** Folder with `services/<name>/dist/main.js`; this clone where left out. */
  readonly programs?: string
}

/** The services as processes of their own. */
export interface Distributed extends Running {
  readonly token: string
  /** Where each replica of a service answers. */
  urlsOf(service: ServiceName): readonly string[]
  /** The process of a service, for whoever wants to see it die; replicas count from 0. */
  processOf(service: ServiceName, replica?: number): ChildProcess
  /** Starts a service again that has ended. */
  restart(service: ServiceName, replica?: number): Promise<void>
}

interface Replica {
  readonly service: ServiceName
  readonly port: number
  process?: ChildProcess
}

/** The same services as `npm start` runs, each in a process of its own over RabbitMQ, PostgreSQL and Redis. */
export const startDistributed = async (needs: Needs): Promise<Distributed> => {
  const token = randomBytes(24).toString('hex')
  const replicas = await layOut(needs)
  const environment = { WATCHED_URLS: watchedUrlsOf(replicas), ...environmentOf(needs, token) }

  const start = async (replica: Replica): Promise<void> => {
    const { service, port } = replica
    replica.process = run(needs, service, { ...environment, PORT: String(port) })
    const child = replica.process
    await waitFor(() => isUp(child, service, urlOf(replica)), { limitMs: 60_000, what: `${service} to start` })
  }
  const replicaOf = (service: ServiceName, nth = 0): Replica => {
    const replica = replicas.filter((one) => one.service === service)[nth]
    if (replica === undefined) throw new Error(`${service} has no replica ${nth}`)
    return replica
  }
  const processOf = (service: ServiceName, nth?: number): ChildProcess => {
    const { process } = replicaOf(service, nth)
    if (process === undefined) throw new Error(`${service} was never started`)
    return process
  }
  const stop = async (): Promise<void> => {
    await Promise.all(replicas.flatMap(({ process }) => (process === undefined ? [] : [ended(process)])))
  }
  try {
    await Promise.all(replicas.map(start))
  } catch (failure) {
    await stop()
    throw failure
  }
  const urlsOf = (service: ServiceName) => replicas.filter((one) => one.service === service).map(urlOf)
  const firstOf = (service: ServiceName): string => urlOf(replicaOf(service))
  const urls = { gateway: firstOf('ingest-gateway'), publisher: firstOf('dd-publisher'), monitor: firstOf('monitor') }
  return { urls, token, urlsOf, processOf, restart: (service, nth) => start(replicaOf(service, nth)), stop }
}

const layOut = async ({ gatewayPort, publisherPort, replicas = {} }: Needs): Promise<readonly Replica[]> => {
  const known: Partial<Record<ServiceName, number | undefined>> = {
    'ingest-gateway': gatewayPort,
    'dd-publisher': publisherPort,
  }
  const all: Replica[] = []
  for (const service of services) {
    for (let nth = 0; nth < (replicas[service] ?? 1); nth += 1) {
      const port = nth === 0 ? known[service] : undefined
      all.push({ service, port: port ?? (await freePort()) })
    }
  }
  return all
}

/** What monitor watches beside itself. */
const watchedUrlsOf = (replicas: readonly Replica[]): string =>
  replicas
    .filter(({ service }) => service !== 'monitor')
    .map((replica) => `${replica.service}=${urlOf(replica)}`)
    .join(',')

const urlOf = ({ port }: Replica): string => `http://127.0.0.1:${port}`

const thisClone = fileURLToPath(new URL('../../..', import.meta.url))

const run = (
  { folder, programs = thisClone }: Needs,
  name: ServiceName,
  environment: NodeJS.ProcessEnv,
): ChildProcess => {
  const program = join(programs, 'services', name, 'dist', 'main.js')
  const child = spawn(process.execPath, [program], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  const log = createWriteStream(join(folder.path, `${name}.log`), { flags: 'a' })
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

const environmentOf = ({ folder, servers, sandboxes, environment = {} }: Needs, token: string): NodeJS.ProcessEnv => ({
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
  ...connectionVariables(sandboxes),
  ...environment,
})

/** What a service is told of the sandboxes in place of real marketplaces and accounts. */
export const connectionVariables = ({
  marketplaces,
  accounts,
}: Pick<Sandboxes, 'marketplaces' | 'accounts'>): Readonly<Record<string, string>> =>
  Object.fromEntries([
    ...Object.entries(marketplaces).flatMap(([id, connection]) => marketplaceVariables(id, connection)),
    ...Object.entries(accounts).flatMap(([id, connection]) => accountVariables(id, connection)),
  ])

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
