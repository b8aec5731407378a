import type { FigureRules, FiguresSeen } from './figure-rules.js'
import { samplesOf } from './figures.js'
import type { Finding } from './finding.js'
import { found } from './found.js'
import { isOlder } from './poll-rules.js'

/** Longer than anybody rests between two calls: an external partner may ask for orders every quarter of an hour. */
const refusedMinutes = 30

/** Accounts and marketplaces whose credentials were refused of late. */
export const refusedFindings = (
  { accounts, marketplaces }: FigureRules,
  { samples, now }: FiguresSeen,
): readonly Finding[] => {
  const isRefused = (labels: Readonly<Record<string, string>>): boolean =>
    samplesOf(samples, 'concord_credentials_refused_timestamp_seconds', labels).some(
      ({ value }) => !isOlder(new Date(value * 1_000).toISOString(), refusedMinutes, now),
    )
  const refused = (place: Finding['place'], where: string, platform: string) =>
    found('credentials-refused', { place, where, blanks: { platform } })
  return [
    ...Object.keys(accounts)
      .filter((account) => isRefused({ account }))
      .map((account) => refused({ account }, account, 'Dotdigital')),
    ...Object.keys(marketplaces)
      .filter((marketplace) => isRefused({ marketplace }))
      .map((marketplace) => refused({ marketplace }, marketplace, 'Mirakl')),
  ]
}
