import { type AlertType, explainAlert, type Language } from '@concord/domain'
import { sendProblem } from '@concord/runtime'
import type { Response } from 'express'
import { z } from 'zod'
import type { Alert } from '../../alerts/alert.js'
import type { AlertAction, AlertFilter, Alerts } from '../../alerts/alerts-port.js'
import { alertFilters, AlertPage, AlertShown, AlertWithDeliveries, silenceBody } from './alert-schemas.js'
import { csvHead, csvLine } from './csv.js'
import { cursorOf, exceptionPaging, pagingOf } from './cursor.js'
import { refuse, type Route, route } from './route.js'
import { language } from './shown.js'
import { writtenTo } from './writing.js'

interface Needs {
  readonly alerts: Alerts
  readonly now: () => Date
}

const longestSilenceDays = 30

export const alertRoutes = (needs: Needs): readonly Route[] => [
  route({
    ...{ method: 'get', path: '/v1/alerts', name: 'listAlerts', allows: 'readers' },
    summary: 'What is wrong and was wrong, newest first; as CSV all of it that fits, whatever the page',
    query: z.strictObject({ ...alertFilters, ...exceptionPaging, language }),
    answers: { 'application/json': AlertPage, 'text/csv': z.string() },
    async answer({ query: { limit, cursor, language: inLanguage, ...asked }, request }, response) {
      const filter = asked as AlertFilter
      response.vary('Accept')
      if (request.accepts(['json', 'csv']) === 'csv') return sendCsv(response, { ...needs, filter, inLanguage })
      const { items, next } = await needs.alerts.list(filter, pagingOf({ limit, cursor }))
      response.json({ alerts: items.map((one) => shownAlert(one, inLanguage)), next: cursorOf(next) })
    },
  }),
  route({
    ...{ method: 'get', path: '/v1/alerts/{id}', name: 'getAlert', allows: 'readers', problems: [404] },
    summary: 'One of them, over which routes it was told, and what people did about it',
    query: z.strictObject({ language }),
    answers: { 'application/json': AlertWithDeliveries },
    async answer({ query, parameters: { id = '' } }, response) {
      const found = await needs.alerts.find(id)
      if (found === undefined) return noSuch(response, id)
      response.json({ ...found, alert: shownAlert(found.alert, query.language) })
    },
  }),
  route({
    ...{ method: 'post', path: '/v1/alerts/{id}/acknowledge', name: 'acknowledgeAlert', allows: 'owners' },
    summary: 'Says that somebody is at it: it does not escalate any more',
    ...{ body: z.strictObject({}), answers: { 'application/json': AlertShown }, problems: [404, 409] },
    answer: ({ parameters: { id = '' }, person }, response) =>
      act(needs, { id, person, action: { is: 'acknowledge' } }, response),
  }),
  route({
    ...{ method: 'post', path: '/v1/alerts/{id}/silence', name: 'silenceAlert', allows: 'owners' },
    summary: 'Lets nobody be told of it until then',
    ...{ body: silenceBody, answers: { 'application/json': AlertShown }, problems: [404, 409] },
    async answer({ body: { until: asked, reason }, parameters: { id = '' }, person }, response) {
      const until = new Date(asked)
      const daysOn = (until.getTime() - needs.now().getTime()) / 86_400_000
      if (daysOn <= 0 || daysOn > longestSilenceDays)
        return refuse(response, [`body.until: must be within the next ${longestSilenceDays} days`])
      await act(needs, { id, person, action: { is: 'silence', until: until.toISOString(), reason } }, response)
    },
  }),
]

type Person = Parameters<Alerts['act']>[0]['by']

const act = async (
  { alerts, now }: Needs,
  { id, person, action }: { readonly id: string; readonly person: Person; readonly action: AlertAction },
  response: Response,
): Promise<void> => {
  const acted = await alerts.act({ id, action, by: person, at: now().toISOString() })
  switch (acted.is) {
    case 'done':
      return void response.json(shownAlert(acted.alert, 'en'))
    case 'unknown':
      return noSuch(response, id)
    case 'over':
      return sendProblem(response, {
        status: 409,
        title: 'It is over',
        detail: 'It is resolved; nobody is told any more.',
      })
    case 'not-theirs': {
      const detail = `It is for ${acted.owner}: ask them, or an operator.`
      return sendProblem(response, { status: 403, title: `Not for ${person.role}`, detail })
    }
  }
}

/** An alert with what a person reads of it. */
export const shownAlert = (alert: Alert, inLanguage: Language) => {
  const { id, type, owner, severity, state, blanks, count, examples, folded, openedAt, escalatedAt, resolvedAt } = alert
  const { absentAt, acknowledgedBy, acknowledgedAt, silencedUntil } = alert
  return {
    ...{ id, type, owner, severity, state, ...explainAlert(type, blanks, inLanguage), runbook: lineOf(type) },
    ...{ where: blanks['where'] ?? '', count, examples, explains: folded, openedAt, escalatedAt, resolvedAt },
    ...{ absentAt, acknowledgedBy, acknowledgedAt, silencedUntil },
  }
}

const lineOf = (type: AlertType): string => `docs/runbook.md, alerts: ${type}`

const noSuch = (response: Response, id: string): void =>
  sendProblem(response, { status: 404, title: `No alert ${id}`, detail: 'GET /v1/alerts lists those there are.' })

const columns = [
  ...['id', 'state', 'severity', 'owner', 'type', 'where', 'count', 'sentence', 'nextStep', 'examples'],
  ...['openedAt', 'escalatedAt', 'resolvedAt', 'acknowledgedBy', 'silencedUntil'],
]

interface Export {
  readonly alerts: Pick<Alerts, 'list'>
  readonly filter: AlertFilter
  readonly inLanguage: Language
}

const sendCsv = async (response: Response, { alerts, filter, inLanguage }: Export): Promise<void> => {
  let page = await alerts.list(filter, { limit: 500 })
  response.type('text/csv; charset=utf-8; header=present').attachment('alerts.csv')
  response.write(csvHead(columns))
  for (;;) {
    await writtenTo(response, page.items.map((one) => csvLine(cellsOf(one, inLanguage))).join(''))
    if (response.destroyed || page.next === undefined) return void response.end()
    page = await alerts.list(filter, { limit: 500, after: page.next })
  }
}

const cellsOf = (alert: Alert, inLanguage: Language): (string | null)[] => {
  const { id, state, severity, owner, type, where, count, sentence, nextStep, examples, ...when } = shownAlert(
    alert,
    inLanguage,
  )
  return [
    ...[id, state, severity, owner, type, where, String(count), sentence, nextStep],
    examples.map(({ name }) => name).join(' '),
    ...[when.openedAt, when.escalatedAt, when.resolvedAt, when.acknowledgedBy, when.silencedUntil],
  ]
}
