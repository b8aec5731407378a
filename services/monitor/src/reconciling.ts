import type { ComparisonState } from '@concord/contracts'
import type { Log } from '@concord/runtime'
import { EdgeAway, EdgeRefuses } from './errors.js'
import {
  dueSince,
  type Edges,
  nightly,
  nightlyWindow,
  type Part,
  type Reconciliations,
  type Run,
  uuidOf,
} from './reconciliation.js'

interface Needs {
  readonly reconciliations: Reconciliations
  readonly edges: Edges
  readonly now: () => Date
  readonly log: Log
}

const restMs = 2_000
const restAwayMs = 15_000
/** An edge that is away for longer fails its part, and the run tells why. */
const longestAwayMs = 6 * 3_600_000
/** Exports of everything wait for their allowance; beyond this something is stuck. */
const longestRunMs = 48 * 3_600_000

/** Goes on with a part of a run that is due: begins it at its edge, asks how far it is, and copies what it found. */
export const stepReconciliation = async (needs: Needs): Promise<boolean> => {
  const claimed = await needs.reconciliations.claim()
  if (claimed === undefined) return false
  const { part, run } = claimed
  const after = await advanced(needs, part, run)
  await needs.reconciliations.save(after, after.why === null ? restMs : restAwayMs)
  tell(needs.log, part, after)
  return true
}

const advanced = async (needs: Needs, part: Part, run: Pick<Run, 'from' | 'to'>): Promise<Part> => {
  const at = needs.now().toISOString()
  try {
    const told = await ask(needs.edges, part, run)
    const heard: Part = {
      ...part,
      why: null,
      isBegun: true,
      compared: told.compared,
      found: told.found,
      answeredAt: at,
    }
    if (told.state === 'done') return await copied(needs, heard)
    if (told.state === 'failed') return failed(heard, told.reason ?? 'The edge says no more.', at)
    return isTooLong(told, at)
      ? failed(heard, 'It ran for two days; look at the log of the edge.', at)
      : { ...heard, state: 'running' }
  } catch (failure) {
    if (failure instanceof EdgeRefuses) return failed(part, failure.message, at)
    if (!(failure instanceof EdgeAway)) throw failure
    const awayMs = Date.parse(at) - Date.parse(part.answeredAt)
    return awayMs > longestAwayMs
      ? failed(part, failure.message, at)
      : { ...part, state: 'waiting', why: failure.message }
  }
}

const ask = (edges: Edges, part: Part, { from, to }: Pick<Run, 'from' | 'to'>): Promise<ComparisonState> => {
  const { comparison: id, marketplace, isBegun } = part
  const edge = edges[part.edge]
  return isBegun ? edge.state(id) : edge.begin({ id, marketplace, from: from ?? undefined, to: to ?? undefined })
}

const isTooLong = ({ startedAt }: ComparisonState, at: string): boolean =>
  Date.parse(at) - Date.parse(startedAt) > longestRunMs

const failed = (part: Part, why: string, endedAt: string): Part => ({ ...part, state: 'failed', why, endedAt })

/** Page by page, each kept before the next one is asked for. */
const copied = async ({ edges, reconciliations, now }: Needs, part: Part): Promise<Part> => {
  const byKind: Record<string, number> = {}
  let after = 0
  for (;;) {
    const { differences, next } = await edges[part.edge].differences(part.comparison, after)
    await reconciliations.keep(part, differences)
    for (const { kind } of differences) byKind[kind] = (byKind[kind] ?? 0) + 1
    after = differences.at(-1)?.n ?? after
    if (next === null) break
  }
  return { ...part, state: 'done', byKind, endedAt: now().toISOString() }
}

const tell = (log: Log, before: Part, { run, edge, marketplace, state, why, found, byKind }: Part): void => {
  const fields = { run, edge, marketplace }
  if (state === 'failed') log.error('a reconciliation failed', { ...fields, reason: why })
  else if (state === 'done') log.info('a reconciliation ended', { ...fields, found, byKind })
  else if (why !== null && before.why === null) log.warn('a reconciliation waits', { ...fields, reason: why })
}

interface NightlyNeeds {
  readonly reconciliations: Pick<Reconciliations, 'create' | 'lastComplete' | 'forget'>
  readonly marketplaces: readonly string[]
  /** Time of day in UTC, like `02:30`. */
  readonly nightlyAt: string
  readonly now: () => Date
}

/** A run that is later than this is left to the next night. */
const latestMs = 6 * 3_600_000
const dayMs = 86_400_000
/** As long as the edges keep what they compared. */
const differencesKeptMs = 30 * dayMs
const runsKeptMs = 180 * dayMs

/** Begins the run of every night when it is due, once among all replicas, and forgets old ones. */
export const beginNightly = async (needs: NightlyNeeds): Promise<void> => {
  const { reconciliations, marketplaces, nightlyAt, now } = needs
  const due = dueSince(nightlyAt, now())
  if (now().getTime() - due.getTime() > latestMs) return
  const window = nightlyWindow(due, await reconciliations.lastComplete(marketplaces))
  const by = { name: nightly, role: 'operator' } as const
  const id = uuidOf(`nightly ${due.toISOString()} ${marketplaces.join(',')}`)
  await reconciliations.create({ id, by, at: now().toISOString(), marketplaces, ...window })
  const ago = (ms: number): string => new Date(now().getTime() - ms).toISOString()
  await reconciliations.forget({ differences: ago(differencesKeptMs), runs: ago(runsKeptMs) })
}
