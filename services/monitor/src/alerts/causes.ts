import type { AlertType } from '@concord/domain'
import { type Finding, type Place, scopeOf } from './finding.js'

interface Explains {
  /** What both must be in, where the explained one says; `everywhere` is a cause within nothing. */
  readonly by: keyof Place | 'everywhere'
  readonly types: readonly AlertType[]
}

/** What is no surprise while something else is wrong; the first cause that fits has it. */
const explained: readonly (readonly [AlertType, Explains])[] = [
  [
    'no-data',
    {
      by: 'service',
      types: [
        'queue-unconsumed',
        'queue-deep',
        'poll-late',
        'consent-old',
        'records-late',
        'orders-pending',
        'no-data',
      ],
    },
  ],
  ['circuit-open', { by: 'account', types: ['consent-old', 'opt-outs-late', 'quota-low', 'records-late'] }],
  ['credentials-refused', { by: 'account', types: ['consent-old', 'opt-outs-late', 'records-late'] }],
  ['credentials-refused', { by: 'marketplace', types: ['poll-late', 'orders-pending'] }],
  ['queue-unconsumed', { by: 'everywhere', types: ['queue-unconsumed', 'queue-deep', 'records-late'] }],
  ['queue-unconsumed', { by: 'service', types: ['queue-deep', 'records-late'] }],
  ['poll-late', { by: 'marketplace', types: ['orders-pending'] }],
]

/**
 * What explains each finding that is explained, itself explained by nothing.
 *
 * @param stands whether it is an alert of its own already, which it then stays
 */
export const causesOf = (
  findings: readonly Finding[],
  stands: (finding: Finding) => boolean,
): ReadonlyMap<Finding, Finding> => {
  const found = new Map<Finding, Finding>()
  /** Whatever explains others is told of, so that nothing is explained by what is told nowhere. */
  const causing = new Set<Finding>()
  for (const [type, rule] of explained) {
    const causes = findings.filter((one) => one.type === type && !found.has(one) && isWhole(one))
    for (const finding of findings) {
      if (found.has(finding) || causing.has(finding) || stands(finding)) continue
      const cause = causes.find((one) => one !== finding && !found.has(one) && explains(one, finding, rule))
      if (cause === undefined) continue
      found.set(finding, cause)
      causing.add(cause)
    }
  }
  return found
}

/** What is missing of a service explains nothing, that all of it is, does; and orders are late by no poll but their own. */
const isWhole = ({ type, group }: Finding): boolean => (wholes[type] ?? group) === group

const wholes: Readonly<Partial<Record<AlertType, string>>> = { 'no-data': '', 'poll-late': 'order' }

const isEverywhere = ({ place }: Finding): boolean => scopeOf(place) === ''

const explains = (cause: Finding, finding: Finding, { by, types }: Explains): boolean =>
  types.includes(finding.type) && (by === 'everywhere' ? isEverywhere(cause) : isWithin(cause, finding, by))

const isWithin = (cause: Finding, finding: Finding, by: keyof Place): boolean =>
  cause.place[by] !== undefined &&
  // What is not within any of them may be within this one; but not a whole within another, nor what is everywhere.
  (finding.place[by] === cause.place[by] ||
    (finding.place[by] === undefined && finding.type !== 'no-data' && !isEverywhere(finding)))
