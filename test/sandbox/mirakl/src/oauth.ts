import { randomBytes } from 'node:crypto'
import { textOf } from '@concord/sandbox-kit'
import type { RequestHandler } from 'express'
import type { MiraklSettings } from './settings.js'
import type { Marketplace } from './world.js'

/** As `expires_in` was seen in the wild. */
const lifetimeSeconds = 3_599

/** OAuth 2 client credentials, as Mirakl's own server gives them out; every restart forgets them. */
export interface Tokens {
  /** `POST /oauth/token`. */
  readonly issue: RequestHandler
  /** Whether `token` lets its bearer into `marketplace` as its operator. */
  isGood(token: string, marketplace: Marketplace): boolean
}

interface Issued {
  readonly marketplaceId: string
  readonly until: number
}

/** What an integration is configured with: derived from the marketplace, so that every start knows the same. */
export const clientOf = ({ id, apiKey }: Marketplace) => ({
  clientId: `${id}-client`,
  clientSecret: `${apiKey}-secret`,
})

export const createTokens = (
  marketplaces: readonly Marketplace[],
  settings: () => MiraklSettings,
  now: () => Date,
): Tokens => {
  const issued = new Map<string, Issued>()
  return {
    issue: (request, response) => {
      const form = new URLSearchParams(textOf(request))
      if (form.get('grant_type') !== 'client_credentials') {
        response.status(400).json({ error: 'unsupported_grant_type' })
        return
      }
      const marketplace = marketplaces.find((each) => isClient(each, form) && !settings().revoked.includes(each.id))
      if (marketplace === undefined) {
        response.status(401).json({ error: 'invalid_client' })
        return
      }
      const token = randomBytes(24).toString('base64url')
      issued.set(token, { marketplaceId: marketplace.id, until: now().getTime() + lifetimeSeconds * 1000 })
      response.json({ token_type: 'bearer', access_token: token, expires_in: lifetimeSeconds })
    },
    isGood: (token, { id }) => {
      const found = issued.get(token)
      return found?.marketplaceId === id && found.until > now().getTime()
    },
  }
}

const isClient = (marketplace: Marketplace, form: URLSearchParams): boolean => {
  const { clientId, clientSecret } = clientOf(marketplace)
  return form.get('client_id') === clientId && form.get('client_secret') === clientSecret
}
