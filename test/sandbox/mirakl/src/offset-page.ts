import type { Request, Response } from 'express'
import { pageSize, queryOf, whole } from './query.js'
import type { WireObject } from './world.js'

interface Result {
  readonly collection: string
  readonly found: readonly WireObject[]
  /** How each item looks to this caller; as it is where there is none. */
  readonly show?: ((item: WireObject) => WireObject) | undefined
  /** What else the answer tells. */
  readonly beside?: WireObject
}

/** Answers one page of `found`, with `total_count` and the `Link` header that walks the pages. */
export const sendOffsetPage = (
  request: Request,
  response: Response,
  { collection, found, show, beside }: Result,
): void => {
  const query = queryOf(request)
  const max = pageSize(query, 'max')
  const offset = whole(query, 'offset', 0)
  const links = [
    ...(offset > 0 ? [link(request, Math.max(0, offset - max), 'previous')] : []),
    ...(offset + max < found.length ? [link(request, offset + max, 'next')] : []),
  ]
  if (links.length > 0) response.set('Link', links.join(', '))
  const page = found.slice(offset, offset + max)
  response.json({
    ...beside,
    [collection]: show === undefined ? page : page.map(show),
    total_count: found.length,
  })
}

const link = (request: Request, offset: number, relation: string): string => {
  const url = new URL(request.originalUrl, `${request.protocol}://${request.get('host') ?? 'localhost'}`)
  url.searchParams.set('offset', String(offset))
  return `<${url.href}>; rel="${relation}"`
}
