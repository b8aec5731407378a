import { RateLimited } from '@concord/mirakl'
import type { Log } from '@concord/runtime'
import type { Term } from './lease.js'
import { restUntil } from './rest.js'

/** Something that is done again and again, with calls that it may not always make. */
export interface Task {
  readonly name: string
  /** How long after the beginning of its work the next one is due. */
  readonly everyMs: number
  /**
   * One turn, as short as can be: a page, a file. Answers whether there is more of it to do at once, in which case its next
   * turn is due when this one ends.
   */
  run(term: Term): Promise<boolean>
}

interface Turns {
  readonly marketplace: string
  readonly tasks: readonly Task[]
  readonly log: Log
}

interface Waiting {
  readonly task: Task
  dueAt: number
  /** When the work in hand began; undefined while there is none. */
  begunAt: number | undefined
  /** Its next page belongs to a cycle that was begun, as far as anybody knows. */
  isUnderWay: boolean
  failures: number
  /** Since when it is told "not now", each time it asks. */
  limitedSince: number | undefined
  /** Why it fails or waits long, so that it is told once and not at every attempt. */
  told: string | undefined
}

const firstRestMs = 1_000
const longestRestMs = 60_000
/** A wait of a day that Mirakl asks for may be a mistake, so it is asked again each hour. */
const longestWaitMs = 3_600_000
/** No documented allowance of a poll is rarer than a call in a quarter of an hour. */
const longWaitSeconds = 900
const waitsLong = 'waits long'

/**
 * Lets tasks that share one allowance take turns, one at a time, until the term ends: whoever has been due for longest
 * goes first. A turn that was taken puts its task behind all that are due already, so nobody starves. Where Mirakl or our
 * own budget says not now, all wait as long as told, an hour at most, but for what has work in hand: a further page may
 * be asked for while no first one may, and it may try once.
 */
export const takeTurns = async ({ marketplace, tasks, log }: Turns, term: Term): Promise<void> => {
  const waiting = tasks.map(toWaiting)
  const tell: Tell = (level, event, fields) => log[level](event, { marketplace, ...fields })
  let closedUntil = 0
  const eligibleAt = ({ dueAt, isUnderWay }: Waiting): number => (isUnderWay ? dueAt : Math.max(dueAt, closedUntil))
  const isOver = (): boolean => term.signal.aborted

  while (!isOver()) {
    const next = firstOf(waiting, eligibleAt)
    if (next === undefined) return
    await restUntil(term.signal, eligibleAt(next) - Date.now())
    if (isOver()) return
    const waitMs = await takeTurn(next, term, tell)
    if (waitMs > 0) closedUntil = Math.max(closedUntil, Date.now() + waitMs)
  }
}

const toWaiting = (task: Task): Waiting => ({
  task,
  dueAt: 0,
  begunAt: undefined,
  isUnderWay: false,
  failures: 0,
  limitedSince: undefined,
  told: undefined,
})

type Tell = (level: 'info' | 'warn' | 'error', event: string, fields?: Readonly<Record<string, unknown>>) => void

/** Of those that may go now the longest due; otherwise whoever may go first. */
const firstOf = (waiting: readonly Waiting[], eligibleAt: (one: Waiting) => number): Waiting | undefined => {
  const now = Date.now()
  const [first] = waiting.toSorted(
    (left, right) => Math.max(now, eligibleAt(left)) - Math.max(now, eligibleAt(right)) || left.dueAt - right.dueAt,
  )
  return first
}

/** @returns milliseconds that all must wait, where it was not its time */
const takeTurn = async (next: Waiting, term: Term, tell: Tell): Promise<number> => {
  const { task } = next
  const begunAt = next.begunAt ?? Date.now()
  try {
    term.check()
    const hasMore = await task.run(term)
    noteSuccess(next, tell)
    next.isUnderWay = hasMore
    next.begunAt = hasMore ? begunAt : undefined
    next.dueAt = hasMore ? Date.now() : Math.max(next.dueAt, begunAt + task.everyMs)
    return 0
  } catch (failure) {
    next.isUnderWay = false
    if (failure instanceof RateLimited) return noteWait(next, failure, tell)
    next.begunAt = undefined
    if (!term.signal.aborted) noteFailure(next, failure, tell)
    return 0
  }
}

const noteSuccess = (next: Waiting, tell: Tell): void => {
  if (next.told !== undefined) tell('info', `${next.task.name} works again`)
  next.failures = 0
  next.limitedSince = undefined
  next.told = undefined
}

const noteWait = (next: Waiting, { message, retryAfterSeconds }: RateLimited, tell: Tell): number => {
  const since = (next.limitedSince ??= Date.now())
  const isLong = retryAfterSeconds > longWaitSeconds || Date.now() - since >= longestWaitMs
  const waitMs = Math.min(longestWaitMs, Math.max(firstRestMs, retryAfterSeconds * 1_000))
  if (isLong && next.told !== waitsLong) {
    tell('warn', `${next.task.name} ${waitsLong}`, { reason: message, asksSeconds: retryAfterSeconds, waitMs })
    next.told = waitsLong
  }
  return waitMs
}

const noteFailure = (next: Waiting, failure: unknown, tell: Tell): void => {
  next.failures += 1
  next.dueAt = Date.now() + Math.min(longestRestMs, firstRestMs * 2 ** (next.failures - 1))
  const why = failure instanceof Error ? `${failure.name} ${failure.message}` : String(failure)
  if (why !== next.told) tell('error', `${next.task.name} failed`, { failure })
  next.told = why
}
