import type { Instant } from '@concord/domain'
import type { Person } from '@concord/runtime'
import type { Lease } from './lease.js'
import type { BackfillKind, Period } from './polling-ports.js'

/** A part of a backfill that one export covers, and how far it is. */
export interface BackfillWindow extends Period {
  /** `asking`: an export is to be begun, or was and has not answered; `exporting`; `reading`; `done`. */
  readonly state: 'asking' | 'exporting' | 'reading' | 'done'
  /** How often an export of it broke, vanished or was refused. */
  readonly breaks: number
  readonly exportId?: string | undefined
  /** When the export was asked for: what it holds was seen no later, however much later it is read. */
  readonly askedAt?: Instant | undefined
  readonly files?: number | undefined
  readonly filesRead: number
  /** Set while a file is read: found set, it was broken off and is read again. */
  readonly isFileOpen: boolean
  /** What became of the orders so far; those of a file that was read twice count as duplicates. */
  readonly counts: Counts
}

/** By the words of a receipt. */
export type Counts = Readonly<Record<string, number>>

export interface Backfill extends Period {
  readonly id: string
  readonly marketplace: string
  readonly what: BackfillKind
  readonly requestedAt: Instant
  readonly state: 'running' | 'done' | 'failed'
  /** Why it failed, for a person. */
  readonly reason?: string | undefined
  readonly windows: readonly BackfillWindow[]
}

/** Backfills and how far each is, so that one goes on wherever it was broken off. */
export interface Backfills {
  /** Takes it down, with who asked for it in the trail. */
  create(backfill: Backfill, by: Person): Promise<void>
  find(id: string): Promise<Backfill | undefined>
  /** The newest first, at most a hundred. */
  list(): Promise<readonly Backfill[]>
  /** The one that runs in a marketplace: the oldest that has not ended. */
  running(marketplace: string): Promise<Backfill | undefined>
  /** @throws LeaseLost when somebody else works on it by now */
  save(lease: Lease, backfill: Backfill): Promise<void>
}

/** An export takes at most so many months (Mirakl's OR13). */
const monthsAtMost: Readonly<Record<BackfillKind, number>> = { orders: 12, refunds: 1 }

/** The windows that a period is split into; each ends where the next one begins, and both have that instant. */
export const windowsOf = (what: BackfillKind, { from, to }: Period): readonly Period[] => {
  const windows: Period[] = []
  for (let count = 1, start = from; start < to; count += 1) {
    const end = [monthsAfter(from, count * monthsAtMost[what]), to].toSorted()[0] ?? to
    windows.push({ from: start, to: end })
    start = end
  }
  return windows
}

/** The same day of the month, or its last one. */
const monthsAfter = (from: Instant, months: number): Instant => {
  const at = new Date(from)
  const day = at.getUTCDate()
  at.setUTCDate(1)
  at.setUTCMonth(at.getUTCMonth() + months)
  const lastDay = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()
  at.setUTCDate(Math.min(day, lastDay))
  return at.toISOString()
}

type Request = Pick<Backfill, 'id' | 'marketplace' | 'what' | 'requestedAt'> & Period

export const backfillOf = (request: Request): Backfill => ({
  ...request,
  state: 'running',
  windows: windowsOf(request.what, request).map((period) => ({ ...period, ...unbegun, counts: {} })),
})

const unbegun = { state: 'asking', breaks: 0, filesRead: 0, isFileOpen: false } as const

/** At five minutes from one export to the next, nearly an hour: somebody else may be exporting. */
const mostBreaks = 10

/** The window is to be exported anew, or the backfill has failed. */
export const broken = (backfill: Backfill, window: BackfillWindow, why: string): Backfill => {
  const breaks = window.breaks + 1
  const { from, to, counts } = window
  const after = withWindow(backfill, window, { ...unbegun, from, to, counts, breaks })
  return breaks < mostBreaks
    ? after
    : { ...after, state: 'failed', reason: `${why} (${breaks} times, ${from} to ${to})` }
}

export const withWindow = (backfill: Backfill, before: BackfillWindow, after: BackfillWindow): Backfill => {
  const windows = backfill.windows.map((each) => (each === before ? after : each))
  return { ...backfill, windows, state: windows.every(({ state }) => state === 'done') ? 'done' : 'running' }
}

export const plus = (left: Counts, right: Counts): Counts => {
  const names = new Set([...Object.keys(left), ...Object.keys(right)])
  return Object.fromEntries([...names].map((name) => [name, (left[name] ?? 0) + (right[name] ?? 0)]))
}
