import { createHash, timingSafeEqual } from 'node:crypto'
import { sendProblem } from '@concord/runtime'
import type { RequestHandler } from 'express'

/** Lets only those act who know the token; where none is set, nobody. */
export const onlyOperators = (token: string | undefined): RequestHandler => {
  const expected = token === undefined ? undefined : digest(`Bearer ${token}`)
  return (request, response, next) => {
    if (expected === undefined)
      return sendProblem(response, {
        status: 403,
        title: 'Nobody may act here',
        detail: 'Set OPERATOR_TOKEN for the identity-resolver, restart it, and send that as a bearer token.',
      })
    if (timingSafeEqual(expected, digest(request.headers.authorization ?? ''))) return void next()
    response.setHeader('WWW-Authenticate', 'Bearer')
    sendProblem(response, { status: 401, title: 'A token is needed', detail: 'Send OPERATOR_TOKEN as a bearer token.' })
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
