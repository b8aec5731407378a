import type { Share } from './answers.js'
import { fault, type Finding, note, ok } from './finding.js'
import type { World } from './ports.js'

/**
 * Received = Σ states, and triggers recorded = Σ states, each side counted by itself: in the gateway's journal, and by monitor
 * from what it heard on the bus. What is on its way may be further in one book than in the other.
 */
export const audit = async ({ gateway, monitor }: Pick<World, 'gateway' | 'monitor'>): Promise<readonly Finding[]> => {
  const [journal, { records, triggers }] = [await gateway.books(), await monitor.conservation()]
  return [
    equation('records in the journal', journal.received, journal.shares),
    equation('records on the bus', records.received, records.shares),
    equation('triggers', triggers.recorded, triggers.shares),
    ...comparison(journal.shares, records.shares),
  ]
}

const equation = (subject: string, whole: number, shares: readonly Share[]): Finding => {
  const sum = sumOf(shares)
  if (sum === whole) return ok(subject, `${whole} received = ${sum} in all states together`)
  return fault(
    subject,
    `${whole} received, but ${sum} in all states together`,
    'Stop nothing; keep the logs of all services and report it: a record must never be lost.',
  )
}

const comparison = (journal: readonly Share[], bus: readonly Share[]): readonly Finding[] => {
  const [left, right] = [countsOf(journal), countsOf(bus)]
  const different = [...new Set([...left.keys(), ...right.keys()])].filter((name) => left.get(name) !== right.get(name))
  if (different.length === 0) return [ok('both books', 'agree on every state and reason')]
  const isMoving = [journal, bus].some((shares) => shares.some(({ state }) => state === 'in-flight'))
  return different.map((name) => {
    const what = `${name}: ${left.get(name) ?? 0} in the journal, ${right.get(name) ?? 0} heard on the bus`
    return isMoving
      ? note('both books', what, 'Records are on their way: look again when none is.')
      : fault('both books', what, 'Replay these records; what was told is then told again.')
  })
}

const countsOf = (shares: readonly Share[]): ReadonlyMap<string, number> =>
  new Map(shares.map(({ state, reason, count }) => [`${state} (${reason})`, count]))

const sumOf = (shares: readonly Share[]): number => shares.reduce((sum, { count }) => sum + count, 0)
