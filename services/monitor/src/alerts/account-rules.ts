import { neverSince } from '@concord/domain'
import type { FigureRules, FiguresSeen } from './figure-rules.js'
import { type Sample, samplesOf } from './figures.js'
import type { Finding } from './finding.js'
import { found } from './found.js'
import { isOlder } from './poll-rules.js'

const guard = 'consent-guard'

/** What is wrong with accounts of Dotdigital: their consent, their circuits, their allowance, their credentials. */
export const accountFindings = (rules: FigureRules, seen: FiguresSeen): readonly Finding[] =>
  Object.keys(rules.accounts).flatMap((account) => [
    ...(seen.speaking.includes(guard) ? consentFindings(rules, seen, account) : []),
    ...circuitFindings(seen, account),
    ...quotaFindings(rules, seen, account),
    ...refusals(seen, account),
  ])

const consentFindings = ({ clocks, accounts }: FigureRules, seen: FiguresSeen, account: string): readonly Finding[] => {
  const named = { place: { account, service: guard }, where: account }
  const everySeconds = accounts[account]?.suppressionsEverySeconds ?? 0
  const minutes = Math.max(clocks.consentMinutes, (3 * everySeconds) / 60)
  const [read] = samplesOf(seen.samples, 'concord_consent_read_timestamp_seconds', { account })
  const readAt = read === undefined ? undefined : new Date(read.value * 1_000).toISOString()
  const lateBy = lateOptOutSeconds(seen, account)
  return [
    ...(isOlder(readAt ?? seen.since, minutes, seen.now)
      ? [found('consent-old', { ...named, blanks: { since: readAt ?? neverSince } })]
      : []),
    ...(lateBy !== undefined && lateBy > clocks.optOutMinutes * 60
      ? [found('opt-outs-late', { ...named, blanks: { minutes: String(Math.round(lateBy / 60)) } })]
      : []),
  ]
}

/** How late the newest opt-out was learned, where one was since the look before. */
const lateOptOutSeconds = ({ samples, before }: FiguresSeen, account: string): number | undefined => {
  const figure = (of: readonly Sample[], what: string) =>
    [...samplesOf(of, 'concord_status', { service: guard, account, what })].at(0)?.value
  const learned = figure(samples, 'optOutsLearned') ?? 0
  const isNews = learned > (figure(before, 'optOutsLearned') ?? 0)
  return isNews ? figure(samples, 'optOutLagSeconds') : undefined
}

const circuitFindings = ({ samples }: FiguresSeen, account: string): readonly Finding[] => {
  const open = samplesOf(samples, 'concord_dotdigital_circuit_open', { account }).filter(({ value }) => value === 1)
  const tiers = [...new Set(open.map(({ labels }) => labels['tier'] ?? ''))].toSorted()
  return tiers.length === 0
    ? []
    : [found('circuit-open', { place: { account }, where: account, blanks: { tiers: tiers.join(', ') } })]
}

const quotaFindings = ({ clocks }: FigureRules, { samples }: FiguresSeen, account: string): readonly Finding[] => {
  const low = samplesOf(samples, 'concord_dotdigital_calls_left', { account }).flatMap(({ labels, value: left }) => {
    const limit = samplesOf(samples, 'concord_dotdigital_calls_limit', labels)[0]?.value ?? 0
    return left * 100 < limit * clocks.quotaPercent ? [{ tier: labels['tier'] ?? '', left, limit }] : []
  })
  const worst = low.toSorted((one, other) => one.left / one.limit - other.left / other.limit)[0]
  if (worst === undefined) return []
  const tiers = [...new Set(low.map(({ tier }) => tier))].toSorted().join(', ')
  const blanks = { left: String(worst.left), limit: String(worst.limit), tiers }
  return [found('quota-low', { place: { account }, where: account, blanks })]
}

const refusals = ({ samples, before }: FiguresSeen, account: string): readonly Finding[] => {
  const refused = (of: readonly Sample[]): number =>
    samplesOf(of, 'concord_dotdigital_call_seconds_count', { account, status: '401' }).reduce(
      (sum, { value }) => sum + value,
      0,
    )
  const count = refused(samples) - refused(before)
  return count > 0 ? [found('credentials-refused', { place: { account }, where: account, count })] : []
}
