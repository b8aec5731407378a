import { askVersion } from './ask-version.js'
import { labels, variables, type ReadyServer, type ServerName, type Started } from './servers.js'

/** A server named in the environment does not answer, or does not let us in. */
export class GivenServerAway extends Error {
  override readonly name = 'GivenServerAway'
}

/** Only what was started here may be stopped. */
export class NotOurs extends Error {
  override readonly name = 'NotOurs'
}

/** Servers that the environment names: used, never stopped. */
export const givenServers = async (names: readonly ServerName[], env: NodeJS.ProcessEnv): Promise<Started> => ({
  servers: await Promise.all(names.map((name) => givenServer(name, env))),
  stop: async () => undefined,
})

const givenServer = async (name: ServerName, env: NodeJS.ProcessEnv): Promise<ReadyServer> => {
  const url = env[variables[name]] ?? ''
  const version = await askVersion(name, url).catch((cause: unknown) => {
    const why = cause instanceof Error ? `: ${cause.message}` : ''
    throw new GivenServerAway(`${labels[name]} named in ${variables[name]} does not answer${why}`, { cause })
  })
  const refuse = async (): Promise<never> => {
    throw new NotOurs(`${labels[name]} was given in ${variables[name]}; only a server started here is ever stopped`)
  }
  const managementUrl = name === 'rabbitmq' ? env['RABBITMQ_MANAGEMENT_URL'] : undefined
  return { name, url, ...(managementUrl && { managementUrl }), version, stop: refuse, start: refuse }
}
