import type { Book, People } from '@concord/runtime'
import type { Router } from 'express'
import type { Alerts } from '../alerts/alerts-port.js'
import type { PendingOrders } from '../alerts/watched.js'
import type { Changes } from '../changes.js'
import type { Corrections } from '../correcting.js'
import type { Exceptions } from '../exceptions.js'
import type { PeriodFigures } from '../period-figures.js'
import type { Timelines } from '../ports.js'
import { alertRoutes } from './http/alerts.js'
import { bookRoutesOf } from './http/books.js'
import { configurationRoute, type Running } from './http/configuration.js'
import { correctionRoutes } from './http/corrections.js'
import { eventPace, eventRoute, type Pace } from './http/events.js'
import { exceptionRoutes } from './http/exceptions.js'
import { figuresRoute } from './http/figures.js'
import { documentOf } from './http/openapi.js'
import { pendingRoute } from './http/pending.js'
import type { Reconciling } from './http/reconciliation-guards.js'
import { reconciliationRoutes } from './http/reconciliations.js'
import { type ContactUrlOf, recordRoutes } from './http/records.js'
import { searchRoute } from './http/search.js'
import { type Route, route, routerOf } from './http/route.js'
import { Document } from './http/schemas.js'

interface Needs {
  readonly timelines: Timelines
  readonly exceptions: Exceptions
  /** Nothing is corrected where left out. */
  readonly corrections?: Corrections | undefined
  /** Nothing can be followed where left out. */
  readonly changes?: Changes | undefined
  readonly books: Readonly<Record<'records' | 'triggers', Book>>
  readonly people: People
  /** Left out, no contact is linked. */
  readonly contactUrlOf?: ContactUrlOf | undefined
  /** No routes of it where left out. */
  readonly reconciling?: Reconciling | undefined
  /** No routes of them where left out. */
  readonly alerts?: Alerts | undefined
  /** No route of them where left out. */
  readonly pending?: PendingOrders | undefined
  /** No route of it where left out. */
  readonly figures?: PeriodFigures | undefined
  /** No route of it where left out. */
  readonly running?: Running | undefined
  readonly now?: () => Date
  readonly pace?: Pace
}

export const monitorRoutes = ({ people, ...needs }: Needs): Router => routerOf(routesOf(needs), people)

/** Every route there is, the one that describes them included. */
export const routesOf = (needs: Omit<Needs, 'people'>): readonly Route[] => {
  const {
    timelines,
    exceptions,
    corrections,
    changes,
    alerts,
    pending,
    books,
    figures,
    running,
    reconciling,
    contactUrlOf = () => undefined,
    now = () => new Date(),
    pace = eventPace,
  } = needs
  const routes: readonly Route[] = [
    ...recordRoutes(timelines, contactUrlOf),
    searchRoute(timelines),
    ...bookRoutesOf(books),
    ...(figures === undefined ? [] : [figuresRoute(figures)]),
    ...(running === undefined ? [] : [configurationRoute(running)]),
    ...exceptionRoutes({ exceptions, now }),
    ...correctionRoutes({ exceptions, corrections, now }),
    ...(alerts === undefined ? [] : alertRoutes({ alerts, now })),
    ...(pending === undefined ? [] : [pendingRoute({ pending })]),
    ...(changes === undefined ? [] : [eventRoute({ changes, timelines, pace })]),
    ...(reconciling === undefined ? [] : reconciliationRoutes({ ...reconciling, now })),
    route({
      ...{ method: 'get', path: '/openapi.json', name: 'getDocument', allows: 'everybody' },
      summary: 'This document',
      answers: { 'application/json': Document },
      answer: async (_asked, response) => void response.json(documentOf(routes)),
    }),
  ]
  return routes
}
