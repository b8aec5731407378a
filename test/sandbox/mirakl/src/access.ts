import type { Request } from 'express'
import { Problem } from './problem.js'
import type { Marketplace } from './world.js'

export type View = 'operator' | 'seller'

/** A key is accepted raw, the legacy way, and behind `Bearer`, the current one. */
export const viewFor = (request: Request, marketplace: Marketplace): View => {
  const key = (request.headers.authorization ?? '').replace(/^Bearer /, '')
  if (key === marketplace.apiKey) return 'operator'
  if (key === marketplace.sellerKey) return 'seller'
  throw new Problem(401, 'Unauthorized, you are not allowed to perform this call')
}
