import { z } from 'zod'
import type { ConcordConfig } from './concord-config.js'
import { readEnvironment } from './environment.js'
import { type Environment, hasSome, password, secret, shapeOf, tokens, variablePart } from './variables.js'

/** How Dotdigital proves that it posts for one account; only the gateway knows these. */
export interface WebhookSenders {
  readonly signingSecrets: readonly string[]
  readonly tokens: readonly string[]
  readonly password?: { readonly user: string; readonly password: string } | undefined
}

/** What stands under a name that somebody else chose, like a part of a path. */
export const findIn =
  <T>(entries: Readonly<Record<string, T>>) =>
  (name: string): T | undefined =>
    Object.hasOwn(entries, name) ? entries[name] : undefined

/** Reads `DOTDIGITAL_<ID>_WEBHOOK_…` of every account; several secrets and tokens by comma, for rotation. */
export const readWebhookSenders = (
  { accounts }: ConcordConfig,
  environment: Environment,
): Readonly<Record<string, WebhookSenders>> => {
  const names = Object.keys(accounts).map((id) => ({ id, part: variablePart(id) }))
  const users = names.filter(({ part }) =>
    hasSome([`DOTDIGITAL_${part}_WEBHOOK_USER`, `DOTDIGITAL_${part}_WEBHOOK_PASSWORD`], environment),
  )
  const settings: Readonly<Record<string, unknown>> = readEnvironment(
    z.object({
      ...shapeOf(names, (part) => `DOTDIGITAL_${part}_WEBHOOK_SECRET`, tokens),
      ...shapeOf(names, (part) => `DOTDIGITAL_${part}_WEBHOOK_TOKEN`, tokens),
      ...shapeOf(users, (part) => `DOTDIGITAL_${part}_WEBHOOK_USER`, secret),
      ...shapeOf(users, (part) => `DOTDIGITAL_${part}_WEBHOOK_PASSWORD`, password),
    }),
    environment,
  )
  return Object.fromEntries(
    names.map(({ id, part }): [string, WebhookSenders] => [
      id,
      {
        signingSecrets: settings[`DOTDIGITAL_${part}_WEBHOOK_SECRET`] as readonly string[],
        tokens: settings[`DOTDIGITAL_${part}_WEBHOOK_TOKEN`] as readonly string[],
        password: passwordIn(settings, part),
      },
    ]),
  )
}

const passwordIn = (settings: Readonly<Record<string, unknown>>, part: string): WebhookSenders['password'] => {
  const { [`DOTDIGITAL_${part}_WEBHOOK_USER`]: user, [`DOTDIGITAL_${part}_WEBHOOK_PASSWORD`]: given } = settings
  return user === undefined ? undefined : { user: user as string, password: given as string }
}
