export const serverNames = ['rabbitmq', 'postgres', 'redis'] as const
export type ServerName = (typeof serverNames)[number]

export type Log = (line: string) => void

export interface Server {
  readonly url: string
  /** Where its data lie, if it is a private instance: to be removed only while it is stopped. */
  readonly folder?: string
  /** RabbitMQ's management API, with user and password, where it is known. */
  readonly managementUrl?: string
  /** Stops it for a while; its data stays. */
  stop(): Promise<void>
  /** Starts it again, on the same port; returns once it answers. */
  start(): Promise<void>
}

/** A server with the version it told when it first answered. */
export interface ReadyServer extends Server {
  readonly name: ServerName
  readonly version: string
}

export interface Provisioned {
  readonly rabbitmq: Server
  readonly postgres: Server
  readonly redis: Server
  /** Where they come from, for a person to read. */
  readonly way: string
  /** Ends what was started here and removes its data; servers that were given stay as they are. */
  stop(): Promise<void>
}

/** What was started to reach the servers, and how to undo it. */
export interface Started {
  readonly servers: readonly ReadyServer[]
  stop(): Promise<void>
}

export const labels: Readonly<Record<ServerName, string>> = {
  rabbitmq: 'RabbitMQ',
  postgres: 'PostgreSQL',
  redis: 'Redis',
}

export const variables: Readonly<Record<ServerName, string>> = {
  rabbitmq: 'RABBITMQ_URL',
  postgres: 'POSTGRES_URL',
  redis: 'REDIS_URL',
}

/** Names of Debian packages that hold the binaries. */
export const packages: Readonly<Record<ServerName, string>> = {
  rabbitmq: 'rabbitmq-server',
  postgres: 'postgresql',
  redis: 'redis-server',
}
