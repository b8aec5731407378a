import { RateLimited } from '@concord/mirakl'
import type { Log } from '@concord/runtime'
import type { Term } from './lease.js'
import { restUntil } from './rest.js'

/** Something that is done again and again, with calls that it may not always make. */
export interface Task {
  readonly name: string
  /** How long after the beginning of a turn the next one is due. */
  readonly everyMs: number
  /** Answers whether there is more to do at once, in which case its next turn is due when this one ends. */
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
  failures: number
  /** Why it fails, so that it is told once and not at every attempt. */
  told: string | undefined
}

const firstRestMs = 1_000
const longestRestMs = 60_000

/**
 * Lets tasks that share one allowance take turns, one at a time, until the term ends: whoever has been due for longest
 * goes first. A turn that was taken puts its task behind all that are due already, so nobody starves. Where Mirakl or our
 * own budget says not now, all wait as long as told, and the same task goes first after that.
 */
export const takeTurns = async ({ marketplace, tasks, log }: Turns, term: Term): Promise<void> => {
  const waiting = tasks.map((task): Waiting => ({ task, dueAt: 0, failures: 0, told: undefined }))
  const isOver = (): boolean => term.signal.aborted

  while (!isOver()) {
    const [next] = waiting.toSorted((left, right) => left.dueAt - right.dueAt)
    if (next === undefined) return
    await restUntil(term.signal, next.dueAt - Date.now())
    if (isOver()) return
    const limited = await takeTurn(next, term, (event, fields) => log.error(event, { marketplace, ...fields }))
    if (next.failures === 0 && next.told !== undefined) {
      next.told = undefined
      log.info(`${next.task.name} works again`, { marketplace })
    }
    if (limited !== undefined) await restUntil(term.signal, Math.max(firstRestMs, limited.retryAfterSeconds * 1_000))
  }
}

/** @returns what it must wait for, where it was not its time */
const takeTurn = async (next: Waiting, term: Term, tell: Log['error']): Promise<RateLimited | undefined> => {
  const { task } = next
  const begunAt = Date.now()
  try {
    term.check()
    const hasMore = await task.run(term)
    next.failures = 0
    next.dueAt = hasMore ? Date.now() : begunAt + task.everyMs
    return undefined
  } catch (failure) {
    if (failure instanceof RateLimited) return failure
    if (!term.signal.aborted) noteFailure(next, failure, tell)
    return undefined
  }
}

const noteFailure = (next: Waiting, failure: unknown, tell: Log['error']): void => {
  next.failures += 1
  next.dueAt = Date.now() + Math.min(longestRestMs, firstRestMs * 2 ** (next.failures - 1))
  const why = failure instanceof Error ? `${failure.name} ${failure.message}` : String(failure)
  if (why !== next.told) tell(`${next.task.name} failed`, { failure })
  next.told = why
}
