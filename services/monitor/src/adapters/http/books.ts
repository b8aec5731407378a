import { type Book, bookRoutes } from '@concord/runtime'
import { z } from 'zod'
import { described, type Route } from './route.js'
import { BookPage } from './schemas.js'

/** What was heard of records and triggers, page by page, for whoever lays it beside the books of those who told it. */
export const bookRoutesOf = (books: Readonly<Record<'records' | 'triggers', Book>>): readonly Route[] => {
  const steps = [bookRoutes((_request, _response, next) => void next(), books)]
  return (['records', 'triggers'] as const).map((name) => ({
    ...described({
      ...{ method: 'get', path: `/v1/books/${name}`, name: `${name}Book`, allows: 'readers' },
      summary: `Every one of the ${name} with its state and reason, in the order of names`,
      query: z.object({ after: z.string().optional().describe('`next` of the page before, as JSON') }),
      answers: { 'application/json': BookPage },
    }),
    steps,
  }))
}
