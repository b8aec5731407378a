import type { Request, Response } from 'express'
import { z } from 'zod'
import { Problem } from './problem.js'
import { pageSize, type Query } from './query.js'
import { compareText } from './wire.js'
import type { WireObject } from './world.js'

/** Where an item stands in the walk: by instant, then by id. */
const Key = z.object({ at: z.string(), id: z.string() })
type Key = z.infer<typeof Key>

/** Everything a page needs, so that the other parameters no longer count once a token is sent. */
const Token = z.object({ search: z.string(), after: Key.optional(), before: Key.optional() })
type Token = z.infer<typeof Token>

interface Walk {
  /** All that was asked for, rising by key. */
  readonly find: (query: Query) => readonly WireObject[]
  readonly keyOf: (item: WireObject) => Key
  /** How each item looks to the caller; as it is where there is none. */
  readonly show?: (item: WireObject) => WireObject
}

/** Answers one page: it starts after the last item of the one before, or ends before its first, whatever came in between. */
export const sendSeekPage = (request: Request, response: Response, { find, keyOf, show }: Walk): void => {
  const { searchParams, search } = new URL(request.originalUrl, 'http://localhost')
  const given = searchParams.get('page_token')
  const token = given === null ? { search } : readToken(given)
  const parameters = new URLSearchParams(token.search)
  const query: Query = (name) => parameters.getAll(name)

  const found = find(query).map((item) => ({ item, key: keyOf(item) }))
  const page = pageOf(found, token, pageSize(query, 'limit'))
  const [first, last] = [page[0]?.key, page.at(-1)?.key]
  const hasEarlier = first !== undefined && found.some(({ key }) => compare(key, first) < 0)
  const hasLater = last !== undefined && found.some(({ key }) => compare(key, last) > 0)
  response.json({
    data: page.map(({ item }) => (show === undefined ? item : show(item))),
    next_page_token: hasLater ? writeToken({ search: token.search, after: last }) : null,
    previous_page_token: hasEarlier ? writeToken({ search: token.search, before: first }) : null,
  })
}

const pageOf = <T extends { readonly key: Key }>(found: readonly T[], token: Token, limit: number): readonly T[] => {
  const { after, before } = token
  if (before !== undefined) return found.filter(({ key }) => compare(key, before) < 0).slice(-limit)
  return found.filter(({ key }) => after === undefined || compare(key, after) > 0).slice(0, limit)
}

const compare = (left: Key, right: Key): number =>
  Date.parse(left.at) - Date.parse(right.at) || compareText(left.id, right.id)

const writeToken = (token: Token): string => Buffer.from(JSON.stringify(token)).toString('base64url')

const readToken = (token: string): Token => {
  try {
    return Token.parse(JSON.parse(Buffer.from(token, 'base64url').toString()))
  } catch {
    throw new Problem(400, 'The page token is not valid')
  }
}
