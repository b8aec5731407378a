import type { RequestHandler } from 'express'

/** Tells "this sandbox has no such operation" from "there is no such thing", which are both 404. */
export const notServedHeader = 'x-sandbox-not-served'

/** Goes in front of the answer to whatever no route took. */
export const markNotServed: RequestHandler = (_request, response, next) => {
  response.set(notServedHeader, 'true')
  next()
}
