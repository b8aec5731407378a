import type { IncomingHttpHeaders } from 'node:http'
import type { Request } from 'express'
import { inflate, readBytes } from './body.js'

/** What somebody sent, before anything of it is believed. */
export interface Post {
  /** The marketplace or account that its path names. */
  readonly place: string
  readonly headers: IncomingHttpHeaders
  /** The text under a name in the query, where it stands there once. */
  readonly inQuery: (name: string) => string | undefined
  /** The bytes as they were sent. */
  readonly sent: Buffer
  /** @throws Refusal where they cannot be inflated */
  readonly inflated: () => Promise<Buffer>
}

/** @throws Refusal 413 or 503 */
export const readPost = async (request: Request, takeRoom: Parameters<typeof readBytes>[1]): Promise<Post> => {
  const { headers, params, query } = request
  const sent = await readBytes(request, takeRoom)
  return {
    place: String(params['place']),
    headers,
    inQuery: (name) => {
      const value = Object.hasOwn(query, name) ? query[name] : undefined
      return typeof value === 'string' ? value : undefined
    },
    sent,
    inflated: once(() => inflate(sent, headers['content-encoding'])),
  }
}

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}

/** A header as one text. */
export const headerOf = ({ headers }: Pick<Post, 'headers'>, name: string): string | undefined => {
  const value = headers[name]
  return Array.isArray(value) ? value[0] : value
}
