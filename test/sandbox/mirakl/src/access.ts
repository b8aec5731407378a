import type { Request } from 'express'
import type { Tokens } from './oauth.js'
import { Problem } from './problem.js'
import type { Marketplace } from './world.js'

export type View = 'operator' | 'seller'

export interface Caller {
  readonly view: View
  /** What let them in: allowances and running exports are counted by it. */
  readonly credential: 'operator-key' | 'seller-key' | 'client'
}

interface Doors {
  readonly tokens: Tokens
  /** Marketplaces whose keys and tokens are good no more. */
  readonly revoked: readonly string[]
}

/**
 * A key is accepted raw, the legacy way, and behind `Bearer`; a token of OAuth only behind `Bearer`.
 *
 * @throws Problem 401
 */
export const callerOf = (request: Request, marketplace: Marketplace, { tokens, revoked }: Doors): Caller => {
  if (revoked.includes(marketplace.id)) throw unauthorised()
  const given = request.headers.authorization ?? ''
  const key = given.replace(/^Bearer /, '')
  if (key === marketplace.apiKey) return { view: 'operator', credential: 'operator-key' }
  if (key === marketplace.sellerKey) return { view: 'seller', credential: 'seller-key' }
  if (given !== key && tokens.isGood(key, marketplace)) return { view: 'operator', credential: 'client' }
  throw unauthorised()
}

const unauthorised = (): Problem => new Problem(401, 'Unauthorized, you are not allowed to perform this call')
