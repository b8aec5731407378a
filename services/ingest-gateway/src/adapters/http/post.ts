import type { IncomingHttpHeaders } from 'node:http'
import type { Request } from 'express'
import { inflate, readBytes } from './body.js'

/** What somebody sends, as far as it stands in front of the body, before anything of it is believed. */
export interface Opening {
  /** The marketplace or account that its path names. */
  readonly place: string
  readonly headers: IncomingHttpHeaders
  /** The text under a name in the query, where it stands there once. */
  readonly inQuery: (name: string) => string | undefined
}

/** All that somebody sent. */
export interface Post extends Opening {
  /** The bytes as they were sent. */
  readonly sent: Buffer
  /** @throws Refusal where they cannot be inflated */
  readonly inflated: () => Promise<Buffer>
}

export const openingOf = ({ headers, params, query }: Request): Opening => ({
  place: String(params['place']),
  headers,
  inQuery: (name) => {
    const value = Object.hasOwn(query, name) ? query[name] : undefined
    return typeof value === 'string' ? value : undefined
  },
})

/** @throws Refusal 413 or 503 */
export const readPost = async (request: Request, takeRoom: Parameters<typeof readBytes>[1]): Promise<Post> => {
  const sent = await readBytes(request, takeRoom)
  return {
    ...openingOf(request),
    sent,
    inflated: once(() => inflate(sent, request.headers['content-encoding'])),
  }
}

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

/** A header as one text. */
export const headerOf = ({ headers }: Pick<Opening, 'headers'>, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}
