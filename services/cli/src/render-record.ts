import type { FoundPage, RecordSeen } from './answers.js'
import { tableOf } from './render.js'

/** Where a record stands and why, its triggers, and the way it came. */
export const recordTables = ({ key, contact, versions, triggers, timeline }: RecordSeen, columns: number): string => {
  const parts = [
    key,
    ...(contact === undefined
      ? []
      : [`Contact ${contact.id} of ${contact.account}${contact.url === undefined ? '' : `: ${contact.url}`}`]),
    tableOf(
      ['since', 'state', 'what it means', 'whose turn', 'next step'],
      versions.map(({ changedAt, state, reason, sentence, owner, nextStep }) => [
        ...[changedAt, `${state} (${reason})`, sentence, owner, nextStep],
      ]),
      columns,
    ),
    ...(triggers.length === 0
      ? []
      : [
          tableOf(
            ['since', 'trigger', 'state', 'what it means', 'proof'],
            triggers.map(({ changedAt, trigger, subject, state, reason, sentence, proof }) => [
              ...[changedAt, `${trigger} of ${subject}`, `${state} (${reason})`, sentence, proof.join('; ')],
            ]),
            columns,
          ),
        ]),
    tableOf(
      ['when', 'service', 'message', 'what it says'],
      timeline.map(({ at, service, type, facts }) => [at, service, type, wordsOf(facts)]),
      columns,
    ),
  ]
  return `${parts.join('\n\n')}\n`
}

/** One line for each record that was found. */
export const foundTable = ({ records, next }: FoundPage, columns: number): string => {
  if (records.length === 0) return 'No record is known by that.\n'
  const table = tableOf(
    ['record', 'from', 'state', 'what it means', 'whose turn', 'next step'],
    records.map(({ key, at, state, reason, sentence, owner, nextStep }) => [
      ...[key, at, `${state} (${reason})`, sentence, owner, nextStep],
    ]),
    columns,
  )
  return next === undefined ? `${table}\n` : `${table}\n\nThere are more: --cursor ${next}\n`
}

const wordsOf = (facts: Readonly<Record<string, unknown>>): string =>
  Object.entries(facts)
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ')
