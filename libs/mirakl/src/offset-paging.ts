import { z } from 'zod'
import { MiraklUnavailable } from './errors.js'
import type { Answer } from './http.js'
import { type Pages, pagesBy } from './pages.js'

/** Items as they came: each is parsed on its own, so that a bad one never holds back its neighbours. */
export interface Page {
  readonly items: readonly unknown[]
  /** All that match, over all pages, when this page was read. */
  readonly total: number
  /** Where the next page begins; undefined on the last. */
  readonly next?: number | undefined
}

/**
 * One page of an offset-paged operation (OR11, S20).
 *
 * The end is where no `Link rel="next"` comes and `total_count` is reached. Only the offset is taken from the link:
 * behind a proxy its host may be one that cannot be reached from here.
 */
export const readPage = (operation: string, collection: string, answer: Answer, offset: number): Page => {
  const body = z.record(z.string(), z.unknown()).safeParse(answer.body)
  const items = z.array(z.unknown()).safeParse(body.data?.[collection])
  if (!items.success) throw new MiraklUnavailable(`${operation}: the answer holds no ${collection}`)

  const end = offset + items.data.length
  const total = z.int().min(0).catch(end).parse(body.data?.['total_count'])
  return {
    items: items.data,
    total,
    next: items.data.length === 0 ? undefined : nextOffset(answer.nextLink, end, total),
  }
}

/** Lets a link without a host be read too. */
const anyHost = 'http://localhost'

/** Never behind `end`, so that reading always comes to an end. */
const nextOffset = (link: string | undefined, end: number, total: number): number | undefined => {
  if (link === undefined || !URL.canParse(link, anyHost)) return end < total ? end : undefined
  const linked = Number(new URL(link, anyHost).searchParams.get('offset'))
  return linked >= end ? linked : end
}

/** All pages in turn, from the first. */
export const offsetPages = (read: (offset: number) => Promise<Page>): Pages<Page> => {
  let offset: number | undefined = 0
  return pagesBy(async () => {
    if (offset === undefined) return undefined
    const page = await read(offset)
    offset = page.next
    return page
  })
}
