import type { ExceptionPage, ExceptionSeen, ExceptionWithHistory } from './answers.js'
import type { Deed } from './ports.js'
import { momentOf, sheetOf, tableOf } from './render.js'
import { deedsTable } from './render-deeds.js'

/** One line each, with what to do. */
export const exceptionsTable = ({ exceptions, next }: ExceptionPage, columns: number): string => {
  if (exceptions.length === 0) return 'There is none.\n'
  const table = tableOf(
    ['id', 'since (UTC)', 'owner', 'what about', 'what it means', 'next step', 'state'],
    exceptions.map((one) => [
      ...[one.id, momentOf(one.openedAt), one.owner, nameOf(one), one.sentence, one.nextStep, stateOf(one)],
    ]),
    columns,
  )
  return next === undefined ? `${table}\n` : `${table}\n\nThere are more: --cursor ${next}\n`
}

const nameOf = ({ about }: ExceptionSeen): string =>
  about.is === 'trigger' ? `${about.trigger} of ${about.subject}` : about.key

const stateOf = ({ state, assignee }: ExceptionSeen): string => (assignee === null ? state : `${state}, ${assignee}`)

/** One of them whole. */
export const exceptionTables = ({ exception, history }: ExceptionWithHistory, columns: number): string => {
  const { id, about, state, owner, assignee, openedAt, sentence, nextStep, runbook, retry } = exception
  const sheet = sheetOf(
    [
      ['id', id],
      ['what about', nameOf(exception)],
      ['record', about.key],
      ['state', state],
      ['since (UTC)', momentOf(openedAt)],
      ['owner', owner],
      ['assigned to', assignee ?? 'nobody'],
      ['what it means', sentence],
      ['next step', nextStep],
      ['trying again', retry === null ? 'never: it is withheld, or may have been sent' : again[retry]],
      ['more about it', runbook],
    ],
    columns,
  )
  return `${sheet}\n${history.length === 0 ? '' : `\n${deedsTable(history, columns)}\n`}`
}

const again = { replay: 'hands the record on once more', refresh: 'reads the order once more' } as const

const subjectOf = (exception: ExceptionSeen): string => `exception ${exception.id} about ${nameOf(exception)}`

const heldBy = ({ assignee }: ExceptionSeen): string => (assignee === null ? 'now nobody’s' : `now ${assignee}’s`)

/** What a deed would do. */
export const exceptionPlan = (exception: ExceptionSeen, deed: Deed): string => {
  const it = subjectOf(exception)
  switch (deed.is) {
    case 'assign':
      return `Would assign ${it} (${heldBy(exception)}) to ${deed.assignee ?? 'nobody'}.`
    case 'note':
      return `Would add to ${it} the note: ${deed.text}`
    case 'dismiss':
      return `Would dismiss ${it} (now ${exception.state}) for good, because: ${deed.reason}`
    case 'retry':
      return `Would have ${it} tried again, which ${again[exception.retry ?? 'replay']}.`
  }
}

/** What is the case once it was done. */
export const exceptionDone = (exception: ExceptionSeen, deed: Deed): string => {
  const it = `Exception ${exception.id} about ${nameOf(exception)}`
  switch (deed.is) {
    case 'assign':
      return `${it} is ${exception.assignee === null ? 'nobody’s' : `${exception.assignee}’s`} now; it is ${exception.state}.`
    case 'note':
      return `${it} has a new note: ${deed.text}`
    case 'dismiss':
      return `${it} is ${exception.state} for good, because: ${deed.reason}`
    case 'retry':
      return `${it} is tried again, which ${again[exception.retry ?? 'replay']}; it stays ${exception.state} until that succeeds.`
  }
}
