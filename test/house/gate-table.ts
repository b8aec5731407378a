import { type Circumstances, gate, type GatePurpose, gatePurposes, type Order, type Return } from '@concord/domain'
import { fact, line, minutesAgo, noon, order, refund, returned, triggerRule } from '@concord/domain/testing'

/** What stands for every state that no document names. */
export const undocumented = 'BRAND_NEW'

const orderStates = [
  'STAGING',
  'WAITING_ACCEPTANCE',
  'WAITING_DEBIT',
  'WAITING_DEBIT_PAYMENT',
  'SHIPPING',
  'SHIPPED',
  'TO_COLLECT',
  'WAITING_REFUND',
  'WAITING_REFUND_PAYMENT',
  'REFUSED',
  'CANCELED',
  'RECEIVED',
  'CLOSED',
]
const refundStates = ['REFUNDED', 'WAITING_REFUND_TAX_CONFIRMATION', 'WAITING_REFUND', 'WAITING_REFUND_PAYMENT']
const endedReturns = ['CLOSED', 'CANCELED', 'REFUSED']
const openReturns = ['WAITING_ACCEPTANCE', 'IN_PROGRESS', 'RECEIVED', 'NO_RECEPTION']

/** What a line's message depends on, and every value it may take. */
export const columns = {
  order: [...orderStates, undocumented],
  line: [...orderStates, 'REFUNDED', 'INCIDENT_OPEN', undocumented],
  incident: ['no', 'yes'],
  refund: ['none', ...refundStates, undocumented],
  return: ['none', ...endedReturns, ...openReturns, undocumented],
} as const satisfies Record<string, readonly string[]>
export type Column = keyof typeof columns
const names = Object.keys(columns) as Column[]

/** One line of an order, with one refund and one return or none. */
export type Situation = Readonly<Record<Column, string>>

/** Mirakl sets the order's flag with the first incident of a line (SPEC-OP, `has_incident`). */
const isPossible = ({ line: state, incident }: Partial<Situation>): boolean =>
  state !== 'INCIDENT_OPEN' || incident !== 'no'

export type Decisions = Readonly<Record<GatePurpose, string>>

/** What the gate says of an order where nothing but the order itself decides: consent is fresh, the seller open, no dispute recent. */
export const decisionsOn = (about: Order, returns: readonly Return[], now = noon): Decisions => {
  const at = new Date(now.getTime() - 3_600_000).toISOString()
  const circumstances = (trigger: string): Circumstances => ({
    rule: triggerRule(),
    occurrence: { trigger, subject: about.id, at },
    order: about,
    returns,
    profileId: 'somebody',
    consent: fact({ learnedAt: now.toISOString() }),
    sellerState: 'OPEN',
    coolDownDays: 7,
    now,
  })
  const decide = (purpose: GatePurpose): string => {
    const { outcome } = gate(circumstances(purpose === 'marketing' ? 'review-request' : 'received'), purpose)
    return outcome.state === 'open' ? 'open' : `${outcome.state}: ${outcome.reason}`
  }
  return Object.fromEntries(gatePurposes.map((purpose) => [purpose, decide(purpose)])) as Decisions
}

const monthAgo = minutesAgo(30 * 24 * 60)

export const decisionsIn = (situation: Situation): Decisions => {
  const refunds = situation.refund === 'none' ? [] : [refund({ state: situation.refund })]
  const returns = situation.return === 'none' ? [] : [returned({ state: situation.return, updatedAt: monthAgo })]
  const only = line({ state: situation.line, refunds })
  return decisionsOn(
    order({ state: situation.order, hasIncident: situation.incident === 'yes', lines: [only] }),
    returns,
  )
}

export const allSituations = (): readonly Situation[] =>
  names
    .reduce<readonly Partial<Situation>[]>(
      (all, name) => all.flatMap((one) => columns[name].map((value) => ({ ...one, [name]: value }))),
      [{}],
    )
    .filter(isPossible) as readonly Situation[]

/** Values of each column that never differ, whatever stands in the columns after it. */
export interface Row extends Readonly<Record<Column, readonly string[]>> {
  readonly decisions: Decisions
}

/** The fewest rows that say the same as all situations, column by column from the left. */
export const collapsed = (chosen: Partial<Situation> = {}, rest: readonly Column[] = names): readonly Row[] => {
  const [column, ...after] = rest
  if (column === undefined) return [{ ...columns, decisions: decisionsIn(chosen as Situation) }]
  const alike = new Map<string, { values: string[]; rows: readonly Row[] }>()
  for (const value of columns[column].filter((each) => isPossible({ ...chosen, [column]: each }))) {
    const rows = collapsed({ ...chosen, [column]: value }, after)
    const said = JSON.stringify(rows)
    alike.set(said, { values: [...(alike.get(said)?.values ?? []), value], rows })
  }
  const groups = [...alike.values()]
  if (groups.length === 1) return groups[0]?.rows ?? []
  return groups.flatMap(({ values, rows }) => rows.map((row) => ({ ...row, [column]: values })))
}

export const holds = (row: Row, situation: Situation): boolean =>
  names.every((name) => row[name].includes(situation[name]))

const cellOf = (row: Row, name: Column): string => {
  const others = columns[name].filter((value) => !row[name].includes(value))
  if (others.length === 0) return 'any'
  return others.length < row[name].length ? `any but ${listed(others)}` : listed(row[name])
}

const listed = (values: readonly string[]): string => {
  const plain = (value: string) => (value === undocumented ? 'undocumented' : value)
  return values.map((value) => (/^[A-Z_]+$/.test(plain(value)) ? `\`${value}\`` : plain(value))).join(', ')
}

const rendered = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...body] = rows
  const widths = head.map((_cell, column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)))
  const padded = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  return [padded(head), padded(widths.map((width) => '-'.repeat(width))), ...body.map(padded)].join('\n')
}

export const page = (rows: readonly Row[]): string => `# What the gate says

Made from \`libs/domain/src/gate.ts\` by going through all ${allSituations().length.toLocaleString('en')} situations a line of an order can be in; what never differs is
one row. After a change of the rules: \`npx vitest run --project house test/house/gate-table.spec.ts -u\`, and read the difference.

Consent is given, the seller is open, nothing is too late and no dispute has just ended, so that order and returns alone decide.
\`transactional\` is a message about the order, \`marketing\` a \`review-request\`. \`incident\` is the order's \`has_incident\`, which an
incident of any line sets; \`undocumented\` is any value Mirakl's documents do not name. Of several lines, refunds and returns each
counts: one in dispute holds the whole order, one undocumented too, and only an order none of whose lines is left is withheld.

${rendered([
  ['#', ...names, ...gatePurposes],
  ...rows.map((row, index) => [
    String(index + 1),
    ...names.map((name) => cellOf(row, name)),
    ...gatePurposes.map((purpose) => row.decisions[purpose]),
  ]),
])}
`
