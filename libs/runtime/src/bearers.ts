import { createHash, timingSafeEqual } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import { sendProblem } from './http.js'

/** Lets only those pass who know the token; where none is set, everybody who reaches the port. */
export const onlyReaders = (token: string | undefined): RequestHandler => {
  const isKnown = token === undefined ? () => true : bearerOf(token)
  return (request, response, next) => {
    if (isKnown(request.headers.authorization)) return void next()
    askFor('API_TOKEN', response)
  }
}

/** Lets only those act who know the token; where none is set, nobody. */
export const onlyOperators = (token: string | undefined): RequestHandler => {
  const isKnown = token === undefined ? undefined : bearerOf(token)
  return (request, response, next) => {
    if (isKnown === undefined)
      return sendProblem(response, {
        status: 403,
        title: 'Nobody may act here',
        detail: 'Set OPERATOR_TOKEN for this service, restart it, and send that as a bearer token.',
      })
    if (isKnown(request.headers.authorization)) return void next()
    askFor('OPERATOR_TOKEN', response)
  }
}

/** Whether a header shows this token; takes as long for a wrong one as for the right one. */
const bearerOf = (token: string): ((header: string | undefined) => boolean) => {
  const expected = digest(`Bearer ${token}`)
  return (header = '') => timingSafeEqual(expected, digest(header))
}

const askFor = (name: string, response: Response): void => {
  response.setHeader('WWW-Authenticate', 'Bearer')
  sendProblem(response, { status: 401, title: 'A token is needed', detail: `Send ${name} as a bearer token.` })
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
