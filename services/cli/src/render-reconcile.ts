import type { ByKind, DifferenceSeen, Reconciliation, ReconciliationBegun } from './answers-reconcile.js'
import type { ReconcileWish } from './reconcile-port.js'
import { edgeNameOf, sentenceOf, stateWords } from './render-reconcile-words.js'
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
  readonly left: number
}

export const reconciliationsTable = (runs: readonly RunListed[], columns: number): string => {
  if (runs.length === 0) return 'There is no reconciliation yet. Begin one: concord reconcile.\n'
  const rows = runs.map(({ id, requestedAt, marketplaces, from, to, state, found, left }) => [
    ...[id, requestedAt, marketplaces.join(' '), from === null && to === null ? 'everything' : 'window', state],
    ...[found, left],
  ])
  return `${tableOf(['run', 'when', 'marketplaces', 'of', 'state', 'found', 'left'], rows, columns)}\n`
}

/** What a run found, edge by edge and kind by kind, what became of it, and what runs before it found. */
export const reconciliationTables = (
  reconciliation: Reconciliation,
  groups: readonly Group[],
  columns: number,
): string => {
  const { parts, trend, repairs } = reconciliation
  const edges = tableOf(
    ['edge', 'marketplace', 'state', 'compared', 'differ', 'why'],
    parts.map(({ edge, marketplace, state, compared, found, why }) => [
      ...[edgeNameOf(edge), marketplace, state, compared, found, why ?? ''],
    ]),
    columns,
  )
  return [
    `${edges}\n`,
    ...(groups.length === 0 ? [] : [`\n${groupsTable(groups, columns)}\n${moreOf(groups)}`]),
    ...(trend.length < 2 ? [] : [`\nRuns over the same\n${trendTable(trend, columns)}\n`]),
    ...(repairs.length === 0 ? [] : [`\nMended\n${repairsTable(repairs, columns)}\n`]),
    `\n${sentenceOf(reconciliation)}\n`,
  ].join('')
}

const groupsTable = (groups: readonly Group[], columns: number): string =>
  tableOf(
    ['edge', 'kind', 'count', 'difference', 'state', 'record', 'fields', 'more'],
    groups.flatMap(({ edge, kind, count, examples }) =>
      examples.map((one, index) => [
        ...(index === 0 ? [edgeNameOf(edge), kind, count] : ['', '', '']),
        ...[one.id, stateWords[one.state], one.key, one.fields.join(' '), moreAbout(one)],
      ]),
    ),
    columns,
  )

const moreAbout = ({ state, why, accepted, detail = '' }: DifferenceSeen): string => {
  if (state === 'accepted' && accepted !== null)
    return `${accepted.who}, ${accepted.at.slice(0, 10)}: ${accepted.reason}`
  return state === 'refused' && why !== null ? why : detail
}

const moreOf = (groups: readonly Group[]): string =>
  groups
    .map(({ edge, kind, count, examples }) => ({
      name: `${kind} at ${edgeNameOf(edge)}`,
      more: count - examples.length,
    }))
    .filter(({ more }) => more > 0)
    .map(({ name, more }) => `and ${more} more ${name}: --all lists them\n`)
    .join('')

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

const sumOf = (byKind: ByKind): number => Object.values(byKind).reduce((sum, count) => sum + count, 0)

const wordsOf = (byKind: ByKind): string =>
  Object.entries(byKind)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ')
