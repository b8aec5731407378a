import type { FigureRules, FiguresSeen } from './figure-rules.js'
import { samplesOf } from './figures.js'
import type { Finding } from './finding.js'
import { found } from './found.js'

/** What runs out of the calls that vendors allow. */
export const allowanceFindings = (rules: FigureRules, seen: FiguresSeen): readonly Finding[] => [
  ...Object.keys(rules.accounts).flatMap((account) => [
    ...quotaFindings(rules, seen, account),
    ...enrolmentFindings(seen, account),
  ]),
  ...Object.keys(rules.marketplaces).flatMap((marketplace) => waitingFindings(seen, marketplace)),
]

/** That few enrolments are left is no harm while nobody waits for one. */
const ofEnrolments = 'enrolment'

const quotaFindings = ({ clocks }: FigureRules, { samples }: FiguresSeen, account: string): readonly Finding[] => {
  const low = samplesOf(samples, 'concord_dotdigital_calls_left', { account }).flatMap(({ labels, value: left }) => {
    const limit = samplesOf(samples, 'concord_dotdigital_calls_limit', labels)[0]?.value ?? 0
    const { tier = '' } = labels
    return tier !== ofEnrolments && left * 100 < limit * clocks.quotaPercent ? [{ tier, left, limit }] : []
  })
  const worst = low.toSorted((one, other) => one.left / one.limit - other.left / other.limit)[0]
  if (worst === undefined) return []
  const tiers = [...new Set(low.map(({ tier }) => tier))].toSorted().join(', ')
  const blanks = { left: String(worst.left), limit: String(worst.limit), tiers }
  return [found('quota-low', { place: { account }, where: account, blanks })]
}

const enrolmentFindings = ({ samples }: FiguresSeen, account: string): readonly Finding[] => {
  const [held] = samplesOf(samples, 'concord_triggers', { account, state: 'waiting', reason: 'enrolment-allowance' })
  return held === undefined || held.value === 0
    ? []
    : [found('enrolments-waiting', { place: { account }, where: account, count: held.value })]
}

/** An allowance of one call a minute is used up all the time: what counts is that nothing gets its turn. */
const mostTurns = 3
const leastSeconds = 180

const waitingFindings = ({ samples }: FiguresSeen, marketplace: string): readonly Finding[] => {
  const long = samplesOf(samples, 'concord_mirakl_waiting_seconds', { marketplace })
    .filter(({ labels, value }) => {
      const perCall = samplesOf(samples, 'concord_mirakl_allowance_seconds', labels)[0]?.value ?? 0
      return value > Math.max(leastSeconds, mostTurns * perCall)
    })
    .toSorted((one, other) => other.value - one.value)
  const [longest] = long
  if (longest === undefined) return []
  const operations = [...new Set(long.map(({ labels }) => labels['operation'] ?? ''))].toSorted().join(', ')
  const blanks = { operations, minutes: String(Math.round(longest.value / 60)) }
  return [found('calls-waiting', { place: { marketplace }, where: marketplace, blanks })]
}
