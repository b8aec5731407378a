import { type BookLine, BookPage } from '../answers.js'
import type { ServiceAt } from '../surroundings.js'
import { ask } from './service-http.js'

/** A book from its first line to its last, a page at a time. */
export async function* readBook(at: ServiceAt, name: string): AsyncIterable<BookLine> {
  let after: readonly string[] | undefined
  do {
    const query: string = after === undefined ? '' : `?after=${encodeURIComponent(JSON.stringify(after))}`
    const page: { readonly lines: readonly BookLine[]; readonly next?: readonly string[] | undefined } = await ask(
      at,
      BookPage,
      { path: `/v1/books/${name}${query}` },
    )
    yield* page.lines
    after = page.next
  } while (after !== undefined)
}
