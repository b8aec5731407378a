import { createHash } from 'node:crypto'
import {
  type ComparisonRequest,
  type ComparisonState,
  type Difference,
  type DifferenceKind,
  type DifferencePage,
  type Edge,
  edges,
  type RepairAnswer,
  type RepairRequest,
} from '@concord/contracts'
import type { Instant } from '@concord/domain'
import type { Person } from '@concord/runtime'
import type { Accepting, DifferenceFilter, DifferenceKept, Marks, Standing } from './differences.js'
import type { Page, Paging } from './exceptions.js'

/** How often each kind was found. */
export type ByKind = Readonly<Partial<Record<DifferenceKind, number>>>

/** One edge of one marketplace in a run. `waiting`: it was not begun yet, or nobody answers there. */
export interface Part {
  readonly run: string
  readonly edge: Edge
  readonly marketplace: string
  /** Its id at the edge. */
  readonly comparison: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  /** What it waits for, or why it failed; for a person. */
  readonly why: string | null
  readonly isBegun: boolean
  readonly compared: number
  readonly found: number
  readonly byKind: ByKind
  /** When the edge last answered; before, when the run began. */
  readonly answeredAt: Instant
  readonly endedAt: Instant | null
}

/** Whose the run of every night is. */
export const nightly = 'nightly'

export interface Run {
  readonly id: string
  readonly requestedAt: Instant
  /** Who asked for it; `nightly` where nobody did. */
  readonly by: string
  readonly from: Instant | null
  readonly to: Instant | null
  readonly marketplaces: readonly string[]
  readonly state: 'running' | 'done' | 'failed'
  readonly endedAt: Instant | null
}

/** A run before this one or itself, over the same. */
export interface TrendPoint {
  readonly run: string
  readonly requestedAt: Instant
  readonly byKind: ByKind
}

/** What somebody had mended. */
export interface Repair {
  readonly at: Instant
  readonly who: string
  readonly role: string
  /** Null until the edges have answered. */
  readonly repairs: number | null
  readonly refused: number | null
}

export interface RunInDetail {
  readonly run: Run
  readonly parts: readonly Part[]
  /** The oldest first, at most ten. */
  readonly trend: readonly TrendPoint[]
  readonly repairs: readonly Repair[]
  readonly standings: readonly Standing[]
}

export interface RunRequest {
  readonly id: string
  readonly by: Person
  readonly at: Instant
  readonly marketplaces: readonly string[]
  readonly from?: Instant | undefined
  readonly to?: Instant | undefined
}

/** Runs, what they found, and what people did about it. */
export interface Reconciliations {
  /** Writes it down with its parts, and into the audit trail; a second time with the same id does nothing. */
  create(request: RunRequest): Promise<void>
  list(paging: Paging): Promise<Page<Run>>
  find(id: string): Promise<RunInDetail | undefined>
  /** When the last run of all these marketplaces began that ended well and left nothing out: a nightly one, or of everything. */
  lastComplete(marketplaces: readonly string[]): Promise<Instant | undefined>
  /** Takes a part that is due and not ended, for two minutes; nobody else has it meanwhile. */
  claim(): Promise<{ readonly part: Part; readonly run: Pick<Run, 'from' | 'to'> } | undefined>
  /** Keeps differences of a part; those that are kept already stay as they are. Nothing once the part has ended. */
  keep(part: Part, differences: readonly Difference[]): Promise<void>
  /** Gives a part back, to be taken again after a rest; the run ends with its last part. Nothing once the part has ended. */
  save(part: Part, restMs: number): Promise<void>
  differences(run: string, filter: DifferenceFilter, paging: Paging): Promise<Page<DifferenceKept>>
  /** Before anything is mended: into the audit trail, and among the repairs of the run. Answers its id. */
  intend(run: string, intent: Intent): Promise<string>
  /** What the edges answered. */
  mended(
    repair: string,
    answer: { readonly repairs: number; readonly refused: number; readonly at: Instant },
  ): Promise<void>
  /** What became of differences that were to be mended. */
  mark(marks: Marks): Promise<void>
  /** Lets those stand that are left and fit, in this run and in later ones, and writes it into the audit trail; answers how many. */
  accept(run: string, accepting: Accepting): Promise<number>
  figures(asked: FiguresAsked): Promise<readonly EdgeFigures[]>
  /** Forgets what runs found that ended before an instant, and the runs themselves that ended before another. */
  forget(before: { readonly differences: Instant; readonly runs: Instant }): Promise<void>
}

