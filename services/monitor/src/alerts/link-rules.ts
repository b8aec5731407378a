import type { LinkVisits } from '@concord/contracts'
import type { Instant } from '@concord/domain'
import type { Finding, Seen } from './finding.js'
import { found } from './found.js'
import { isOlder } from './poll-rules.js'

interface Look {
  /** Since when anybody looks: what has never been visited is late by then at the earliest. */
  readonly since: Instant
  readonly now: Instant
}

type Visited = LinkVisits['marketplaces'][number]

/** Addresses that messages show and that lead nowhere; that nobody visits them while messages go out is no data. */
export const linkFindings = (visits: LinkVisits | undefined, look: Look): Seen =>
  visits === undefined
    ? { findings: [], blind: ['links-failing'] }
    : {
        findings: visits.marketplaces.flatMap((one) => [
          ...failing(one),
          ...(isLate(one, look) ? [unvisited(one)] : []),
        ]),
        blind: [],
      }

const failing = ({ marketplace, places }: Visited): readonly Finding[] =>
  places
    .filter((place) => place.failing.length > 0)
    .map(({ channel, kind, visited, failing: addresses }) =>
      found('links-failing', {
        ...{ place: { marketplace, service: 'dd-publisher' }, group: JSON.stringify([channel, kind]) },
        ...{ where: [marketplace, channel, kind].filter(Boolean).join(', '), count: addresses.length },
        ...{ blanks: { visited: String(visited) } },
        examples: addresses.map(({ address, answer }) => ({ name: `${address} ${answer}` })),
      }),
    )

/** Two turns may be missed by chance. */
const turns = 2

const isLate = ({ everyMinutes, visitedAt = '', sentAt }: Visited, { since, now }: Look): boolean =>
  sentAt !== undefined &&
  sentAt > visitedAt &&
  isOlder(visitedAt > since ? visitedAt : since, turns * everyMinutes, now)

const unvisited = ({ marketplace }: Visited): Finding =>
  found('no-data', {
    ...{ place: { marketplace, service: 'dd-publisher' }, group: 'links', where: `${marketplace}, links` },
  })
