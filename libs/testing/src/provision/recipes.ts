import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../free-port.js'
import type { Binaries, RabbitmqBinaries } from './binaries.js'
import type { Guard } from './guard.js'
import { runToEnd, type Recipe } from './private-server.js'

const user = 'concord'

/** Letters and digits, since it becomes part of a URL and of configuration files. */
export const newPassword = (): string => randomBytes(12).toString('hex')

export const redisRecipe = async (guard: Guard, { server }: NonNullable<Binaries['redis']>): Promise<Recipe> => {
  const cwd = await folderIn(guard, 'redis')
  const [port, password] = [await freePort(), newPassword()]
  const settings = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    // Only so do the data outlast stop() and start().
    'appendonly yes',
    'save ""',
  ]
  await writeSecret(join(cwd, 'redis.conf'), settings)
  return {
    name: 'redis',
    url: `redis://:${password}@127.0.0.1:${port}/0`,
    program: { name: 'redis', command: server, args: ['redis.conf'], env: envOf(cwd), cwd, endSignal: 'SIGTERM' },
  }
}

export const postgresRecipe = async (
  guard: Guard,
  { initdb, postgres }: NonNullable<Binaries['postgres']>,
): Promise<Recipe> => {
  const account = await unprivileged()
  const cwd = await folderIn(guard, 'postgres')
  const [port, password] = [await freePort(), newPassword()]
  await writeSecret(join(cwd, 'password'), [password])
  if (account) await Promise.all([cwd, join(cwd, 'password')].map((path) => chown(path, account.uid, account.gid)))
  const shared = { env: envOf(cwd), cwd, endSignal: 'SIGINT', ...account } as const
  const layOut = ['-D', 'data', '-U', user, '-A', 'scram-sha-256', '--pwfile', 'password']
  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8'
  const texts = ['-E', 'UTF8', '--locale', locale, '--no-sync']
  await runToEnd(guard, { name: 'initdb', command: initdb, args: [...layOut, ...texts], ...shared })
  const listen = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=300']
  const args = ['-D', 'data', '-p', String(port), ...listen.flatMap((setting) => ['-c', setting])]
  return {
    name: 'postgres',
    url: `postgres://${user}:${password}@127.0.0.1:${port}/postgres`,
    program: { name: 'postgres', command: postgres, args, ...shared },
  }
}

/** Also starts a port mapper (epmd) of its own: the one that Erlang starts by itself would outlive it. */
export const rabbitmqRecipe = async (guard: Guard, { server, epmd, path }: RabbitmqBinaries): Promise<Recipe> => {
  const cwd = await folderIn(guard, 'rabbitmq')
  const [port, nodePort, mapperPort] = [await freePort(), await freePort(), await freePort()]
  const [managementPort, password] = [await freePort(), newPassword()]
  const env = { ...envOf(cwd, path), ...rabbitmqEnv(cwd, { port, nodePort, mapperPort }) }
  await writeSecret(join(cwd, 'rabbitmq.conf'), [
    `default_user = ${user}`,
    `default_pass = ${password}`,
    'disk_free_limit.absolute = 50MB',
    'vm_memory_high_watermark.absolute = 2GB',
    'log.console = false',
    'management.tcp.ip = 127.0.0.1',
    `management.tcp.port = ${managementPort}`,
  ])
  await writeFile(join(cwd, 'enabled_plugins'), '[rabbitmq_management].\n')
  const mapper = ['-address', '127.0.0.1', '-port', String(mapperPort)]
  guard.run({ name: 'epmd', command: epmd, args: mapper, env: envOf(cwd), cwd, endSignal: 'SIGTERM' })
  return {
    name: 'rabbitmq',
    url: `amqp://${user}:${password}@127.0.0.1:${port}`,
    managementUrl: `http://${user}:${password}@127.0.0.1:${managementPort}`,
    // In order it takes six seconds with the management plugin.
    program: { name: 'rabbitmq', command: server, args: [], env, cwd, endSignal: 'SIGTERM', finishSignal: 'SIGKILL' },
  }
}

interface RabbitmqPorts {
  readonly port: number
  readonly nodePort: number
  readonly mapperPort: number
}

const rabbitmqEnv = (cwd: string, { port, nodePort, mapperPort }: RabbitmqPorts): Readonly<Record<string, string>> => ({
  RABBITMQ_NODENAME: `concord${port}@localhost`,
  RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
  RABBITMQ_NODE_PORT: String(port),
  RABBITMQ_DIST_PORT: String(nodePort),
  ERL_EPMD_PORT: String(mapperPort),
  ERL_EPMD_ADDRESS: '127.0.0.1',
  // Without it the port for other nodes listens on every address.
  RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
  // Makes the script become the broker instead of waiting for it, so that the broker's own process id is known.
  RUNNING_UNDER_SYSTEMD: 'true',
  RABBITMQ_MNESIA_BASE: join(cwd, 'mnesia'),
  RABBITMQ_LOG_BASE: join(cwd, 'log'),
  RABBITMQ_PID_FILE: join(cwd, 'pid'),
  RABBITMQ_CONFIG_FILE: join(cwd, 'rabbitmq'),
  RABBITMQ_CONF_ENV_FILE: join(cwd, 'rabbitmq-env.conf'),
  RABBITMQ_ADVANCED_CONFIG_FILE: join(cwd, 'advanced.config'),
  RABBITMQ_ENABLED_PLUGINS_FILE: join(cwd, 'enabled_plugins'),
  RABBITMQ_SCHEMA_DIR: join(cwd, 'schema'),
  RABBITMQ_GENERATED_CONFIG_DIR: join(cwd, 'generated'),
})

const folderIn = async (guard: Guard, name: string): Promise<string> => {
  const folder = join(guard.folder, name)
  await mkdir(folder, { mode: 0o700 })
  return folder
}

const writeSecret = (file: string, lines: readonly string[]): Promise<void> =>
  writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 })

/** Nothing of our own environment, whose PG… and RABBITMQ_… variables may mean other servers. */
const envOf = (home: string, path = process.env['PATH'] ?? ''): Readonly<Record<string, string>> => ({
  PATH: path,
  HOME: home,
  LC_ALL: 'C',
})

interface Account {
  readonly uid: number
  readonly gid: number
}

/** Whom to be instead of root, as whom PostgreSQL refuses to run. */
const unprivileged = async (): Promise<Account | undefined> => {
  if (process.getuid?.() !== 0) return undefined
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const found = ['nobody', 'postgres'].map((name) => accounts.find(([login]) => login === name)).find(Boolean)
  if (!found) throw new Error('PostgreSQL refuses to run as root, and there is neither a user nobody nor postgres')
  return { uid: Number(found[2]), gid: Number(found[3]) }
}
