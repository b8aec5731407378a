import { z } from 'zod'
import type { ConcordConfig } from './concord-config.js'
import { keyRing, port, readEnvironment, secretBytes, urlOf } from './environment.js'

type Environment = Readonly<Record<string, string | undefined>>

/** What every service that runs as a process of its own is told by its environment. */
export const CommonSettings = z.object({
  RABBITMQ_URL: urlOf('amqp', 'amqps').describe('Broker, with its virtual host'),
  POSTGRES_URL: urlOf('postgres', 'postgresql').describe('Database; each service has a schema of its own'),
  CONCORD_CONFIG: z.string().min(1).describe('Path of concord.yaml'),
  CONCORD_KEYS: keyRing.describe('Keys that wrap data keys, newest first'),
  CONCORD_HASH_KEY: secretBytes.describe('Keys the hashes of addresses; never change it'),
  API_TOKEN: z.string().min(16, 'must have at least 16 characters').describe('Bearer token of whoever reads figures'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port(0).describe('0 takes any free port'),
})

/** How a marketplace is reached, and how its senders prove who they are. */
export interface MarketplaceConnection {
  readonly url: string
  readonly credentials: MarketplaceCredentials
  readonly webhookTokens: readonly string[]
  readonly relaySecrets: readonly string[]
}

/** A key, or a client that fetches its tokens (OAuth 2 client credentials). */
export type MarketplaceCredentials =
  | { readonly apiKey: string; readonly scheme: 'raw' | 'bearer' }
  | { readonly clientId: string; readonly clientSecret: string; readonly tokenUrl: string }

/** How a Dotdigital account is reached; its region is looked up where no address is given. */
export interface AccountConnection {
  readonly url?: string | undefined
  readonly user: string
  readonly password: string
}

/** `north-2` as it stands in the name of a variable: `NORTH_2`. */
const variablePart = (id: string): string => id.toUpperCase().replaceAll('-', '_')

const secret = z.string().min(1)
const secrets = z
  .string()
  .default('')
  .transform((text) => text.split(',').filter((value) => value !== ''))

/**
 * Reads `MIRAKL_<ID>_…` and `RELAY_<ID>_SECRET` of every marketplace; several secrets by comma, for rotation. A
 * marketplace has either a key or a client.
 */
export const readMarketplaces = (
  { marketplaces }: ConcordConfig,
  environment: Environment,
): Readonly<Record<string, MarketplaceConnection>> => {
  const names = Object.keys(marketplaces).map((id) => ({ id, part: variablePart(id) }))
  const clients = names.filter(({ part }) => hasClient(part, environment))
  const settings: Readonly<Record<string, unknown>> = readEnvironment(
    z.object({
      ...shapeOf(names, (part) => `MIRAKL_${part}_URL`, urlOf('https', 'http')),
      ...shapeOf(names, (part) => `MIRAKL_${part}_KEY`, secret),
      ...shapeOf(names, (part) => `MIRAKL_${part}_SCHEME`, z.enum(['raw', 'bearer']).default('raw')),
      ...shapeOf(clients, (part) => `MIRAKL_${part}_KEY`, noKey),
      ...shapeOf(clients, (part) => `MIRAKL_${part}_CLIENT_ID`, secret),
      ...shapeOf(clients, (part) => `MIRAKL_${part}_CLIENT_SECRET`, secret),
      ...shapeOf(clients, (part) => `MIRAKL_${part}_TOKEN_URL`, urlOf('https', 'http')),
      ...shapeOf(names, (part) => `MIRAKL_${part}_WEBHOOK_TOKEN`, secrets),
      ...shapeOf(names, (part) => `RELAY_${part}_SECRET`, secrets),
    }),
    environment,
  )
  return Object.fromEntries(
    names.map(({ id, part }): [string, MarketplaceConnection] => [
      id,
      {
        url: settings[`MIRAKL_${part}_URL`] as string,
        credentials: credentialsIn(settings, part),
        webhookTokens: settings[`MIRAKL_${part}_WEBHOOK_TOKEN`] as readonly string[],
        relaySecrets: settings[`RELAY_${part}_SECRET`] as readonly string[],
      },
    ]),
  )
}

const noKey = z.undefined({ error: 'must not be set beside a client: only one of them can be meant' })

/** One of its variables is enough, so that whichever of the others is missing is named. */
const hasClient = (part: string, environment: Environment): boolean =>
  ['CLIENT_ID', 'CLIENT_SECRET', 'TOKEN_URL']
    .flatMap((name) => [`MIRAKL_${part}_${name}`, `MIRAKL_${part}_${name}_FILE`])
    .some((name) => (environment[name] ?? '') !== '')

const credentialsIn = (settings: Readonly<Record<string, unknown>>, part: string): MarketplaceCredentials => {
  const { [`MIRAKL_${part}_CLIENT_ID`]: clientId, [`MIRAKL_${part}_SCHEME`]: scheme } = settings
  if (clientId === undefined) {
    return { apiKey: settings[`MIRAKL_${part}_KEY`] as string, scheme: scheme as 'raw' | 'bearer' }
  }
  return {
    clientId: clientId as string,
    clientSecret: settings[`MIRAKL_${part}_CLIENT_SECRET`] as string,
    tokenUrl: settings[`MIRAKL_${part}_TOKEN_URL`] as string,
  }
}

/** Reads `DOTDIGITAL_<ID>_…` of every account. */
export const readAccounts = (
  { accounts }: ConcordConfig,
  environment: Environment,
): Readonly<Record<string, AccountConnection>> => {
  const names = Object.keys(accounts).map((id) => ({ id, part: variablePart(id) }))
  const settings: Readonly<Record<string, unknown>> = readEnvironment(
    z.object({
      ...shapeOf(names, (part) => `DOTDIGITAL_${part}_URL`, urlOf('https', 'http').optional()),
      ...shapeOf(names, (part) => `DOTDIGITAL_${part}_USER`, secret),
      ...shapeOf(names, (part) => `DOTDIGITAL_${part}_PASSWORD`, secret),
    }),
    environment,
  )
  return Object.fromEntries(
    names.map(({ id, part }): [string, AccountConnection] => [
      id,
      {
        url: settings[`DOTDIGITAL_${part}_URL`] as string | undefined,
        user: settings[`DOTDIGITAL_${part}_USER`] as string,
        password: settings[`DOTDIGITAL_${part}_PASSWORD`] as string,
      },
    ]),
  )
}

const shapeOf = <T extends z.ZodType>(
  names: readonly { readonly part: string }[],
  nameOf: (part: string) => string,
  type: T,
): Record<string, T> => Object.fromEntries(names.map(({ part }) => [nameOf(part), type]))
