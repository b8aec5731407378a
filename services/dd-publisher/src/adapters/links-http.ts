import type { LinkVisits } from '@concord/contracts'
import { type RequestHandler, Router } from 'express'

/** `GET /v1/links`: what came of visiting the addresses that messages lately showed. */
export const linkRoutes = (readers: RequestHandler, visits: () => Promise<LinkVisits>): Router =>
  Router().get('/v1/links', readers, async (_request, response) => {
    response.json(await visits())
  })
