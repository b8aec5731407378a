import { z } from 'zod'
import { MiraklUnavailable } from './errors.js'
import type { Answer, Query } from './http.js'
import { type Pages, pagesBy } from './pages.js'

/** Items as they came, for each to be parsed on its own. */
export interface SeekPage {
  readonly items: readonly unknown[]
}

/** The token is documented as absent at the end, yet the documented example of RT11 shows null. */
const Body = z.object({ data: z.array(z.unknown()), next_page_token: z.string().nullish() })

/** All pages of a seek-paged operation in turn (RT11, OR61): once there is a token, it is sent alone. */
export const seekPages = (
  operation: string,
  read: (query: Query) => Promise<Answer>,
  first: Query,
): Pages<SeekPage> => {
  let query: Query | undefined = first
  let isStuck = false
  return pagesBy(async () => {
    if (isStuck) throw new MiraklUnavailable(`${operation}: the page token does not move on`)
    if (query === undefined) return undefined
    const body = Body.safeParse((await read(query)).body)
    if (!body.success) throw new MiraklUnavailable(`${operation}: the answer holds no data`)

    const token = body.data.next_page_token ?? ''
    isStuck = token !== '' && token === query['page_token']
    query = token === '' ? undefined : { page_token: token }
    return { items: body.data.data }
  })
}
