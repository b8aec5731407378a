import { randomBytes } from 'node:crypto'
import type { IdentityTokens } from './identity-tokens.js'

/** How senders of one marketplace prove who they are; several values are valid at once, for rotation. */
export interface Credentials {
  /** Sent verbatim in `Authorization` by Mirakl's webhooks. */
  readonly webhookTokens: readonly string[]
  /** Standard Webhooks secrets (`whsec_…`) of relays and storefronts. */
  readonly relaySecrets: readonly string[]
  /** Bearer tokens of those that cannot sign. */
  readonly relayTokens?: readonly string[] | undefined
  readonly relayIdentity?: IdentityTokens | undefined
}

/** How Dotdigital proves that it posts for one account. */
export interface DotdigitalSenders {
  /** Messaging webhooks are signed with one of these. */
  readonly signingSecrets: readonly string[]
  /** Bearer token or API key of a program's webhook node. */
  readonly tokens: readonly string[]
  readonly password?: { readonly user: string; readonly password: string } | undefined
}

export type CredentialsOf = (marketplace: string) => Credentials | undefined
export type DotdigitalSendersOf = (account: string) => DotdigitalSenders | undefined

const unguessable = (): readonly string[] => [randomBytes(32).toString('base64')]

/** Nobody knows these; they are compared all the same, so that a name that is not configured takes as long as one that is. */
export const nobody: Credentials & DotdigitalSenders = {
  webhookTokens: unguessable(),
  relaySecrets: unguessable(),
  relayTokens: unguessable(),
  signingSecrets: unguessable(),
  tokens: unguessable(),
}
