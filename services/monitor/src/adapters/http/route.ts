import {
  faultsOf,
  guardOf,
  mayOperate,
  mayReadAudit,
  type People,
  type Person,
  personOf,
  sendProblem,
} from '@concord/runtime'
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'

interface Asked<Query, Body, Headers> {
  readonly query: Query
  readonly body: Body
  readonly headers: Headers
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
  readonly allows: 'everybody' | 'readers' | 'owners' | 'operators' | 'admins'
  readonly query: z.ZodObject
  readonly body: z.ZodObject | undefined
  /** Of those headers that mean something here, by their names in lower case. */
  readonly headers: z.ZodObject
  /** Each kind of answer, by its media type. */
  readonly answers: Readonly<Record<string, z.ZodType>>
  /** Problems beside those of every route: 400, 401 and 403. */
  readonly problems: readonly number[]
}

export interface Route extends Described {
  /** Once somebody was let in. */
  readonly steps: readonly RequestHandler[]
}

type Left = 'query' | 'body' | 'headers' | 'problems'

type Given<Query extends z.ZodObject, Body extends z.ZodObject, Headers extends z.ZodObject> = Omit<Described, Left> & {
  readonly query?: Query
  readonly body?: Body
  readonly headers?: Headers
  readonly problems?: readonly number[]
  /** JSON of 64 kB at most where left out. */
  readonly readBody?: RequestHandler
  readonly answer: (
    asked: Asked<z.output<Query>, z.output<Body>, z.output<Headers>>,
    response: Response,
  ) => Promise<void>
}

const nothing = z.strictObject({})
const anything = z.object({})
const readJsonBody = express.json({ limit: '64kb' })

/** What is left out is not there. */
export const described = (given: Omit<Described, Left> & Partial<Pick<Described, Left>>): Described => ({
  ...{ query: nothing, body: undefined, headers: anything, problems: [] },
  ...given,
})

/** A route that reads what it is asked by the schemas which describe it. */
export const route = <
  Query extends z.ZodObject = typeof nothing,
  Body extends z.ZodObject = typeof nothing,
  Headers extends z.ZodObject = typeof anything,
>(
  given: Given<Query, Body, Headers>,
): Route => {
  const { answer, readBody = readJsonBody, ...rest } = given
  const shape = described(rest)
  const asked = z.object({ query: shape.query, headers: shape.headers, body: shape.body ?? z.unknown() })
  const take: RequestHandler = async (request, response) => {
    if (JSON.stringify([request.params, request.query, request.body]).includes('\\u0000'))
      return refuse(response, ['(the whole): must have no NUL character, which cannot be kept'])
    const body = (request.body as unknown) ?? {}
    const read = asked.safeParse({ query: request.query, headers: request.headers, body })
    if (!read.success) return refuse(response, faultsOf(read.error))
    const told = read.data as { query: z.output<Query>; body: z.output<Body>; headers: z.output<Headers> }
    const parameters = parametersOf(request)
    // Only looked for where it is asked for: what everybody reads is read by nobody in particular.
    await answer(
      {
        ...told,
        parameters,
        request,
        get person() {
          return personOf(response)
        },
      },
      response,
    )
  }
  return { ...shape, steps: [readBody, take] }
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
  for (const { method, path, allows, steps } of routes) {
    router[method](patternOf(path), ...admit(allows, people), ...steps)
  }
  return router
}

/** As express writes it. */
export const patternOf = (path: string): string => path.replace('{key}', '*key').replaceAll(/\{(\w+)\}/g, ':$1')

const admit = (allows: Described['allows'], people: People): readonly RequestHandler[] =>
  allows === 'everybody' ? [] : [guardOf({ people, wanted: 'API_TOKEN, or one of API_TOKENS,', ...rightsOf[allows] })]

/** Whose an exception is, is looked at where it is known. */
const rightsOf = {
  readers: {},
  owners: {},
  operators: { may: mayOperate, instead: 'The roles operator and admin in API_TOKENS do this.' },
  admins: { may: mayReadAudit, instead: 'The role admin in API_TOKENS reads this.' },
} as const
