import type { Request, RequestHandler } from 'express'
import { z } from 'zod'
import { jsonBody } from './json-body.js'
import type { Memory } from './memory.js'
import { Problem } from './problem.js'
import { queryOf, whole } from './query.js'
import type { MiraklSettings, Operation } from './settings.js'
import type { SiteOf } from './site.js'

/** So many calls in so many seconds. */
interface Limit {
  readonly calls: number
  readonly seconds: number
}

const once = (seconds: number): Limit => ({ calls: 1, seconds })

const day = 86_400

/** What the operations document themselves; the others, and calls "at each page display", are not limited. */
const documented: Readonly<Partial<Record<Operation, Limit>>> = {
  AF01: once(day),
  CH11: once(day),
  CUR01: once(day),
  OR11: once(60),
  OR13: once(300),
  OR14: once(2),
  OR15: once(Infinity),
  OR31: { calls: 5, seconds: 1 },
  RT11: once(300),
}

const fullExport = once(day)
const ofPartners: typeof documented = { ...documented, OR11: once(900) }

interface Needs {
  readonly site: SiteOf
  readonly settings: () => MiraklSettings
  readonly now: () => Date
  readonly memory: Memory
}

/** The calls of one operation by one credential, or those for one export. */
interface Spent {
  /** Those that count against the limit, in milliseconds since 1970. */
  readonly at: readonly number[]
  /** What the last of them asked for, but for the page. */
  readonly search: string
}

/** @returns what goes in front of an operation: answers 429 to whoever calls it too often, after 401 to whoever may not */
export const createAllowances = ({
  site,
  settings,
  now,
  memory,
}: Needs): ((operation: Operation) => RequestHandler) => {
  const spent = new Map<string, Spent>()
  memory.listen((fact) => {
    if (fact.fact === 'reset') spent.clear()
  })
  const take = (operation: Operation, request: Request, limit: Limit): number => {
    const { market, credential } = site(request)
    const key = [market.marketplace.id, credential, operation, partOf(operation, request)].join(' ')
    const before = spent.get(key)
    if (isContinued(request, before)) return 0
    const at = now().getTime()
    const recent = (before?.at ?? []).filter((each) => at - each < limit.seconds * 1000)
    const [first = at] = recent
    if (recent.length >= limit.calls) return Math.min(limit.seconds, Math.ceil((first - at) / 1000 + limit.seconds))
    spent.set(key, { at: [...recent, at], search: searchBut(request, ['offset', 'max']) })
    return 0
  }
  return (operation) => (request, response, next) => {
    site(request)
    const limit = isOfAPage(operation, request) ? undefined : limitOf(operation, request, settings())
    const seconds = limit === undefined ? 0 : take(operation, request, limit)
    if (limit === undefined || seconds === 0) return void next()
    if (Number.isFinite(seconds)) response.set('Retry-After', String(seconds))
    throw new Problem(429, `Too many requests: ${operation} may be called ${wordsOf(limit)}`)
  }
}

const limitOf = (operation: Operation, request: Request, settings: MiraklSettings): Limit | undefined => {
  const seconds = settings.callSeconds[operation]
  if (seconds !== undefined) return seconds === 0 ? undefined : once(seconds)
  if (settings.allowances === 'off') return undefined
  if (operation === 'OR13' && isFull(request)) return fullExport
  return (settings.allowances === 'default' ? documented : ofPartners)[operation]
}

const Dates = z.looseObject({
  start_update_date: z.unknown().optional(),
  start_refund_creation_date: z.unknown().optional(),
})

/** An export that is asked for by creation alone. */
const isFull = (request: Request): boolean => {
  const { start_update_date: updated, start_refund_creation_date: refunded } = jsonBody(request, Dates)
  return updated === undefined && refunded === undefined
}

/** What is counted by itself. */
const partOf = (operation: Operation, request: Request): string => {
  if (operation === 'OR13') return isFull(request) ? 'full' : 'differential'
  return operation === 'OR14' || operation === 'OR15' ? request.path : ''
}

/** Orders that are named, or of somebody: what a page is displayed with, and no poll. */
const isOfAPage = (operation: Operation, request: Request): boolean =>
  operation === 'OR11' &&
  ['order_ids', 'commercial_ids', 'customer_ids'].some((name) => queryOf(request)(name).length > 0)

/** A further page belongs to the call that began the walk. */
const isContinued = (request: Request, spent: Spent | undefined): boolean => {
  const query = queryOf(request)
  if (query('page_token').length > 0) return true
  return whole(query, 'offset', 0) > 0 && spent?.search === searchBut(request, ['offset', 'max'])
}

const searchBut = (request: Request, names: readonly string[]): string => {
  const { searchParams } = new URL(request.originalUrl, 'http://localhost')
  for (const name of names) searchParams.delete(name)
  searchParams.sort()
  return searchParams.toString()
}

const wordsOf = ({ calls, seconds }: Limit): string => {
  const often = calls === 1 ? 'once' : `${String(calls)} times`
  return Number.isFinite(seconds) ? `${often} in ${String(seconds)} seconds` : `${often} for each URL`
}
