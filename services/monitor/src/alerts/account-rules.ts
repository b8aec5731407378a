import { neverSince } from '@concord/domain'
import type { FigureRules, FiguresSeen } from './figure-rules.js'
import { samplesOf } from './figures.js'
import type { Finding } from './finding.js'
import { found } from './found.js'
import { isOlder } from './poll-rules.js'

const guard = 'consent-guard'

/** What is wrong with accounts of Dotdigital: their consent and their circuits. */
export const accountFindings = (rules: FigureRules, seen: FiguresSeen): readonly Finding[] =>
  Object.keys(rules.accounts).flatMap((account) => [
    ...(seen.speaking.includes(guard) ? consentFindings(rules, seen, account) : []),
    ...circuitFindings(seen, account),
  ])

const consentFindings = ({ clocks, accounts }: FigureRules, seen: FiguresSeen, account: string): readonly Finding[] => {
  const named = { place: { account, service: guard }, where: account }
  const everySeconds = accounts[account]?.suppressionsEverySeconds ?? 0
  const minutes = Math.max(clocks.consentMinutes, (3 * everySeconds) / 60)
  const [read] = samplesOf(seen.samples, 'concord_consent_read_timestamp_seconds', { account })
  const readAt = read === undefined ? undefined : new Date(read.value * 1_000).toISOString()
  const count = figureOf(seen, { account, what: 'optOutsLate' })
  const slowest = figureOf(seen, { account, what: 'optOutLagSeconds' })
  return [
    ...(isOlder(readAt ?? seen.since, minutes, seen.now)
      ? [found('consent-old', { ...named, blanks: { since: readAt ?? neverSince } })]
      : []),
    ...(count > 0
      ? [found('opt-outs-late', { ...named, count, blanks: { minutes: String(Math.round(slowest / 60)) } })]
      : []),
  ]
}

/** Read from the database, and so the same of each replica. */
const figureOf = ({ samples }: FiguresSeen, { account, what }: { readonly account: string; readonly what: string }) =>
  samplesOf(samples, 'concord_status', { service: guard, account, what })[0]?.value ?? 0

const circuitFindings = ({ samples }: FiguresSeen, account: string): readonly Finding[] => {
  const open = samplesOf(samples, 'concord_dotdigital_circuit_open', { account }).filter(({ value }) => value === 1)
  const tiers = [...new Set(open.map(({ labels }) => labels['tier'] ?? ''))].toSorted()
  return tiers.length === 0
    ? []
    : [found('circuit-open', { place: { account }, where: account, blanks: { tiers: tiers.join(', ') } })]
}
