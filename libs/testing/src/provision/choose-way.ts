import { labels, packages, variables, type ServerName } from './servers.js'

/** What was found on the machine. */
export interface Facts {
  readonly wanted: readonly ServerName[]
  /** Servers named in the environment. */
  readonly given: readonly ServerName[]
  readonly hasDocker: boolean
  /** Servers whose binaries are present. */
  readonly installed: readonly ServerName[]
  /** Debian or a child of it, and we are root. */
  readonly mayInstall: boolean
}

/** Where the servers come from that the environment doesn't name. */
export type Way =
  | { readonly kind: 'given' }
  | { readonly kind: 'containers' | 'binaries'; readonly servers: readonly ServerName[] }
  | { readonly kind: 'install'; readonly servers: readonly ServerName[]; readonly missing: readonly ServerName[] }
  | { readonly kind: 'none'; readonly missing: readonly ServerName[] }

/** The first way that yields all servers: the environment, containers, binaries, binaries after installing them. */
export const chooseWay = ({ wanted, given, hasDocker, installed, mayInstall }: Facts): Way => {
  const servers = wanted.filter((name) => !given.includes(name))
  if (servers.length === 0) return { kind: 'given' }
  if (hasDocker) return { kind: 'containers', servers }
  const missing = servers.filter((name) => !installed.includes(name))
  if (missing.length === 0) return { kind: 'binaries', servers }
  return mayInstall ? { kind: 'install', servers, missing } : { kind: 'none', missing }
}

/** Servers are missing, and no way to have them is open. */
export class ServersMissing extends Error {
  override readonly name = 'ServersMissing'

  constructor(missing: readonly ServerName[]) {
    const list = (names: Readonly<Record<ServerName, string>>, between = ', '): string =>
      missing.map((name) => names[name]).join(between)
    super(
      [
        `missing: ${list(labels)}. Any one of these provides what is missing:`,
        `  - set ${list(variables)}, naming servers that tests may use`,
        '  - start a Docker engine (DOCKER_HOST, or /var/run/docker.sock)',
        `  - install the servers, on Debian: apt-get install ${list(packages, ' ')}`,
        '  - run as root on Debian: they are installed by themselves, and no daemon is started',
      ].join('\n'),
    )
  }
}
