import type { Judged } from './findings.js'
import { allowances } from './allowances.js'
import { leftOut } from './left-out.js'
import { unvouched } from './unvouched.js'

interface Row {
  readonly operation: string
  readonly documents: ReadonlySet<string>
  exchanges: number
  readonly statuses: Set<number>
  readonly undescribed: Set<number>
  readonly callers: Set<string>
}

/** What was checked against what, and what nothing vouches for, in Markdown. */
export const reportOf = (judged: readonly Judged[]): string => {
  const rows = [...rowsOf(judged).values()].sort((left, right) => left.operation.localeCompare(right.operation))
  const exchanges = rows.reduce((sum, row) => sum + row.exchanges, 0)
  return [
    `# Conformance: ${String(exchanges)} exchanges of ${String(rows.length)} operations`,
    table(['operation', 'exchanges', 'statuses', 'asked by', 'vouched for by'], rows.map(cellsOf)),
    '## What nothing vouches for',
    table(
      ['vendor', 'what', 'what speaks for it instead'],
      unvouched.map((each) => [each.vendor, each.what, each.instead]),
    ),
    'Refusals whose shape no document describes:',
    rows.flatMap(refusalsOf).join('\n'),
    '## Documented operations the sandboxes leave out',
    table(
      ['vendor', 'paths', 'why'],
      leftOut.map(({ vendor, method, path, because }) => [
        vendor,
        [method, path].flatMap((each) => each?.source.replaceAll('|', '\\|') ?? []).join(' '),
        because,
      ]),
    ),
    '## Where a document is not followed',
    table(
      ['operation', 'where', 'why', 'source'],
      allowances.map(({ operation, side, at, because, source }) => [operation, `${side} ${at}`, because, source]),
    ),
  ].join('\n\n')
}

const rowsOf = (judged: readonly Judged[]): Map<string, Row> => {
  const rows = new Map<string, Row>()
  for (const { exchange, operations } of judged) {
    const [first] = operations
    const operation = first === undefined ? `${exchange.method} ${exchange.path}` : nameOf(first)
    const row = rows.get(operation) ?? emptyRow(operation, new Set(operations.map(({ document }) => document)))
    row.exchanges += 1
    row.statuses.add(exchange.status)
    row.callers.add(exchange.caller)
    const isKnown = operations.some(({ answers }) => String(exchange.status) in answers)
    if (exchange.status >= 400 && !isKnown) row.undescribed.add(exchange.status)
    rows.set(operation, row)
  }
  return rows
}

const nameOf = ({ method, path, id }: Judged['operations'][number]): string =>
  /^[A-Z]+\d+$/.test(id) ? `${id} ${method} ${path}` : `${method} ${path}`

const emptyRow = (operation: string, documents: ReadonlySet<string>): Row => ({
  operation,
  documents,
  exchanges: 0,
  statuses: new Set(),
  undescribed: new Set(),
  callers: new Set(),
})

const cellsOf = (row: Row): readonly string[] => [
  row.operation,
  String(row.exchanges),
  [...row.statuses].sort().join(', '),
  [...row.callers].sort().join(', '),
  [...row.documents].join(', ') || 'nothing',
]

const refusalsOf = ({ operation, undescribed }: Row): readonly string[] =>
  undescribed.size === 0 ? [] : [`- ${operation}: ${[...undescribed].sort().join(', ')}`]

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
