import type { Request } from 'express'
import type { Tokens } from './oauth.js'
import { Problem } from './problem.js'
import type { Marketplace } from './world.js'

export type View = 'operator' | 'seller'

interface Doors {
  readonly tokens: Tokens
  /** Marketplaces whose keys and tokens are good no more. */
  readonly revoked: readonly string[]
}

/** A key is accepted raw, the legacy way, and behind `Bearer`; a token of OAuth only behind `Bearer`. */
export const viewFor = (request: Request, marketplace: Marketplace, { tokens, revoked }: Doors): View => {
  if (revoked.includes(marketplace.id)) throw unauthorised()
  const given = request.headers.authorization ?? ''
  const key = given.replace(/^Bearer /, '')
  if (key === marketplace.apiKey) return 'operator'
  if (key === marketplace.sellerKey) return 'seller'
  if (given !== key && tokens.isGood(key, marketplace)) return 'operator'
  throw unauthorised()
}

const unauthorised = (): Problem => new Problem(401, 'Unauthorized, you are not allowed to perform this call')
