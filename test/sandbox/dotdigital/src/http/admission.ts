import type { Request, Response } from 'express'
import type { RateLimits } from './rate-limits.js'
import type { Reply, Route } from './reply.js'
import type { Store } from '../memory/store.js'
import { hourUsedUp, saidWith, unauthorised, wrongRegion } from './vendor-words.js'

/** Without it, any credentials are good, but some must be given. */
export interface Credentials {
  readonly user?: string | undefined
  readonly password?: string | undefined
}

export interface Admission {
  readonly refusal?: Reply | undefined
  /** Of the answer, whatever it is. */
  readonly headers: Readonly<Record<string, string>>
}

export type Admit = (route: Route, authorization: string | undefined) => Admission

/** Who comes in: with good credentials, to the region of the account, within what is allowed in a minute or an hour. */
export const admission = (store: Store, limits: RateLimits, credentials: Credentials): Admit => {
  const isGood = goodCredentials(credentials)
  return (route, authorization) => {
    const { isRevoked, isForeignRegion, scheme } = store.settings.now()
    if (isRevoked || !isGood(authorization)) return { refusal: unauthorised(route.path), headers: {} }
    if (isForeignRegion && route.path !== '/v2/account-info') return { refusal: wrongRegion, headers: {} }
    const { isExceeded, headers } = limits.enter(route.tier, store.now())
    if (!isExceeded) return { headers }
    // The body of a 429 by tier is not documented.
    return { refusal: scheme === 'hourly' ? hourUsedUp : { status: 429 }, headers }
  }
}

const goodCredentials = ({ user, password }: Credentials) => {
  const expected = `Basic ${Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64')}`
  return (authorization: string | undefined): boolean =>
    user === undefined ? authorization?.startsWith('Basic ') === true : authorization === expected
}

interface RefusalNeeds {
  readonly store: Store
  readonly limits: RateLimits
  readonly routes: readonly Route[]
}

/** How a fault refuses: in the words of the version that was called, a 429 as if the route's tier were used up. */
export const refusedBy = ({ store, limits, routes }: RefusalNeeds): ((response: Response, status: number) => void) => {
  const patterns = routes.map((route) => ({ route, pattern: patternOf(route) }))
  return (response, status) => {
    const request: Request = response.req
    const route = patterns.find(
      ({ route: { method }, pattern }) => method.toUpperCase() === request.method && pattern.test(request.path),
    )?.route
    if (status === 429 && route !== undefined) response.set(limits.exhaustedHeaders(route.tier, store.now()))
    const { body, type } = saidWith(status, request.path, store.settings.now())
    response.status(status)
    if (type !== undefined) response.type(type).send(body)
    else if (body === undefined) response.end()
    else response.json(body)
  }
}

const patternOf = ({ path }: Route): RegExp => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`)
