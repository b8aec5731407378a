import type { Request, RequestHandler } from 'express'
import { z } from 'zod'
import type { Market } from './market.js'
import { Problem } from './problem.js'
import { date, pageSize, queryOf, repeated, type Query } from './query.js'
import type { SiteOf } from './site.js'
import { asObject, byCreation, instantOf, listOf, objectOf, textOf } from './wire.js'
import type { WireObject } from './world.js'

/** Everything a page needs, so that the other parameters no longer count once a token is sent. */
const Token = z.object({
  search: z.string(),
  after: z.object({ date_created: z.string(), id: z.string() }),
})

const rising = byCreation('date_created', 'id')

/** RT11, with seek paging: a page starts after the last return of the one before, whatever came in between. */
export const listReturns =
  (site: SiteOf): RequestHandler =>
  (request, response) => {
    const { market } = site(request)
    const asked = queryOf(request)
    const token = asked('page_token')[0]
    const { search, after } = token === undefined ? { search: searchOf(request), after: undefined } : readToken(token)
    const parameters = new URLSearchParams(search)
    const query: Query = (name) => parameters.getAll(name)

    const found = matching(market, query).filter((candidate) => after === undefined || rising(candidate, after) > 0)
    const page = found.slice(0, pageSize(query, 'limit'))
    const last = page.at(-1)
    response.json({
      data: page,
      next_page_token: last === undefined || page.length === found.length ? null : writeToken(search, last),
      previous_page_token: null,
    })
  }

const searchOf = (request: Request): string => new URL(request.originalUrl, 'http://localhost').search

const writeToken = (search: string, last: WireObject): string => {
  const after = { date_created: textOf(last, 'date_created'), id: textOf(last, 'id') }
  return Buffer.from(JSON.stringify({ search, after })).toString('base64url')
}

const readToken = (token: string): z.infer<typeof Token> => {
  try {
    return Token.parse(JSON.parse(Buffer.from(token, 'base64url').toString()))
  } catch {
    throw new Problem(400, 'The page token is not valid')
  }
}

const matching = (market: Market, query: Query): readonly WireObject[] => {
  const ids = repeated(query, 'return_id')
  const states = repeated(query, 'return_state')
  const checkouts = repeated(query, 'order_commercial_id')
  const lines = repeated(query, 'order_line_id')
  const customers = repeated(query, 'customer_id')
  return market
    .returns()
    .filter((candidate) => ids?.has(textOf(candidate, 'id')) ?? true)
    .filter((candidate) => states?.has(textOf(candidate, 'state')) ?? true)
    .filter((candidate) => checkouts?.has(textOf(candidate, 'order_commercial_id')) ?? true)
    .filter((candidate) => lines === undefined || lineIds(candidate).some((id) => lines.has(id)))
    .filter((candidate) => customers?.has(customerOf(candidate, market)) ?? true)
    .filter(within(query, 'date_created', 'return_creation_date'))
    .filter(within(query, 'last_updated', 'return_last_updated'))
}

const within = (query: Query, key: string, parameter: string): ((candidate: WireObject) => boolean) => {
  const from = date(query, `${parameter}_from`) ?? -Infinity
  const to = date(query, `${parameter}_to`) ?? Infinity
  return (candidate) => !(instantOf(candidate, key) < from) && !(instantOf(candidate, key) > to)
}

const lineIds = (candidate: WireObject): readonly string[] =>
  listOf(candidate, 'return_lines').map((line) => textOf(asObject(line), 'order_line_id'))

const customerOf = (candidate: WireObject, market: Market): string => {
  const order = market.order(textOf(candidate, 'order_id')) ?? {}
  return textOf(objectOf(order, 'customer'), 'customer_id')
}
