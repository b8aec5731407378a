import type { Book } from '@concord/runtime'
import type { Router } from 'express'
import type { Exceptions } from '../exceptions.js'
import type { Timelines } from '../ports.js'
import { bookRoutesOf } from './http/books.js'
import { eventPace, eventRoute, type Pace } from './http/events.js'
import { exceptionRoutes } from './http/exceptions.js'
import { documentOf } from './http/openapi.js'
import { recordRoutes } from './http/records.js'
import { type Route, route, routerOf } from './http/route.js'
import { Document } from './http/schemas.js'
import type { People } from './tokens.js'

interface Needs {
  readonly timelines: Timelines
  readonly exceptions: Exceptions
  readonly books: Readonly<Record<'records' | 'triggers', Book>>
  readonly people: People
  readonly now?: () => Date
  readonly pace?: Pace
}

export const monitorRoutes = ({ people, ...needs }: Needs): Router => routerOf(routesOf(needs), people)

/** Every route there is, the one that describes them included. */
export const routesOf = (needs: Omit<Needs, 'people'>): readonly Route[] => {
  const { timelines, exceptions, books, now = () => new Date(), pace = eventPace } = needs
  const routes: readonly Route[] = [
    ...recordRoutes(timelines),
    ...bookRoutesOf(books),
    ...exceptionRoutes({ exceptions, now }),
    eventRoute({ exceptions, pace }),
    route({
      ...{ method: 'get', path: '/openapi.json', name: 'getDocument', allows: 'everybody' },
      summary: 'This document',
      answers: { 'application/json': Document },
      answer: async (_asked, response) => void response.json(documentOf(routes)),
    }),
  ]
  return routes
}
