import type { FoundPage, RecordSeen } from './answers.js'
import { momentOf, tableOf } from './render.js'
import { stepWords } from './step-words.js'

interface Look {
  readonly columns: number
  /** With what only engineers read. */
  readonly isVerbose: boolean
}

/** Where a record stands and why, its triggers, and the way it came. */
export const recordTables = (record: RecordSeen, look: Look): string => {
  const parts = [headOf(record), versionsTable(record, look), triggersTable(record, look), timelineTable(record, look)]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

const headOf = ({ key, contact }: RecordSeen): string => {
  if (contact === undefined) return key
  return `${key}\n\nContact ${contact.id} of ${contact.account}${contact.url === undefined ? '' : `: ${contact.url}`}`
}

const versionsTable = ({ versions }: RecordSeen, { columns }: Look): string =>
  tableOf(
    ['since (UTC)', 'state', 'what it means', 'whose turn', 'next step'],
    versions.map(({ changedAt, state, reason, sentence, owner, nextStep }) => [
      ...[momentOf(changedAt), `${state} (${reason})`, sentence, owner, nextStep],
    ]),
    columns,
  )

const triggersTable = ({ triggers }: RecordSeen, { columns, isVerbose }: Look): string => {
  if (triggers.length === 0) return ''
  const head = ['since (UTC)', 'trigger', 'state', 'what it means', 'whose turn', 'next step']
  const rows = triggers.map(({ changedAt, trigger, subject, state, reason, sentence, owner, nextStep, proof }) => [
    ...[momentOf(changedAt), `${trigger} of ${subject}`, `${state} (${reason})`, sentence, owner, nextStep],
    ...(isVerbose ? [proof.join('; ')] : []),
  ])
  return tableOf(isVerbose ? [...head, 'proof'] : head, rows, columns)
}

const timelineTable = ({ key, timeline }: RecordSeen, { columns, isVerbose }: Look): string => {
  const head = ['when (UTC)', 'what happened']
  const rows = timeline.map((step) => [
    ...[momentOf(step.at), stepWords(step, key)],
    ...(isVerbose ? [step.service, step.type, wordsOf(step.facts)] : []),
  ])
  return tableOf(isVerbose ? [...head, 'service', 'message', 'what it says'] : head, rows, columns)
}

/** One line for each record that was found. */
export const foundTable = ({ records, next }: FoundPage, columns: number): string => {
  if (records.length === 0) return 'No record is known by that.\n'
  const table = tableOf(
    ['record', 'from (UTC)', 'state', 'what it means', 'whose turn', 'next step'],
    records.map(({ key, at, state, reason, sentence, owner, nextStep }) => [
      ...[key, momentOf(at), `${state} (${reason})`, sentence, owner, nextStep],
    ]),
    columns,
  )
  return next === undefined ? `${table}\n` : `${table}\n\nThere are more: --cursor ${next}\n`
}

const wordsOf = (facts: Readonly<Record<string, unknown>>): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
