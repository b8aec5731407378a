import { existsSync } from 'node:fs'
import { request, type RequestOptions } from 'node:http'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../free-port.js'
import { waitFor } from '../wait-for.js'
import { askVersion } from './ask-version.js'
import { newPassword } from './recipes.js'
import { labels, type ReadyServer, type ServerName, type Started } from './servers.js'

const pingLimitMs = 1_000
const startLimitMs = 120_000
const user = 'concord'

/** Whether a Docker engine answers; without one this takes no time. */
export const hasDocker = async (env: NodeJS.ProcessEnv): Promise<boolean> => {
  const engine = engineAt(env)
  return engine !== undefined && ping(engine)
}

/** Where an engine may listen: DOCKER_HOST alone where it is set, else the sockets of Docker, rootless and Desktop. */
const engineAt = (env: NodeJS.ProcessEnv): RequestOptions | undefined => {
  const host = env['DOCKER_HOST']
  if (host?.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) }
  if (host) return URL.canParse(host) ? { host: new URL(host).hostname, port: new URL(host).port } : undefined
  const sockets = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')]
  const rootless = env['XDG_RUNTIME_DIR']
  const socketPath = [...sockets, ...(rootless ? [join(rootless, 'docker.sock')] : [])].find((path) => existsSync(path))
  return socketPath === undefined ? undefined : { socketPath }
}

// Any answer will do: an engine behind TLS refuses a plain request, and yet is there.
const ping = (engine: RequestOptions): Promise<boolean> =>
  new Promise((resolve) => {
    const asked = request({ ...engine, path: '/_ping', timeout: pingLimitMs }, (answer) => {
      answer.resume()
      resolve(true)
    })
    asked.once('timeout', () => asked.destroy(new Error('no answer')))
    asked.once('error', () => resolve(false))
    asked.end()
  })

interface Image {
  readonly image: string
  readonly port: number
  readonly environment: Readonly<Record<string, string>>
  readonly command?: readonly string[]
  readonly url: (host: string, port: number) => string
  readonly management?: { readonly port: number; readonly url: (host: string, port: number) => string }
}

const imageOf = (name: ServerName, password: string): Image => {
  const login = `${user}:${password}`
  const images: Readonly<Record<ServerName, Image>> = {
    rabbitmq: {
      image: 'rabbitmq:4.1-management',
      port: 5672,
      environment: { RABBITMQ_DEFAULT_USER: user, RABBITMQ_DEFAULT_PASS: password },
      url: (host, port) => `amqp://${login}@${host}:${port}`,
      management: { port: 15_672, url: (host, port) => `http://${login}@${host}:${port}` },
    },
    postgres: {
      image: 'postgres:17',
      port: 5432,
      environment: { POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_DB: 'postgres' },
      url: (host, port) => `postgres://${login}@${host}:${port}/postgres`,
    },
    redis: {
      image: 'redis:7',
      port: 6379,
      environment: {},
      command: ['redis-server', '--appendonly', 'yes', '--requirepass', password],
      url: (host, port) => `redis://:${password}@${host}:${port}/0`,
    },
  }
  return images[name]
}

/** Starts containers; testcontainers' own reaper ends them should this process die. */
export const startContainers = async (names: readonly ServerName[]): Promise<Started> => {
  const outcomes = await Promise.allSettled(names.map(startContainer))
  const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
  const stop = async (): Promise<void> => void (await Promise.all(started.map(({ remove }) => remove())))
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  return { servers: started, stop }
}

const startContainer = async (name: ServerName): Promise<ReadyServer & { remove(): Promise<void> }> => {
  const { GenericContainer, getContainerRuntimeClient } = await import('testcontainers')
  const { image, port, environment, command, url: urlAt, management } = imageOf(name, newPassword())
  // A port of its own choosing would be another one after each restart.
  const [hostPort, managementPort] = [await freePort(), await freePort()]
  const container = new GenericContainer(image).withEnvironment(environment).withStartupTimeout(startLimitMs)
  if (command) container.withCommand([...command])
  if (management) container.withExposedPorts({ container: management.port, host: managementPort })
  const started = await container.withExposedPorts({ container: port, host: hostPort }).start()
  const url = urlAt(started.getHost(), hostPort)
  const answers = (): Promise<string> =>
    waitFor(() => askVersion(name, url), { limitMs: startLimitMs, everyMs: 100, what: `${labels[name]} to answer` })
  const engine = (await getContainerRuntimeClient()).container.getById(started.getId())
  return {
    name,
    url,
    ...(management && { managementUrl: management.url(started.getHost(), managementPort) }),
    version: await answers(),
    stop: async () => void (await engine.stop()),
    async start() {
      await engine.start()
      await answers()
    },
    remove: async () => void (await started.stop()),
  }
}
