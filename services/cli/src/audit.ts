import { setTimeout as pause } from 'node:timers/promises'
import { compareBooks, type Difference } from './audit-books.js'
import type { Share, Unmatched } from './answers.js'
import { fault, type Finding, note, ok } from './finding.js'
import type { World } from './ports.js'

export type AuditNeeds = Pick<World, 'gateway' | 'monitor' | 'publisher'>

/** Long enough that what was on its way from one book to the other has arrived. */
const betweenMs = 2_000
const mostNamed = 100

/**
 * Received = Σ states, and triggers recorded = Σ states, each side counted by itself; then every record and trigger in the
 * books of those who know of it. What differs in two readings is named; what only moved meanwhile is not.
 */
export const audit = async (needs: AuditNeeds, pauseMs = betweenMs): Promise<readonly Finding[]> => {
  const { gateway, monitor } = needs
  const [journal, { records, triggers }] = [await gateway.books(), await monitor.conservation()]
  return [
    equation('records in the journal', journal.received, journal.shares),
    equation('records on the bus', records.received, records.shares),
    equation('triggers', triggers.recorded, triggers.shares),
    ...payloads(await gateway.unmatched()),
    ...differences(await lasting(needs, pauseMs)),
  ]
}

const lost = 'Keep the logs of all services and report it: a record must never be lost.'

const equation = (subject: string, whole: number, shares: readonly Share[]): Finding => {
  const sum = shares.reduce((total, { count }) => total + count, 0)
  if (sum === whole) return ok(subject, `${whole} received = ${sum} in all states together`)
  return fault(subject, `${whole} received, but ${sum} in all states together`, lost)
}

const payloads = (unmatched: Unmatched['unmatched']): readonly Finding[] =>
  unmatched.length === 0
    ? [ok('payloads', 'each payload has its record, and each record its payload')]
    : unmatched.map(({ key, version, is }) => fault('payloads', `${key} ${version}: ${is.replaceAll('-', ' ')}`, lost))

const lasting = async (needs: AuditNeeds, pauseMs: number): Promise<readonly Difference[]> => {
  const first = new Set((await compareBooks(needs)).map(({ what }) => what))
  if (first.size === 0) return []
  await pause(pauseMs)
  return (await compareBooks(needs)).filter(({ what }) => first.has(what))
}

const differences = (found: readonly Difference[]): readonly Finding[] => {
  if (found.length === 0) return [ok('books', 'journal, timelines and projection agree on every record and trigger')]
  const named = found.slice(0, mostNamed).map(({ subject, what, remedy }) => fault(subject, what, remedy))
  const left = found.length - named.length
  return left === 0 ? named : [...named, note('books', `${left} more differ in the same ways`)]
}
