import { z } from 'zod'
import type { PendingOrders } from '../../alerts/watched.js'
import { cursorOf, exceptionPaging, pagingOf } from './cursor.js'
import { type Route, route } from './route.js'

const instant = z.iso.datetime().describe('UTC')

export const PendingPage = z.object({
  orders: z.array(
    z.object({
      ...{ key: z.string(), marketplace: z.string(), state: z.string(), since: instant },
      seller: z.object({ id: z.string(), name: z.string() }).nullable(),
      channel: z.string().nullable(),
    }),
  ),
  next: z.string().optional().describe('The cursor of the next page, where there is one'),
})

const filters = {
  ...{ marketplace: z.string().min(1).optional(), state: z.string().min(1).optional() },
  seller: z.string().min(1).optional().describe('The id of its shop'),
  channel: z.string().min(1).optional(),
  before: instant.optional().describe('Only orders that have been in their state since before then'),
}

interface Needs {
  readonly pending: PendingOrders
}

/** What an alert about pending orders has only examples of. */
export const pendingRoute = ({ pending }: Needs): Route =>
  route({
    ...{ method: 'get', path: '/v1/pending', name: 'listPending', allows: 'readers' },
    summary: 'Orders in which somebody has to act, whose they are and since when, the oldest first',
    query: z.strictObject({ ...filters, ...exceptionPaging }),
    answers: { 'application/json': PendingPage },
    async answer({ query: { limit, cursor, ...filter } }, response) {
      const { items, next } = await pending.list(filter, pagingOf({ limit, cursor }))
      response.json({ orders: items, next: cursorOf(next) })
    },
  })
