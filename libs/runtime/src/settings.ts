import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { ConcordConfig } from './concord-config.js'
import { keyRing, port, readEnvironment, secretBytes, urlOf } from './environment.js'
import { tokensOfPeople } from './tokens.js'
import { type Environment, hasSome, secret, secrets, shapeOf, tokens, variablePart } from './variables.js'

/** One version for the whole system. */
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))

/** What every service that runs as a process of its own is told by its environment. */
export const CommonSettings = z.object({
  RABBITMQ_URL: urlOf('amqp', 'amqps').describe('Broker, with its virtual host'),
  RABBITMQ_TOPOLOGY: z
    .enum(['declare', 'given'])
    .default('declare')
    .describe(
      'Make the exchanges and queues that are missing, or only check that deploy/rabbitmq/definitions.json was imported',
    ),
  RABBITMQ_MANAGEMENT_URL: urlOf('http', 'https')
    .optional()
    .describe('Management API with a user tagged monitoring; health then knows our own consumers from those of peers'),
  CONCORD_BUILD: z
    .string()
    .max(60)
    .regex(/^\S+$/, 'must have no spaces')
    .default(version)
    .describe('What runs here; dead letters are tried again once under each build'),
  POSTGRES_URL: urlOf('postgres', 'postgresql').describe('Database; each service has a schema of its own'),
  CONCORD_CONFIG: z.string().min(1).describe('Path of concord.yaml'),
  CONCORD_KEYS: keyRing.describe('Keys that wrap data keys, newest first'),
  CONCORD_HASH_KEY: secretBytes.describe('Keys the hashes of addresses; never change it'),
  API_TOKEN: z.string().min(16, 'must have at least 16 characters').describe('Bearer token of whoever reads figures'),
  API_TOKENS: tokensOfPeople.describe('People who read and act: name:role:token by comma; roles are in the README'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port(0).describe('0 takes any free port'),
})

/** How the bus reaches its broker, and what it may do there. */
export const brokerOf = (settings: Pick<z.infer<typeof CommonSettings>, BrokerSetting>) => ({
  url: settings.RABBITMQ_URL,
  topology: settings.RABBITMQ_TOPOLOGY,
  managementUrl: settings.RABBITMQ_MANAGEMENT_URL,
  build: settings.CONCORD_BUILD,
})

type BrokerSetting = 'RABBITMQ_URL' | 'RABBITMQ_TOPOLOGY' | 'RABBITMQ_MANAGEMENT_URL' | 'CONCORD_BUILD'

/** How a marketplace is reached, and how its senders prove who they are. */
export interface MarketplaceConnection {
  readonly url: string
  readonly credentials: MarketplaceCredentials
  readonly webhookTokens: readonly string[]
  readonly relaySecrets: readonly string[]
  readonly relayTokens?: readonly string[] | undefined
  readonly relayIdentity?: RelayIdentity | undefined
  /** From `/api` on: where the operator has S21 (rates of sellers) and OR61 (incidents), whose paths are not public. */
  readonly statisticsPath?: string | undefined
  readonly incidentsPath?: string | undefined
}

/** Whose OpenID Connect tokens are believed of a hosted push service. */
export interface RelayIdentity {
  readonly issuer: string
  readonly audience: string
  /** The `sub`, or the verified `email`, of the one who may post. */
  readonly subject: string
  readonly jwksUrl: string
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

const apiPath = z
  .string()
  .regex(/^\/api\/[^?#\s]+$/, 'must begin with /api/ and have no query')
  .optional()

const signingKeys = secrets.refine(
  (values) => values.every((value) => /^(whsec_)?[A-Za-z0-9+/]{2,}={0,2}$/.test(value)),
  'must be base64, with or without whsec_ before it',
)

/**
 * Reads `MIRAKL_<ID>_…` and `RELAY_<ID>_…` of every marketplace; several secrets by comma, for rotation. A marketplace
 * has either a key or a client; of the settings of an identity either all are there or none.
 */
export const readMarketplaces = (
  { marketplaces }: ConcordConfig,
  environment: Environment,
): Readonly<Record<string, MarketplaceConnection>> => {
  const names = Object.keys(marketplaces).map((id) => ({ id, part: variablePart(id) }))
  const clients = names.filter(({ part }) => hasClient(part, environment))
  const identities = names.filter(({ part }) => hasSome(identityVariables(part), environment))
  const settings: Readonly<Record<string, unknown>> = readEnvironment(
    z.object({
      ...shapeOf(names, (part) => `MIRAKL_${part}_URL`, urlOf('https', 'http')),
      ...shapeOf(names, (part) => `MIRAKL_${part}_KEY`, secret),
      ...shapeOf(names, (part) => `MIRAKL_${part}_SCHEME`, z.enum(['raw', 'bearer']).default('raw')),
      ...shapeOf(clients, (part) => `MIRAKL_${part}_KEY`, noKey),
      ...shapeOf(clients, (part) => `MIRAKL_${part}_CLIENT_ID`, secret),
      ...shapeOf(clients, (part) => `MIRAKL_${part}_CLIENT_SECRET`, secret),
      ...shapeOf(clients, (part) => `MIRAKL_${part}_TOKEN_URL`, urlOf('https', 'http')),
      ...shapeOf(names, (part) => `MIRAKL_${part}_STATISTICS_PATH`, apiPath),
      ...shapeOf(names, (part) => `MIRAKL_${part}_INCIDENTS_PATH`, apiPath),
      ...shapeOf(names, (part) => `MIRAKL_${part}_WEBHOOK_TOKEN`, secrets),
      ...shapeOf(names, (part) => `RELAY_${part}_SECRET`, signingKeys),
      ...shapeOf(names, (part) => `RELAY_${part}_TOKEN`, tokens),
      ...shapeOf(identities, (part) => `RELAY_${part}_OIDC_ISSUER`, secret),
      ...shapeOf(identities, (part) => `RELAY_${part}_OIDC_AUDIENCE`, secret),
      ...shapeOf(identities, (part) => `RELAY_${part}_OIDC_SUBJECT`, secret),
      ...shapeOf(identities, (part) => `RELAY_${part}_OIDC_JWKS_URL`, urlOf('https', 'http')),
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
        relayTokens: settings[`RELAY_${part}_TOKEN`] as readonly string[],
        relayIdentity: identityIn(settings, part),
        statisticsPath: settings[`MIRAKL_${part}_STATISTICS_PATH`] as string | undefined,
        incidentsPath: settings[`MIRAKL_${part}_INCIDENTS_PATH`] as string | undefined,
      },
    ]),
  )
}

const noKey = z.undefined({ error: 'must not be set beside a client: only one of them can be meant' })

const hasClient = (part: string, environment: Environment): boolean =>
  hasSome(
    ['CLIENT_ID', 'CLIENT_SECRET', 'TOKEN_URL'].map((name) => `MIRAKL_${part}_${name}`),
    environment,
  )

const identityVariables = (part: string): string[] =>
  ['ISSUER', 'AUDIENCE', 'SUBJECT', 'JWKS_URL'].map((name) => `RELAY_${part}_OIDC_${name}`)

const identityIn = (settings: Readonly<Record<string, unknown>>, part: string): RelayIdentity | undefined => {
  const [issuer, audience, subject, jwksUrl] = identityVariables(part).map((name) => settings[name] as string)
  return issuer === undefined || audience === undefined || subject === undefined || jwksUrl === undefined
    ? undefined
    : { issuer, audience, subject, jwksUrl }
}

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
