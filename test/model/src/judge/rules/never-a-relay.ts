import type { Evidence, Violation } from '../evidence.js'
import { isRelay } from './story-terms.js'

const addresses = /[^\s"'<>/?&=]+@[a-z0-9.-]+/gi

const relaysIn = (text: string): readonly string[] => (text.match(addresses) ?? []).filter(isRelay)

/** Never a proxy address in Dotdigital: in no call to it, and nowhere in what it holds. */
export const neverARelay = ({ dotdigital, after }: Evidence): readonly Violation[] => {
  const asked = dotdigital.flatMap(({ method, path, asked: body }) =>
    relaysIn(`${decodeURIComponent(path)} ${JSON.stringify(body ?? '')}`).map((relay) => `${method} names ${relay}`),
  )
  return [...asked, ...relaysIn(JSON.stringify(after)).map((relay) => `Dotdigital holds ${relay}`)]
}
