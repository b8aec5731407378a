import { findBinaries, namesOf, type Binaries } from './binaries.js'
import { chooseWay, ServersMissing, type Facts, type Way } from './choose-way.js'
import { hasDocker, startContainers } from './containers.js'
import { givenServers } from './given.js'
import { startGuard, type Guard } from './guard.js'
import { install, mayInstall } from './install.js'
import { startPrivateServer, type Recipe } from './private-server.js'
import { postgresRecipe, rabbitmqRecipe, redisRecipe } from './recipes.js'
import {
  labels,
  packages,
  serverNames,
  variables,
  type Log,
  type Provisioned,
  type ReadyServer,
  type Server,
  type ServerName,
  type Started,
} from './servers.js'

export interface ProvisionOptions {
  /** Takes the line that says which way was taken; standard output where left out. */
  readonly log?: Log
  readonly env?: NodeJS.ProcessEnv
}

interface Source extends Started {
  readonly from: string
}

/**
 * Real servers to test against or to run on: those that RABBITMQ_URL, POSTGRES_URL and REDIS_URL name; for the others
 * containers, private instances of installed binaries, or on Debian as root the same after installing them.
 *
 * Private instances listen on 127.0.0.1 only, keep their data in a temporary folder, and end with this process, however
 * it ends. Asking the result for a server that was not wanted throws.
 *
 * @throws ServersMissing where no way is open; it names what is missing and how to provide it
 */
export const provisionServers = async (
  wanted: readonly ServerName[] = serverNames,
  { log = (line) => void process.stdout.write(`${line}\n`), env = process.env }: ProvisionOptions = {},
): Promise<Provisioned> => {
  const begun = performance.now()
  const facts = await gatherFacts(wanted, env)
  // A given server that does not answer is found out before any other is started.
  const given = await givenServers(facts.given, env)
  const other = await open(chooseWay(facts), facts, log)
  const sources: readonly Source[] = [{ ...given, from: 'named in the environment' }, ...other]
  const way = sources.flatMap(describe).join('; ')
  log(`servers: ${way}, ready in ${((performance.now() - begun) / 1000).toFixed(1)} s`)
  const pick = picker(sources.flatMap(({ servers }) => servers))
  const stop = async (): Promise<void> => void (await Promise.all(other.map((source) => source.stop())))
  return { rabbitmq: pick('rabbitmq'), postgres: pick('postgres'), redis: pick('redis'), way, stop }
}

const gatherFacts = async (wanted: readonly ServerName[], env: NodeJS.ProcessEnv): Promise<Facts> => ({
  wanted,
  given: wanted.filter((name) => env[variables[name]]),
  hasDocker: await hasDocker(env),
  installed: namesOf(await findBinaries()),
  mayInstall: mayInstall(),
})

const open = async (way: Way, facts: Facts, log: Log): Promise<readonly Source[]> => {
  switch (way.kind) {
    case 'given':
      return []
    case 'containers':
      return openContainers(way.servers, facts, log)
    case 'binaries':
      return [{ ...(await startInstances(way.servers)), from: 'private instances of installed binaries' }]
    case 'install':
      log(`servers: installing ${way.missing.map((name) => packages[name]).join(', ')} with apt-get`)
      await install(way.missing)
      return [{ ...(await startInstances(way.servers)), from: 'private instances of binaries installed just now' }]
    case 'none':
      throw new ServersMissing(way.missing)
  }
}

/** An engine may answer and yet have no way to the images; then the other ways are still open. */
const openContainers = async (names: readonly ServerName[], facts: Facts, log: Log): Promise<readonly Source[]> => {
  try {
    return [{ ...(await startContainers(names)), from: 'containers' }]
  } catch (cause) {
    log(`servers: the Docker engine answers but starts no containers: ${String(cause)}`)
    return open(chooseWay({ ...facts, hasDocker: false }), facts, log)
  }
}

/** Starts them side by side, so that the slowest alone decides how long it takes. */
const startInstances = async (names: readonly ServerName[]): Promise<Started> => {
  const binaries = await findBinaries()
  const guard = await startGuard()
  const starting = names.map(async (name) => startPrivateServer(guard, await recipeFor(name, guard, binaries)))
  try {
    return { servers: await Promise.all(starting), stop: () => guard.finish() }
  } catch (cause) {
    await guard.finish()
    throw cause
  }
}

const recipeFor = (name: ServerName, guard: Guard, { rabbitmq, postgres, redis }: Binaries): Promise<Recipe> => {
  if (name === 'rabbitmq' && rabbitmq) return rabbitmqRecipe(guard, rabbitmq)
  if (name === 'postgres' && postgres) return postgresRecipe(guard, postgres)
  if (name === 'redis' && redis) return redisRecipe(guard, redis)
  throw new ServersMissing([name])
}

const describe = ({ from, servers }: Source): readonly string[] =>
  servers.length === 0
    ? []
    : [`${from} (${servers.map(({ name, version }) => `${labels[name]} ${version}`).join(', ')})`]

const picker =
  (servers: readonly ReadyServer[]) =>
  (wanted: ServerName): Server =>
    servers.find(({ name }) => name === wanted) ?? absent(wanted)

const absent = (name: ServerName): Server => {
  const refuse = (): never => {
    throw new Error(`${labels[name]} was not asked for`)
  }
  return {
    get url() {
      return refuse()
    },
    stop: async () => refuse(),
    start: async () => refuse(),
  }
}
