import type { Evidence, Share, Standing, ToldRecord } from './evidence.js'
import type { Expected } from './traffic/expected.js'

/**
 * What can be wrong at the end. `lost`: something is nowhere, or is said to be in Dotdigital and is not. `doubled`: kept
 * or sent twice. `stale`: Dotdigital shows an older version. `stuck`: it still waits for something that will not come.
 * `untold`: the books do not say what is true. `leaked`: it went where it must not.
 */
export const damages = ['lost', 'doubled', 'stale', 'stuck', 'untold', 'leaked'] as const
export type Damage = (typeof damages)[number]

export interface Finding {
  readonly damage: Damage
  readonly what: string
}

export interface Verdict {
  readonly findings: readonly Finding[]
  readonly counts: Readonly<Record<Damage, number>>
  /** Records by where they stand, by the gateway. */
  readonly outcomes: readonly Share[]
  /** Sends whose answer was lost: told to a person, and never made again. */
  readonly unknownSends: number
  readonly isClean: boolean
}

/** Compares what was sent with what is to be seen at the end; asks nobody. */
export const judge = (expected: readonly Expected[], evidence: Evidence): Verdict => {
  const findings = [
    ...expected.flatMap((one) => findingsOf(one, evidence)),
    ...sentTwice(evidence),
    ...booksOf(expected, evidence),
  ]
  const count = (damage: Damage): number => findings.filter((finding) => finding.damage === damage).length
  return {
    findings,
    counts: Object.fromEntries(damages.map((damage) => [damage, count(damage)])) as Record<Damage, number>,
    outcomes: evidence.gateway.shares,
    unknownSends: triggersIn(evidence).filter(({ state }) => state === 'unknown').length,
    isClean: findings.length === 0,
  }
}

const finding = (damage: Damage, what: string): Finding => ({ damage, what })

const findingsOf = (expected: Expected, evidence: Evidence): readonly Finding[] => {
  const told = evidence.records.get(expected.key) ?? { versions: [], triggers: [] }
  return [
    ...countOf(expected, told.versions),
    ...fateOf(expected, told.versions),
    ...contentOf(expected, evidence),
    ...triggersOf(expected, told, evidence),
  ]
}

/** Of what the monitor does not know, the gateway says whether it was kept. */
const countOf = ({ key, versions: sent, mayMissVersions }: Expected, versions: readonly Standing[]): Finding[] => {
  if (versions.length > sent) return [finding('doubled', `${key}: ${versions.length} versions kept of ${sent} sent`)]
  const mayMiss = mayMissVersions && versions.length > 0
  if (versions.length === sent || mayMiss) return []
  return [finding('untold', `${key}: the monitor knows ${versions.length} versions of ${sent} sent`)]
}

const fateOf = ({ key, fate, mayWait = [] }: Expected, versions: readonly Standing[]): Finding[] => {
  const sorted = versions.toSorted((a, b) => (a.version < b.version ? -1 : 1))
  const newest = sorted.at(-1)
  if (newest === undefined) return []
  const where = `${newest.state} (${newest.reason})`
  const isOpen = newest.state === 'in-flight' || newest.state === 'waiting'
  if (newest.state === 'waiting' && mayWait.includes(newest.reason)) return []
  const older = sorted
    .slice(0, -1)
    .filter(({ state }) => state === 'in-flight' || (state === 'waiting' && fate !== 'waiting'))
  return [
    ...(newest.state === fate ? [] : [finding(isOpen ? 'stuck' : 'lost', `${key}: ${where} instead of ${fate}`)]),
    ...older.map(({ state, reason }) => finding('stuck', `${key}: an older version is ${state} (${reason})`)),
  ]
}