export interface FiguresAsked {
  /** Older failures do not count. */
  readonly since: Instant
  /** Others do not count; what is no longer configured is never compared again. */
  readonly marketplaces: readonly string[]
}

/** How an edge stands, over all marketplaces. */
export interface EdgeFigures {
  readonly edge: Edge
  /**
   * What the last full part of each marketplace found that is done, and later ones besides, without what is accepted; never too
   * few.
   */
  readonly found: number
  /** The last run that counts there. */
  readonly run: string | null
  /** Some of what was found, and by which run. */
  readonly examples: readonly (Pick<Difference, 'what' | 'key' | 'kind'> & { readonly run: string })[]
  /** Runs with a part that failed, and that no later one of its marketplace has made good, the newest first. */
  readonly failed: readonly string[]
}

export interface Intent {
  readonly by: Person
  readonly at: Instant
  /** What is to be mended, as it was asked for. */
  readonly asked: Readonly<Record<string, unknown>>
}

/** A service that compares at its edge. */
export interface EdgeService {
  /** @throws EdgeAway @throws EdgeRefuses */
  begin(request: ComparisonRequest): Promise<ComparisonState>
  /** @throws EdgeAway @throws EdgeRefuses */
  state(comparison: string): Promise<ComparisonState>
  /** @throws EdgeAway @throws EdgeRefuses */
  differences(comparison: string, after: number): Promise<DifferencePage>
  /** @throws EdgeAway @throws EdgeRefuses */
  repair(comparison: string, request: RepairRequest): Promise<RepairAnswer>
}

export type Edges = Readonly<Record<Edge, EdgeService>>

/** The parts of a run; their ids at the edges follow from its own, so that whoever begins one twice begins one. */
export const partsOfRun = ({ id, marketplaces, at }: Pick<RunRequest, 'id' | 'marketplaces' | 'at'>): readonly Part[] =>
  marketplaces.flatMap((marketplace) =>
    edges.map((edge) => ({
      ...{ run: id, edge, marketplace, comparison: uuidOf(`${id} ${edge} ${marketplace}`), state: 'waiting' as const },
      ...{ why: null, isBegun: false, compared: 0, found: 0, byKind: {}, answeredAt: at, endedAt: null },
    })),
  )

/** The same for the same text (RFC 9562, version 8). */
export const uuidOf = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** What runs are put beside one another by: everything, or windows, of the same marketplaces. */
export const scopeOf = ({ marketplaces, from, to }: Pick<RunRequest, 'marketplaces' | 'from' | 'to'>): string =>
  `${marketplaces.toSorted().join(',')} ${from === undefined && to === undefined ? 'everything' : 'window'}`

const dayMs = 86_400_000
/** What changed shortly before a run may only have come in after it. */
const overlapMs = dayMs
const sunday = 0

/** The last instant at which a run of every night was due, at `02:30` UTC for example. */
export const dueSince = (at: string, now: Date): Date => {
  const today = new Date(`${now.toISOString().slice(0, 10)}T${at}:00.000Z`)
  return today <= now ? today : new Date(today.getTime() - dayMs)
}

/** What a nightly run covers: everything on Sundays and at first, else what changed since the last complete one, and a day. */
export const nightlyWindow = (due: Date, lastComplete: Instant | undefined): { readonly from?: Instant } =>
  lastComplete === undefined || due.getUTCDay() === sunday
    ? {}
    : { from: new Date(Date.parse(lastComplete) - overlapMs).toISOString() }
