import type { LinkVisits } from '@concord/contracts'
import type { Instant } from '@concord/domain'
import { type ConcordConfig, type Figure, type Log, type Visit, visitAll } from '@concord/runtime'
import { sampleOf, visitedPlaces } from './link-sample.js'
import type { LastVisit, Links } from './links-port.js'

interface Needs {
  readonly links: Links
  readonly marketplaces: readonly Marketplace[]
  readonly visit: Visit
  readonly log: Pick<Log, 'info'>
  readonly now: () => Date
}

type Marketplace = Pick<
  ConcordConfig['marketplaces'][string] & { readonly id: string },
  'id' | 'links' | 'visitLinksEveryMinutes'
>

const minuteMs = 60_000
const lately = 7 * 24 * 60
/** What failed is looked at again soon: a shop that was away for a moment is no news. */
const againMinutes = 10

/** Visits, of each marketplace whose time has come, a few of the addresses that messages lately showed. */
export const visitLinks = async (needs: Needs): Promise<void> => {
  for (const marketplace of needs.marketplaces.filter(isVisited)) await visitThose(needs, marketplace)
}

const isVisited = ({ visitLinksEveryMinutes }: Marketplace): boolean => visitLinksEveryMinutes > 0

const visitThose = async (needs: Needs, { id, links: rules, visitLinksEveryMinutes }: Marketplace): Promise<void> => {
  const { links, visit, log, now } = needs
  const last = await links.last(id)
  if (last !== undefined && !isDue(last, visitLinksEveryMinutes, now())) return
  const places = sampleOf(await links.shownSince(id, minutesBefore(now(), lately)), rules)
  // Nothing has gone out yet: the first visit comes with the first message, and not an hour later.
  if ((places.length === 0 && last === undefined) || !(await links.take(id, last, now().toISOString()))) return

  const answers = await visitAll(
    places.flatMap(({ urls }) => urls),
    visit,
  )
  const visited = visitedPlaces(places, answers)
  await links.save(id, { places: visited, visitedAt: now().toISOString() })
  const failing = visited.reduce((sum, place) => sum + place.failing.length, 0)
  log.info('links.visited', { marketplace: id, addresses: answers.size, failing })
}

const isDue = ({ takenAt, places }: LastVisit, everyMinutes: number, now: Date): boolean => {
  const isFailing = places.some(({ failing }) => failing.length > 0)
  return takenAt <= minutesBefore(now, isFailing ? Math.min(againMinutes, everyMinutes) : everyMinutes)
}

const minutesBefore = (at: Date, minutes: number): Instant => new Date(at.getTime() - minutes * minuteMs).toISOString()

export const linkFigures = ({ marketplaces }: LinkVisits): readonly Figure[] =>
  marketplaces.flatMap(({ marketplace, places }) =>
    places.flatMap(({ channel, kind, visited, failing }): readonly Figure[] => {
      const labels = { marketplace, channel, kind }
      return [
        { name: 'concord_links_visited', labels, value: visited },
        { name: 'concord_links_failing', labels, value: failing.length },
      ]
    }),
  )

/** What is told of it to whoever watches. */
export const linkVisits = async ({
  links,
  marketplaces,
}: Pick<Needs, 'links' | 'marketplaces'>): Promise<LinkVisits> => ({
  marketplaces: await Promise.all(
    marketplaces.filter(isVisited).map(async ({ id, visitLinksEveryMinutes: everyMinutes }) => {
      const { visitedAt, places = [] } = (await links.last(id)) ?? {}
      return { marketplace: id, everyMinutes, visitedAt, sentAt: await links.sentAt(id), places }
    }),
  ),
})
