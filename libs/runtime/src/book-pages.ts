import { type RequestHandler, Router } from 'express'
import { z } from 'zod'
import { sendProblem } from './http.js'

/** What a book says of one thing: the words that name it, then where it stands. */
export type BookLine = readonly string[]

export interface Book {
  /** How many words name a thing. */
  readonly nameWords: number
  /** The next lines after a name, in the order of names compared byte by byte; from the first where it is left out. */
  readonly linesAfter: (after: readonly string[] | undefined, limit: number) => Promise<readonly BookLine[]>
}

const pageSize = 5_000

/**
 * `GET /v1/books/<name>`, page by page: `{"lines": [[…], …], "next": […]}`, where `next`, sent as `?after=<JSON>`, gives the
 * page that follows. Whoever audits lays the books of several services side by side.
 */
export const bookRoutes = (readers: RequestHandler, books: Readonly<Record<string, Book>>): Router => {
  const router = Router()
  for (const [name, { nameWords, linesAfter }] of Object.entries(books)) {
    router.get(`/v1/books/${name}`, readers, async (request, response) => {
      const after = afterIn(request.query['after'], nameWords)
      if (after === 'unreadable') {
        const detail = `Send as after what the page before said as next: a JSON list of ${nameWords} words.`
        return sendProblem(response, { status: 400, title: 'after cannot be read', detail })
      }
      const lines = await linesAfter(after, pageSize)
      const next = lines.length < pageSize ? undefined : lines.at(-1)?.slice(0, nameWords)
      response.json({ lines, ...(next && { next }) })
    })
  }
  return router
}

const afterIn = (sent: unknown, nameWords: number): readonly string[] | undefined | 'unreadable' => {
  if (sent === undefined) return undefined
  const Name = z.array(z.string().regex(/^[^\0]*$/)).length(nameWords)
  try {
    const read = Name.safeParse(typeof sent === 'string' ? JSON.parse(sent) : sent)
    return read.success ? read.data : 'unreadable'
  } catch {
    return 'unreadable'
  }
}
