import { setTimeout as pause } from 'node:timers/promises'
import { compareBooks, type Difference } from './audit-books.js'
import type { Share, Unmatched } from './answers.js'
import { fault, type Finding, note, ok } from './finding.js'
import type { World } from './ports.js'

export type AuditNeeds = Pick<World, 'gateway' | 'monitor' | 'publisher'>

interface Pace {
  readonly now: () => Date
  /** Between two readings. */
  readonly pauseMs: number
}

const usualPace: Pace = { now: () => new Date(), pauseMs: 2_000 }
const mostNamed = 100
const mostFound = 10_000

/**
 * Received = Σ states, and triggers recorded = Σ states, each side counted by itself; then every record and trigger in the
 * books of those who know of it. What differs in two readings is named; what only moved meanwhile is not.
 */
export const audit = async (needs: AuditNeeds, pace: Pace = usualPace): Promise<readonly Finding[]> => {
  const { gateway, monitor } = needs
  const [journal, { records, triggers }] = [await gateway.books(), await monitor.conservation()]
  return [
    equation('records in the journal', { count: journal.received, was: 'received' }, journal.shares),
    equation('records on the bus', { count: records.received, was: 'received' }, records.shares),
    equation('triggers', { count: triggers.recorded, was: 'recorded' }, triggers.shares),
    ...payloads(await gateway.unmatched()),
    ...findingsOf(await lasting(needs, pace)),
  ]
}

const lost = 'Keep the logs of all services and report it: a record must never be lost.'

interface Whole {
  readonly count: number
  readonly was: 'received' | 'recorded'
}

const equation = (subject: string, { count: whole, was }: Whole, shares: readonly Share[]): Finding => {
  const sum = shares.reduce((total, { count }) => total + count, 0)
  if (sum === whole) return ok(subject, `${whole} ${was} = ${sum} in all states together`)
  return fault(subject, `${whole} ${was}, but ${sum} in all states together`, lost)
}

const payloads = (unmatched: Unmatched['unmatched']): readonly Finding[] =>
  unmatched.length === 0
    ? [ok('payloads', 'each payload has its record, and each record its payload')]
    : unmatched.map(({ key, version, is }) => fault('payloads', `${key} ${version}: ${is.replaceAll('-', ' ')}`, lost))

interface Found {
  readonly differences: readonly Difference[]
  /** There are more than were looked for. */
  readonly isMore: boolean
}

const lasting = async (needs: AuditNeeds, { now, pauseMs }: Pace): Promise<Found> => {
  const first = await found(needs, now())
  if (first.differences.length === 0) return first
  await pause(pauseMs)
  const again = new Set((await found(needs, now())).differences.map(({ what }) => what))
  return { ...first, differences: first.differences.filter(({ what }) => again.has(what)) }
}

/** Stops where there is more than anybody reads, so that books which share nothing fit into memory as well. */
const found = async (needs: AuditNeeds, now: Date): Promise<Found> => {
  const differences: Difference[] = []
  for await (const difference of compareBooks(needs, now)) {
    if (differences.length === mostFound) return { differences, isMore: true }
    differences.push(difference)
  }
  return { differences, isMore: false }
}

const findingsOf = ({ differences, isMore }: Found): readonly Finding[] => {
  if (differences.length === 0)
    return [ok('books', 'journal, timelines and projection agree on every record and trigger')]
  const named = differences.slice(0, mostNamed).map(({ subject, what, remedy }) => fault(subject, what, remedy))
  const left = differences.length - named.length
  if (left === 0) return named
  return [...named, note('books', `${isMore ? 'at least ' : ''}${left} more differ in the same ways`)]
}
