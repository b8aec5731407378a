import { type Instant, neverSince } from '@concord/domain'
import type { ConcordConfig } from '@concord/runtime'
import type { FigureRules, FiguresSeen } from './figure-rules.js'
import { samplesOf } from './figures.js'
import type { Finding } from './finding.js'
import { found } from './found.js'

type Marketplace = ConcordConfig['marketplaces'][string]

const service = 'ingest-gateway'

/** Marketplaces that were last read too long ago, or never. */
export const pollFindings = (rules: FigureRules, seen: FiguresSeen): readonly Finding[] =>
  seen.speaking.includes(service)
    ? Object.entries(rules.marketplaces).flatMap(([marketplace, entry]) =>
        Object.entries(allowedMinutes(rules.clocks, entry)).flatMap(([kind, minutes]) => {
          const [poll] = samplesOf(seen.samples, 'concord_poll_timestamp_seconds', { marketplace, kind })
          const polledAt = poll === undefined ? undefined : new Date(poll.value * 1_000).toISOString()
          if (!isOlder(polledAt ?? seen.since, minutes, seen.now)) return []
          const blanks = { kind, since: polledAt ?? neverSince, minutes: String(minutes) }
          return [found('poll-late', { place: { marketplace, service }, group: kind, where: marketplace, blanks })]
        }),
      )
    : []

/** Never less than three turns of what is configured. */
const allowedMinutes = (clocks: FigureRules['clocks'], { poll }: Marketplace): Readonly<Record<string, number>> => {
  const atLeast = (minutes: number, everySeconds: number): number =>
    Math.ceil(Math.max(minutes, (3 * everySeconds) / 60))
  return {
    order: atLeast(clocks.pollMinutes, poll.ordersEverySeconds),
    return: atLeast(clocks.pollMinutes, poll.returnsEverySeconds),
    seller: atLeast(clocks.sellerPollHours * 60, poll.sellersEverySeconds),
  }
}

export const isOlder = (at: Instant, minutes: number, now: Instant): boolean =>
  Date.parse(now) - Date.parse(at) > minutes * 60_000
