import type { ByKind, DifferenceSeen, Reconciliation, ReconciliationBegun, Repaired } from './answers-reconcile.js'
import type { ReconcileWish } from './reconcile-port.js'
import { tableOf } from './render.js'

/** A kind of difference at an edge: how often, and some of them. */
export interface Group {
  readonly edge: string
  readonly kind: string
  readonly count: number
  readonly examples: readonly DifferenceSeen[]
}

/** How often each kind was found at each edge, over all marketplaces. */
export const countsOf = ({ parts }: Reconciliation): readonly Omit<Group, 'examples'>[] => {
  const counts = new Map<string, Omit<Group, 'examples'>>()
  for (const { edge, byKind } of parts) {
    for (const [kind, count] of Object.entries(byKind)) {
      const name = `${edge} ${kind}`
      counts.set(name, { edge, kind, count: count + (counts.get(name)?.count ?? 0) })
    }
  }
  return [...counts.values()]
}

/** What a run would compare. */
export const plannedWords = ({ marketplaces, from, to }: ReconcileWish): string => {
  const where = marketplaces?.join(', ') ?? 'every marketplace of concord.yaml'
  const window = [from === undefined ? '' : ` from ${from}`, to === undefined ? '' : ` to ${to}`].join('')
  return `This would compare ${window === '' ? 'everything' : `what changed${window}`}, of ${where}. Nothing was begun.\n`
}

interface RunListed extends ReconciliationBegun {
  readonly found: number
}

export const reconciliationsTable = (runs: readonly RunListed[], columns: number): string => {
  if (runs.length === 0) return 'There is no reconciliation yet. Begin one: concord reconcile.\n'
  const rows = runs.map(({ id, requestedAt, marketplaces, from, to, state, found }) => [
    ...[id, requestedAt, marketplaces.join(' '), from === null && to === null ? 'everything' : 'window', state, found],
  ])
  return `${tableOf(['run', 'when', 'marketplaces', 'of', 'state', 'found'], rows, columns)}\n`
}

/** What a run found, edge by edge and kind by kind, what became of it, and what runs before it found. */
export const reconciliationTables = (
  reconciliation: Reconciliation,
  groups: readonly Group[],
  columns: number,
): string => {
  const { parts, trend, repairs } = reconciliation
  const edges = tableOf(
    ['edge', 'marketplace', 'state', 'compared', 'differ', ''],
    parts.map(({ edge, marketplace, state, compared, found, why }) => [
      ...[edge, marketplace, state, compared, found, why ?? ''],
    ]),
    columns,
  )
  const found = tableOf(
    ['edge', 'kind', 'count', 'like', 'fields', 'difference', ''],
    groups.flatMap(({ edge, kind, count, examples }) =>
      examples.map(({ id, key, fields, detail = '' }, index) => [
        ...(index === 0 ? [edge, kind, count] : ['', '', '']),
        ...[key, fields.join(' '), id, detail],
      ]),
    ),
    columns,
  )
  return [
    `${edges}\n`,
    ...(groups.length === 0 ? [] : [`\n${found}\n`]),
    ...(trend.length < 2 ? [] : [`\nRuns over the same\n${trendTable(trend, columns)}\n`]),
    ...(repairs.length === 0 ? [] : [`\nMended\n${repairsTable(repairs, columns)}\n`]),
    `\n${sentenceOf(reconciliation)}\n`,
  ].join('')
}

const trendTable = (trend: Reconciliation['trend'], columns: number): string =>
  tableOf(
    ['when', 'differ', 'kinds'],
    trend.map(({ requestedAt, byKind }) => [requestedAt, sumOf(byKind), wordsOf(byKind)]),
    columns,
  )

const repairsTable = (repairs: Reconciliation['repairs'], columns: number): string =>
  tableOf(
    ['when', 'who', 'mended', 'not'],
    repairs.map(({ at, who, repairs: count, refused }) => [at, who, count ?? 'not known', refused ?? 'not known']),
    columns,
  )

const sentenceOf = ({ run, parts }: Reconciliation): string => {
  const found = parts.reduce((sum, part) => sum + part.found, 0)
  if (run.state === 'failed') return 'It failed where the table says so; mend that, and run it again.'
  if (run.state === 'running') return `It still runs: concord reconcile show ${run.id}`
  if (found === 0) return 'Nothing differs.'
  return `${found} differ. Mend them: concord reconcile repair ${run.id} --all --dry-run`
}

const sumOf = (byKind: ByKind): number => Object.values(byKind).reduce((sum, count) => sum + count, 0)

const wordsOf = (byKind: ByKind): string =>
  Object.entries(byKind)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ')

/** What was mended, or would be, and what was not and why. */
export const repairedTable = ({ repairs, refused }: Repaired, isDryRun: boolean, columns: number): string => {
  const table = tableOf(
    ['difference', 'why not'],
    refused.map(({ id, why }) => [id, why]),
    columns,
  )
  const sentence = isDryRun
    ? `${repairs} would be mended; nothing was done.`
    : `${repairs} are being mended. Run concord reconcile again to see that nothing differs.`
  return `${refused.length === 0 ? '' : `${table}\n\n`}${sentence}\n`
}
