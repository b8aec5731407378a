import type { RequestHandler, Response } from 'express'
import { sendProblem } from './http.js'
import { mayOperate, mayReadAudit, type Person } from './people.js'
import { operatorsOf, type People, peopleOf, type TokenOf } from './tokens.js'

/** Lets those pass who show the token of readers or one of their own; where none is set, everybody who reaches the port. */
export const onlyReaders = (token: string | undefined, people: readonly TokenOf[] = []): RequestHandler =>
  token === undefined
    ? (_request, _response, next) => void next()
    : guardOf({ people: peopleOf(people, token), wanted: 'API_TOKEN, or one of API_TOKENS,' })

/** Lets operators and admins pass, and whoever shows the token of operators; where there is none of these, nobody. */
export const onlyOperators = (token: string | undefined, people: readonly TokenOf[] = []): RequestHandler =>
  token === undefined && !people.some(mayOperate)
    ? letNobodyPass
    : guardOf({
        people: operatorsOf(people, token),
        may: mayOperate,
        wanted: 'OPERATOR_TOKEN, or one of API_TOKENS with the role operator or admin,',
        instead: 'The roles operator and admin in API_TOKENS do this.',
      })

/** Lets admins pass alone, by tokens of their own. */
export const onlyAdmins = (token: string | undefined, people: readonly TokenOf[] = []): RequestHandler =>
  guardOf({
    people: operatorsOf(people, token),
    may: mayReadAudit,
    wanted: 'one of API_TOKENS with the role admin',
    instead: 'The role admin in API_TOKENS reads this.',
  })

/** Takes everybody who reaches the port for this person. */
export const everybodyIs = (person: Person): RequestHandler => guardOf({ people: () => person, wanted: 'nothing' })

interface Guard {
  readonly people: People
  /** Whether one of them may; each of them where left out. */
  readonly may?: (person: Person) => boolean
  /** The token to send, for whoever is unknown. */
  readonly wanted: string
  /** Who may, for whoever is known and may not. */
  readonly instead?: string
}

/** Lets those pass who are known and may, and keeps who it is for `personOf`. */
export const guardOf =
  ({ people, may = () => true, wanted, instead = '' }: Guard): RequestHandler =>
  (request, response, next) => {
    const person = people(request.headers.authorization)
    if (person === undefined) return askFor(wanted, response)
    if (!may(person)) return sendProblem(response, { status: 403, title: `Not for ${person.role}`, detail: instead })
    passed.set(response, person)
    next()
  }

const passed = new WeakMap<Response, Person>()

/** Who it is that a guard let pass to this answer. */
export const personOf = (response: Response): Person => {
  const person = passed.get(response)
  if (person === undefined) throw new Error('No guard stands before this route, so nobody knows who asks.')
  return person
}

const letNobodyPass: RequestHandler = (_request, response) =>
  sendProblem(response, {
    status: 403,
    title: 'Nobody may act here',
    detail:
      'Give somebody the role operator in API_TOKENS, or set OPERATOR_TOKEN, for this service; restart it, and send that token as a bearer token.',
  })

const askFor = (wanted: string, response: Response): void => {
  response.setHeader('WWW-Authenticate', 'Bearer')
  sendProblem(response, { status: 401, title: 'A token is needed', detail: `Send ${wanted} as a bearer token.` })
}
