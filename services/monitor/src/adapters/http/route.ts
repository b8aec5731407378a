import { faultsOf, sendProblem } from '@concord/runtime'
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import { mayReadAudit, type Person } from '../../people.js'
import type { People } from '../tokens.js'

interface Asked<Query, Body> {
  readonly query: Query
  readonly body: Body
  readonly parameters: Readonly<Record<string, string>>
  readonly person: Person
  readonly request: Request
}

/** What a route is to whoever calls it; the OpenAPI document says the same. */
export interface Described {
  readonly method: 'get' | 'post'
  /** As OpenAPI writes it, like `/v1/exceptions/{id}`. */
  readonly path: string
  readonly name: string
  readonly summary: string
  readonly allows: 'everybody' | 'readers' | 'owners' | 'admins'
  readonly query: z.ZodObject
  readonly body: z.ZodObject | undefined
  /** Each kind of answer, by its media type. */
  readonly answers: Readonly<Record<string, z.ZodType>>
  /** Problems beside those of every route: 400, 401 and 403. */
  readonly problems: readonly number[]
}

export interface Route extends Described {
  readonly take: RequestHandler
}

type Left = 'query' | 'body' | 'problems'

type Given<Query extends z.ZodObject, Body extends z.ZodObject> = Omit<Described, Left> & {
  readonly query?: Query
  readonly body?: Body
  readonly problems?: readonly number[]
  readonly answer: (asked: Asked<z.output<Query>, z.output<Body>>, response: Response) => Promise<void>
}

const nothing = z.strictObject({})

/** What is left out is not there. */
export const described = (given: Omit<Described, Left> & Partial<Pick<Described, Left>>): Described => ({
  ...{ query: nothing, body: undefined, problems: [] },
  ...given,
})

/** A route that reads what it is asked by the schemas which describe it. */
export const route = <Query extends z.ZodObject = typeof nothing, Body extends z.ZodObject = typeof nothing>(
  given: Given<Query, Body>,
): Route => {
  const { answer, ...rest } = given
  const { query, body, ...others } = described(rest)
  const asked = z.object({ query, body: body ?? z.unknown() })
  const take: RequestHandler = async (request, response) => {
    if (JSON.stringify([request.params, request.query, request.body]).includes('\\u0000'))
      return refuse(response, ['(the whole): must have no NUL character, which cannot be kept'])
    const read = asked.safeParse({ query: request.query, body: (request.body as unknown) ?? {} })
    if (!read.success) return refuse(response, faultsOf(read.error))
    const { query: askedQuery, body: askedBody } = read.data as { query: z.output<Query>; body: z.output<Body> }
    const person = response.locals['person'] as Person
    await answer({ query: askedQuery, body: askedBody, parameters: parametersOf(request), person, request }, response)
  }
  return { ...others, query, body, take }
}

/** Names every fault by its field, `query.limit` or `body.reason`. */
export const refuse = (response: Response, faults: readonly string[]): void =>
  sendProblem(response, { status: 400, title: 'This cannot be answered', detail: faults.join('; '), faults })

/** A key may hold slashes, so it is all that follows. */
const parametersOf = ({ params }: Request): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(params).map(([name, value]) => [name, Array.isArray(value) ? value.join('/') : value]),
  )

export const routerOf = (routes: readonly Route[], people: People): Router => {
  const router = Router()
  const readBody = express.json({ limit: '64kb' })
  for (const { method, path, allows, take } of routes) {
    router[method](patternOf(path), admit(allows, people), readBody, take)
  }
  return router
}

/** As express writes it. */
export const patternOf = (path: string): string => path.replace('{key}', '*key').replaceAll(/\{(\w+)\}/g, ':$1')

const admit =
  (allows: Described['allows'], people: People): RequestHandler =>
  ({ headers }, response, next) => {
    if (allows === 'everybody') return void next()
    const person = people(headers.authorization)
    if (person === undefined) {
      response.setHeader('WWW-Authenticate', 'Bearer')
      const detail = 'Send API_TOKEN, or one of API_TOKENS, as a bearer token.'
      return sendProblem(response, { status: 401, title: 'A token is needed', detail })
    }
    if (allows === 'admins' && !mayReadAudit(person)) {
      const detail = 'The role admin in API_TOKENS reads this.'
      return sendProblem(response, { status: 403, title: `Not for ${person.role}`, detail })
    }
    response.locals['person'] = person
    next()
  }
