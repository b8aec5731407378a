import type { Language } from '@concord/domain'
import type { Response } from 'express'
import type { Exception, ExceptionFilter, Exceptions } from '../../exceptions.js'
import { csvHead, csvLine } from './csv.js'
import { shown } from './shown.js'
import { writtenTo } from './writing.js'

const columns = [
  ...['id', 'state', 'owner', 'assignee', 'marketplace', 'type', 'record', 'version', 'account', 'trigger', 'subject'],
  ...['sentence', 'nextStep', 'openedAt', 'resolvedAt', 'resolvedBy'],
]

interface Export {
  readonly exceptions: Pick<Exceptions, 'list'>
  readonly filter: ExceptionFilter
  readonly inLanguage: Language
}

/** Everything that fits the filter, page by page, as fast as it is taken. */
export const sendCsv = async (response: Response, { exceptions, filter, inLanguage }: Export): Promise<void> => {
  let page = await exceptions.list(filter, { limit: 500 })
  response.type('text/csv; charset=utf-8; header=present').attachment('exceptions.csv')
  response.write(csvHead(columns))
  for (;;) {
    await writtenTo(response, page.items.map((one) => csvLine(cellsOf(one, inLanguage))).join(''))
    if (response.destroyed || page.next === undefined) return void response.end()
    page = await exceptions.list(filter, { limit: 500, after: page.next })
  }
}

const cellsOf = (exception: Exception, inLanguage: Language): (string | null)[] => {
  const { id, state, owner, assignee, marketplace, type, about, sentence, nextStep, ...when } = shown(
    exception,
    inLanguage,
  )
  const trigger = about.is === 'trigger' ? [about.account, about.trigger, about.subject] : [null, null, null]
  return [
    ...[id, state, owner, assignee, marketplace, type, about.key, about.is === 'record' ? about.version : null],
    ...[...trigger, sentence, nextStep, when.openedAt, when.resolvedAt, when.resolvedBy],
  ]
}
