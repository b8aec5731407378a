import { access, constants, readdir, realpath } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import type { ServerName } from './servers.js'

export interface RabbitmqBinaries {
  readonly server: string
  readonly epmd: string
  /** PATH on which the server's script finds Erlang. */
  readonly path: string
}

export interface Binaries {
  readonly rabbitmq?: RabbitmqBinaries
  readonly postgres?: { readonly initdb: string; readonly postgres: string }
  readonly redis?: { readonly server: string }
}

/** The newest server binaries of this machine, where they are; a server that is half there counts as absent. */
export const findBinaries = async (): Promise<Binaries> => {
  const path = searchPath()
  const [rabbitmq, postgres, redis] = await Promise.all([findRabbitmq(path), findPostgres(path), findRedis(path)])
  return { ...(rabbitmq && { rabbitmq }), ...(postgres && { postgres }), ...(redis && { redis }) }
}

export const namesOf = (binaries: Binaries): readonly ServerName[] =>
  (['rabbitmq', 'postgres', 'redis'] as const).filter((name) => binaries[name] !== undefined)

const searchPath = (): readonly string[] => [
  ...(process.env['PATH'] ?? '').split(delimiter).filter((part) => part !== ''),
  ...['/usr/local/bin', '/usr/local/sbin', '/usr/bin', '/usr/sbin', '/opt/homebrew/bin', '/opt/homebrew/sbin'],
]

// Debian's /usr/sbin/rabbitmq-server drops to another user and the system's data; the script behind it does neither.
const findRabbitmq = async (path: readonly string[]): Promise<RabbitmqBinaries | undefined> => {
  const home = await firstWith(['/usr/lib/rabbitmq/bin', ...path], ['rabbitmq-server'])
  const erlang = await firstWith(path, ['erl'])
  if (home === undefined || erlang === undefined) return undefined
  const erlangHome = dirname(await realpath(join(erlang, 'erl')))
  const epmdHome = await firstWith([erlangHome, ...path], ['epmd'])
  if (epmdHome === undefined) return undefined
  return {
    server: join(home, 'rabbitmq-server'),
    epmd: join(epmdHome, 'epmd'),
    path: [erlang, ...path].join(delimiter),
  }
}

const findPostgres = async (path: readonly string[]): Promise<Binaries['postgres']> => {
  const versioned = await Promise.all([
    newestFirst('/usr/lib/postgresql', ''),
    newestFirst('/usr', 'pgsql-'),
    newestFirst('/opt/homebrew/opt', 'postgresql@'),
  ])
  const home = await firstWith(
    [...versioned.flat().map((found) => join(found, 'bin')), ...path],
    ['initdb', 'postgres'],
  )
  return home === undefined ? undefined : { initdb: join(home, 'initdb'), postgres: join(home, 'postgres') }
}

const findRedis = async (path: readonly string[]): Promise<Binaries['redis']> => {
  const home = await firstWith(path, ['redis-server'])
  return home === undefined ? undefined : { server: join(home, 'redis-server') }
}

/** Folders called `<prefix><version>`. */
const newestFirst = async (parent: string, prefix: string): Promise<readonly string[]> => {
  const names = await readdir(parent).catch(() => [])
  const version = (name: string): number => Number(name.slice(prefix.length))
  return names
    .filter((name) => name.startsWith(prefix) && version(name) > 0)
    .toSorted((a, b) => version(b) - version(a))
    .map((name) => join(parent, name))
}

/** The first folder in which all these programs can be run. */
const firstWith = async (folders: readonly string[], programs: readonly string[]): Promise<string | undefined> => {
  for (const folder of folders) {
    const found = await Promise.all(programs.map((program) => isExecutable(join(folder, program))))
    if (found.every(Boolean)) return folder
  }
  return undefined
}

const isExecutable = (file: string): Promise<boolean> =>
  access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
