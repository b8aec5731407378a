import type { ExceptionPage, ExceptionSeen, ExceptionWithHistory } from './answers.js'
import { tableOf } from './render.js'

/** One line each, with what to do. */
export const exceptionsTable = ({ exceptions, next }: ExceptionPage, columns: number): string => {
  if (exceptions.length === 0) return 'There is none.\n'
  const table = tableOf(
    ['id', 'since', 'owner', 'what about', 'what it means', 'next step', 'state'],
    exceptions.map((one) => [
      ...[one.id, one.openedAt, one.owner, nameOf(one), one.sentence, one.nextStep, stateOf(one)],
    ]),
    columns,
  )
  return next === undefined ? `${table}\n` : `${table}\n\nThere are more: --cursor ${next}\n`
}

const nameOf = ({ about }: ExceptionSeen): string =>
  about.is === 'record' ? about.key : `${about.trigger} of ${about.subject}`

const stateOf = ({ state, assignee }: ExceptionSeen): string => (assignee === null ? state : `${state}, ${assignee}`)

/** One of them whole. */
export const exceptionTables = ({ exception, history }: ExceptionWithHistory, columns: number): string => {
  const deeds = tableOf(
    ['when', 'who', 'did', 'what'],
    history.map(({ at, who, action, after }) => [at, who, action, Object.values(after).join(' ')]),
    columns,
  )
  return [
    exceptionsTable({ exceptions: [exception] }, columns),
    `${exception.runbook}\n`,
    ...(history.length === 0 ? [] : [`${deeds}\n`]),
  ].join('\n')
}
