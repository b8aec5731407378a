import type { Conservation, Share, Standing } from './books.js'

type Cell = string | number

/** The conservation table and what stands in Dotdigital, as text: the same for the same outcome, in either mode. */
export const tablesOf = ({ records, triggers }: Conservation, standing: Standing): string =>
  [
    heading('Records', `${records.received} received = ${total(records.shares)} accounted for`, records.holds),
    table(
      ['state', 'reason', 'owner', 'records'],
      records.shares.map(({ state, reason, owner, count }) => [state, reason, owner, count]),
    ),
    heading('Triggers', `${triggers.recorded} recorded = ${total(triggers.shares)} accounted for`, triggers.holds),
    table(
      ['trigger', 'state', 'reason', 'owner', 'triggers'],
      triggers.shares.map(({ trigger, state, reason, owner, count }) => [trigger, state, reason, owner, count]),
    ),
    'Dotdigital now holds',
    table(['what', 'count'], standingRows(standing)),
  ].join('\n')

const heading = (name: string, sentence: string, holds: boolean): string =>
  `${name}: ${sentence}${holds ? '' : '  <-- DOES NOT HOLD'}`

const total = (shares: readonly Pick<Share, 'count'>[]): number => shares.reduce((sum, { count }) => sum + count, 0)

const standingRows = ({ contacts, records, sends, enrolments }: Standing): Cell[][] => [
  ['contacts', contacts],
  ...rows(records, (name) => `${name} records`),
  ...rows(sends, (campaign) => `messages from campaign ${campaign}`),
  ...rows(enrolments, (program) => `contacts enrolled in program ${program}`),
]

const rows = (counts: Readonly<Record<string, number>>, nameOf: (key: string) => string): Cell[][] =>
  Object.keys(counts)
    .toSorted()
    .map((key) => [nameOf(key), counts[key] ?? 0])

const table = (head: readonly string[], body: readonly (readonly Cell[])[]): string => {
  const all = [head, ...body].map((row) => row.map(String))
  const widths = head.map((_name, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const line = (row: readonly string[], source: readonly Cell[]): string =>
    `  ${row.map((text, column) => pad(text, widths[column] ?? 0, typeof source[column] === 'number')).join('  ')}`.trimEnd()
  const [first = [], ...rest] = all
  const rule = `  ${widths.map((width) => '-'.repeat(width)).join('  ')}`
  return [line(first, first), rule, ...rest.map((row, index) => line(row, body[index] ?? [])), ''].join('\n')
}

const pad = (text: string, width: number, isNumber: boolean): string =>
  isNumber ? text.padStart(width) : text.padEnd(width)
