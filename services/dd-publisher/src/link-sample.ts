import type { VisitedPlace } from '@concord/contracts'
import { type Link, type LinkKind, type LinkRules, linksOf, type Order, templatesFor } from '@concord/domain'
import { type Answer, verdictOf, wordsOf } from '@concord/runtime'

/** The newest addresses that lead to one kind of page of one channel. */
export interface SampledPlace {
  readonly channel: string
  readonly kind: LinkKind
  readonly urls: readonly string[]
}

const newest = 3

/** A few addresses for each channel and kind of link, of the first orders. */
export const sampleOf = (orders: readonly Order[], rules: LinkRules): readonly SampledPlace[] => {
  const places = new Map<string, { channel: string; kind: LinkKind; urls: Set<string> }>()
  for (const order of orders) {
    const channel = order.channel?.code ?? ''
    for (const { kind, url } of linksOf(order, rules).filter((link) => isOfShop(link, rules, channel))) {
      const name = JSON.stringify([channel, kind])
      const place = places.get(name) ?? { channel, kind, urls: new Set() }
      places.set(name, place)
      if (url !== undefined && place.urls.size < newest) place.urls.add(url)
    }
  }
  return [...places.values()].map(({ urls, ...place }) => ({ ...place, urls: [...urls] }))
}

/** Whether the configuration says where it leads: a picture's whole address is what a seller gave, and may lead anywhere. */
const isOfShop = ({ kind, url }: Link, rules: LinkRules, channel: string): boolean => {
  const { image, media } = templatesFor(rules, channel)
  if (url === undefined || kind !== 'image' || image !== undefined) return url !== undefined
  return media !== undefined && new URL(media).origin === new URL(url).origin
}

/** What came of it. What may be secret of an address is left out: what follows a question mark, and whom it logs in. */
export const visitedPlaces = (
  places: readonly SampledPlace[],
  answers: ReadonlyMap<string, Answer>,
): readonly VisitedPlace[] =>
  places.map(({ channel, kind, urls }) => ({
    ...{ channel, kind, visited: urls.length },
    failing: urls.flatMap((url) => {
      const answer = answers.get(url)
      if (answer === undefined || verdictOf(answer) !== 'failing') return []
      const { origin, pathname } = new URL(url)
      return [{ address: origin + pathname, answer: wordsOf(answer) }]
    }),
  }))
