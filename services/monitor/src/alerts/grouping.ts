import type { AlertType, Owner } from '@concord/domain'
import { causesOf } from './causes.js'
import { crowdGroupOf, crowdKeyIn, crowdKeyOf, type Example, type Finding, keyOf, mostExamples } from './finding.js'

/** What a cause explains, and so nobody is told of apart. */
export interface Folded {
  readonly type: AlertType
  readonly where: string
  readonly count: number
}

export interface Grouped extends Finding {
  readonly folded: readonly Folded[]
}

/** Alerts of one type and place that may stand beside each other; beyond, the rest is one. */
export const mostAlike = 10
/** A cause lists no more; its last line stands for what is beyond. */
const mostFolded = 20

type Standing = ReadonlyMap<string, Owner>

/**
 * Makes few of many: what a cause explains is told with it, and where too much of a kind is found in one place, it is one.
 *
 * What stands as an alert of its own stays one until it resolves, so that nothing comes and goes by being gathered.
 *
 * @param standing owners of alerts that are open, by their keys
 */
export const grouped = (seen: readonly Finding[], standing: Standing): readonly Grouped[] => {
  const findings = [...listsBy(seen, keyOf).values()].flatMap(asOne)
  const causes = causesOf(findings, (finding) => standing.has(keyOf(finding)))
  const explained = listsBy([...causes], ([, cause]) => cause)
  const alone = findings.filter((finding) => !causes.has(finding))
  const withFolded = alone.map((finding): Grouped => {
    const folded = (explained.get(finding) ?? []).map(([one]) => lineOf(one))
    return { ...finding, folded }
  })
  return [...listsBy(withFolded, crowdKeyOf)]
    .flatMap(([crowdKey, alike]) => crowd(crowdKey, alike, standing))
    .map((finding) => ({ ...finding, folded: shortened(finding.folded) }))
}

const listsBy = <T, Key>(all: readonly T[], keyOfOne: (one: T) => Key): ReadonlyMap<Key, readonly T[]> => {
  const lists = new Map<Key, T[]>()
  for (const one of all) {
    const key = keyOfOne(one)
    const list = lists.get(key)
    if (list === undefined) lists.set(key, [one])
    else list.push(one)
  }
  return lists
}

/** Whether or not they are found again just now: what is gone for a moment is open still. */
const crowd = (crowdKey: string, alike: readonly Grouped[], standing: Standing): readonly Grouped[] => {
  const stands = (one: Grouped): boolean => standing.has(keyOf(one))
  const fresh = alike.filter((one) => !stands(one))
  const open = [...standing].filter(([key, owner]) => key !== crowdKey && crowdKeyIn(key, owner) === crowdKey)
  const most = standing.has(crowdKey) ? mostAlike / 2 : mostAlike
  return fresh.length + open.length <= most ? alike : [...alike.filter(stands), ...gathered(fresh)]
}

const gathered = (findings: readonly Grouped[]): readonly Grouped[] => {
  const [worst, ...others] = findings.toSorted((left, right) => right.count - left.count)
  if (worst === undefined) return []
  const examples = [worst, ...others].slice(0, mostExamples).map(exampleOf)
  const where = others.length === 0 ? whereOf(worst) : `${whereOf(worst)} (+ ${others.length})`
  const folded = findings.flatMap((one) => one.folded)
  const group = crowdGroupOf(worst.owner)
  const { count, severity } = sumOf(findings)
  return [
    { ...worst, group, count, severity, examples, blanks: { ...worst.blanks, where, count: String(count) }, folded },
  ]
}

/** Findings of one key: they are one, however often it was found. */
const asOne = (findings: readonly Finding[]): readonly Finding[] => {
  const [first, ...others] = findings
  if (first === undefined || others.length === 0) return findings
  const { count, severity } = sumOf(findings)
  const examples = findings.flatMap((one) => one.examples).slice(0, mostExamples)
  return [{ ...first, count, severity, examples, blanks: { ...first.blanks, count: String(count) } }]
}

const sumOf = (findings: readonly Finding[]): Pick<Finding, 'count' | 'severity'> => ({
  count: total(findings),
  severity: findings.some((one) => one.severity === 'critical') ? 'critical' : 'warning',
})

const whereOf = ({ blanks }: Finding): string => blanks['where'] ?? ''

/** Each by its place, so that a seller is named, with the worst thing in it. */
const exampleOf = (finding: Finding): Example => {
  const [worst] = finding.examples
  return worst === undefined
    ? { name: whereOf(finding) }
    : { name: `${whereOf(finding)}: ${worst.name}`, key: worst.key }
}

const lineOf = (finding: Finding): Folded => ({ type: finding.type, where: whereOf(finding), count: finding.count })

const shortened = (folded: readonly Folded[]): readonly Folded[] => {
  const rest = folded.slice(mostFolded - 1)
  const [first] = rest
  if (first === undefined || rest.length === 1) return folded
  return [...folded.slice(0, mostFolded - 1), { type: first.type, where: `(+ ${rest.length})`, count: total(rest) }]
}

const total = (all: readonly { readonly count: number }[]): number => all.reduce((sum, { count }) => sum + count, 0)