const contentOf = ({ key, newest, fate }: Expected, { dotdigital, records }: Evidence): Finding[] => {
  const name = key.replace(/:order:/, '-')
  if (newest === undefined)
    return dotdigital.orders.has(name) ? [finding('leaked', `${key}: ${fate}, yet in Dotdigital`)] : []
  const held = dotdigital.orders.get(newest.name)
  if (held === undefined) return isSaidToStand(records.get(key)) ? [finding('lost', `${key}: not in Dotdigital`)] : []
  if (held.mark < newest.mark)
    return [finding('stale', `${key}: Dotdigital shows ${held.mark}, newest is ${newest.mark}`)]
  const isSame = held.mark === newest.mark && held.state === newest.state && held.total === newest.total
  return isSame ? [] : [finding('stale', `${key}: Dotdigital shows ${held.state} ${held.total} ${held.mark}`)]
}

/** What is stuck or lost on its way is found there; here only what is told as done counts. */
const isSaidToStand = (told: ToldRecord | undefined): boolean =>
  told?.versions.some(({ state }) => state === 'delivered') ?? false

const triggersOf = ({ key, triggers }: Expected, told: ToldRecord, { dotdigital }: Evidence): Finding[] => {
  const missing = triggers.filter((name) => !told.triggers.some(({ trigger }) => trigger === name))
  const shipped = told.triggers.find(({ trigger }) => trigger === 'shipped')
  const wasSent = dotdigital.sends.includes(key.split(':').at(-1) ?? '')
  return [
    ...missing.map((name) => finding('lost', `${key}: nothing is known of its trigger ${name}`)),
    ...(shipped?.state === 'sent' && !wasSent
      ? [finding('lost', `${key}: its message is told as sent, but was not`)]
      : []),
    ...(wasSent && shipped?.state !== 'sent' && shipped?.state !== 'unknown'
      ? [finding('untold', `${key}: its message was sent, but its trigger is told as ${shipped?.state ?? 'nothing'}`)]
      : []),
  ]
}

/** Each order has one message, and each subscriber of the run one order to rate. */
const sentTwice = ({ dotdigital: { sends, enrolments } }: Evidence): Finding[] => [
  ...repeated(sends).map((order) => finding('doubled', `the message about ${order} was sent more than once`)),
  ...repeated(enrolments).map((contact) => finding('doubled', `${contact} was enrolled more than once`)),
]

const repeated = (names: readonly string[]): readonly string[] => {
  const seen = new Set<string>()
  const again = new Set<string>()
  for (const name of names) (seen.has(name) ? again : seen).add(name)
  return [...again]
}

const booksOf = (expected: readonly Expected[], evidence: Evidence): Finding[] => {
  const { isSettled, gateway, monitor } = evidence
  const { received, shares } = gateway
  const total = shares.reduce((sum, { count }) => sum + count, 0)
  const lost = neverReceived(expected, evidence)
  return [
    ...Array.from({ length: lost }, (_none, nth) =>
      finding('lost', `a version the gateway never counted (${nth + 1} of ${lost})`),
    ),
    ...(isSettled ? [] : [finding('stuck', 'not everything had settled when the time was up')]),
    ...(received === total ? [] : [finding('untold', `gateway: ${received} received, ${total} accounted for`)]),
    ...(monitor.records.holds && monitor.triggers.holds
      ? []
      : [finding('untold', 'an equation of the monitor does not hold')]),
    ...(linesOf(shares) === linesOf(monitor.records.shares) ? [] : [finding('untold', 'gateway and monitor disagree')]),
  ]
}

/** How many of the versions that must be there the gateway does not count; of what is only shown, one is enough. */
const neverReceived = (expected: readonly Expected[], { gateway, records }: Evidence): number => {
  const leastOf = ({ key, versions, mayMissVersions }: Expected): number =>
    mayMissVersions ? Math.max(1, records.get(key)?.versions.length ?? 0) : versions
  return Math.max(0, sumOf(expected.map(leastOf)) - gateway.received)
}

const sumOf = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)

const linesOf = (shares: readonly Share[]): string =>
  shares
    .map(({ state, reason, count }) => `${state} ${reason} ${count}`)
    .toSorted()
    .join('\n')

const triggersIn = ({ records }: Evidence) => [...records.values()].flatMap(({ triggers }) => triggers)
