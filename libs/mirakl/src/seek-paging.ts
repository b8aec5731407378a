import { z } from 'zod'
import { MiraklUnavailable } from './errors.js'
import type { Answer, Query } from './http.js'

/** Items as they came, for each to be parsed on its own. */
export interface SeekPage {
  readonly items: readonly unknown[]
}

/** The token is documented as absent at the end, yet the documented example of RT11 shows null. */
const Body = z.object({ data: z.array(z.unknown()), next_page_token: z.string().nullish() })

/** All pages of a seek-paged operation in turn (RT11, OR61): once there is a token, it is sent alone. */
export async function* seekPages(
  operation: string,
  read: (query: Query) => Promise<Answer>,
  first: Query,
): AsyncGenerator<SeekPage, void, undefined> {
  let query: Query | undefined = first
  let token: string | undefined
  while (query !== undefined) {
    const body = Body.safeParse((await read(query)).body)
    if (!body.success) throw new MiraklUnavailable(`${operation}: the answer holds no data`)
    yield { items: body.data.data }

    const next: string | undefined = body.data.next_page_token ?? undefined
    if (next !== undefined && next === token) {
      throw new MiraklUnavailable(`${operation}: the page token does not move on`)
    }
    token = next
    query = token === undefined || token === '' ? undefined : { page_token: token }
  }
}
