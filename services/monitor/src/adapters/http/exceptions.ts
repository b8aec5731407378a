import { explainException } from '@concord/domain'
import { sendProblem } from '@concord/runtime'
import type { Response } from 'express'
import { z } from 'zod'
import type { Action } from '../../acting.js'
import type { Exceptions } from '../../exceptions.js'
import { cursorOf, deedPaging, exceptionPaging, pagingOf } from './cursor.js'
import { sendCsv } from './export.js'
import { type Route, route } from './route.js'
import { bodies, DeedPage, ExceptionPage, ExceptionShown, ExceptionWithHistory, filters } from './schemas.js'
import { language, shown } from './shown.js'

interface Needs {
  readonly exceptions: Exceptions
  readonly now: () => Date
}

export const exceptionRoutes = ({ exceptions, now }: Needs): readonly Route[] => [
  route({
    ...{ method: 'get', path: '/v1/exceptions', name: 'listExceptions', allows: 'readers' },
    summary: 'What a person must act on, newest first; as CSV all of it that fits, whatever the page',
    query: z.strictObject({ ...filters, ...exceptionPaging, language }),
    answers: { 'application/json': ExceptionPage, 'text/csv': z.string() },
    async answer({ query: { limit, cursor, language: inLanguage, ...filter }, request }, response) {
      response.vary('Accept')
      if (request.accepts(['json', 'csv']) === 'csv') return sendCsv(response, { exceptions, filter, inLanguage })
      const { items, next } = await exceptions.list(filter, pagingOf({ limit, cursor }))
      response.json({ exceptions: items.map((one) => shown(one, inLanguage)), next: cursorOf(next) })
    },
  }),
  route({
    ...{ method: 'get', path: '/v1/exceptions/{id}', name: 'getException', allows: 'readers', problems: [404] },
    summary: 'One of them, with its notes and everything else people did about it, oldest first',
    query: z.strictObject({ language }),
    answers: { 'application/json': ExceptionWithHistory },
    async answer({ query, parameters: { id = '' } }, response) {
      const found = await exceptions.find(id)
      if (found === undefined) return noSuch(response, id)
      response.json({ ...found, exception: shown(found.exception, query.language) })
    },
  }),
  actRoute({ exceptions, now }, 'assign', 'Says who takes it on', ({ assignee }) => ({ is: 'assign', assignee })),
  actRoute({ exceptions, now }, 'note', 'Adds a note', ({ text }) => ({ is: 'note', text })),
  actRoute({ exceptions, now }, 'retry', 'Has what it is about tried again', () => ({ is: 'retry' })),
  actRoute({ exceptions, now }, 'dismiss', 'Closes it for good', ({ reason }) => ({ is: 'dismiss', reason })),
  route({
    ...{ method: 'get', path: '/v1/audit', name: 'listDeeds', allows: 'admins' },
    summary: 'What people did, newest first, with what was there before and after',
    query: z.strictObject({
      ...{
        who: z.string().optional(),
        action: z
          .enum([
            'assign',
            'note',
            'retry',
            'copy',
            'dismiss',
            'reconcile',
            'repair',
            'repaired',
            'acknowledge',
            'silence',
          ])
          .optional(),
      },
      ...{ about: z.string().optional().describe('The id of an exception, or of a reconciliation'), ...deedPaging },
    }),
    answers: { 'application/json': DeedPage },
    async answer({ query: { limit, cursor, ...filter } }, response) {
      const { items, next } = await exceptions.deeds(filter, pagingOf({ limit, cursor }))
      response.json({ deeds: items, next: cursorOf(next) })
    },
  }),
]

const actRoute = <Name extends keyof typeof bodies>(
  { exceptions, now }: Needs,
  name: Name,
  summary: string,
  actionOf: (body: z.output<(typeof bodies)[Name]>) => Action,
): Route =>
  route({
    ...{ method: 'post', path: `/v1/exceptions/{id}/${name}`, name: `${name}Exception`, allows: 'owners', summary },
    ...{ body: bodies[name], answers: { 'application/json': ExceptionShown }, problems: [404, 409] },
    async answer({ body, parameters: { id = '' }, person }, response) {
      const action = actionOf(body)
      const acted = await exceptions.act({ id, action, by: person, at: now().toISOString() })
      switch (acted.is) {
        case 'done':
          return void response.json(shown(acted.exception, 'en'))
        case 'unknown':
          return noSuch(response, id)
        case 'over': {
          const detail = 'It is resolved or dismissed; look at it again. Notes are still taken.'
          return sendProblem(response, { status: 409, title: 'It is over', detail })
        }
        case 'not-retried': {
          const { nextStep } = explainException(acted.type, { key: id })
          const detail = `What is withheld is over, and what may have been sent is never sent again. ${nextStep}`
          return sendProblem(response, { status: 409, title: 'It cannot be tried again', detail })
        }
        case 'not-theirs': {
          const detail = `It is for ${acted.owner}: ask them, or an operator.`
          return sendProblem(response, { status: 403, title: `Not for ${person.role}`, detail })
        }
      }
    },
  })

export const noSuch = (response: Response, id: string): void =>
  sendProblem(response, {
    ...{ status: 404, title: `No exception ${id}`, detail: 'GET /v1/exceptions lists those there are.' },
  })
