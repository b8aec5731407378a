import { type Answer, verdictOf, type Visit, visitAll, wordsOf } from '@concord/runtime'
import type { Link } from './answers.js'
import { fault, type Finding, note, ok, warning } from './finding.js'

/** Asks for every address that recorded orders would show, each once, and says which are not there. */
export const checkLinks = async (links: readonly Link[], visit: Visit): Promise<readonly Finding[]> => {
  const unresolved = groupedBy(
    links.filter((link) => link.unresolved !== undefined),
    (link) => `${placeOf(link)} ${link.unresolved}`,
  )
  const byUrl = groupedBy(
    links.filter(({ after }) => after !== undefined),
    ({ after = '' }) => after,
  )
  const answers = await visitAll(byUrl.keys(), visit)
  const wrong = [...byUrl].flatMap(([url, shown]) => findingOf(url, shown, answers.get(url)))
  const good = byUrl.size - wrong.length
  return [
    ok('links', `${good} of ${byUrl.size} addresses of ${new Set(links.map(({ order }) => order)).size} orders answer`),
    ...[...unresolved.values()].flatMap(unresolvedFinding),
    ...wrong,
  ]
}

const placeOf = ({ order, kind, channel }: Link): string =>
  `${kind} link${inChannel(channel)} of ${order.split(':')[0] ?? ''}`

const inChannel = (channel: string | undefined): string => (channel === undefined ? '' : ` in channel ${channel}`)

const unresolvedFinding = (shown: readonly Link[]): readonly Finding[] =>
  shown.slice(0, 1).map((first) => {
    const what = `does not resolve for ${ordersOf(shown)}: ${first.unresolved}`
    if (first.isOptional === true) return note(placeOf(first), `${what}; messages go out without it`)
    return fault(placeOf(first), what, 'Correct the template under links.')
  })

const findingOf = (url: string, shown: readonly Link[], answer: Answer | undefined): readonly Finding[] => {
  const verdict = answer === undefined ? 'fine' : verdictOf(answer)
  if (answer === undefined || verdict === 'fine') return []
  const [first] = shown
  const subject = first === undefined ? 'links' : placeOf(first)
  const what = `${url} ${wordsOf(answer)}; shown for ${ordersOf(shown)}`
  if (verdict === 'login')
    return [warning(subject, what, 'Customers have to log in there; see that they land on this page afterwards.')]
  return [fault(subject, what, 'Correct the template under links, or mend the shop.')]
}

const ordersOf = (shown: readonly Link[]): string => {
  const orders = [...new Set(shown.map(({ order }) => order))]
  const [first = 'no order', ...others] = orders
  return others.length === 0 ? first : `${first} and ${others.length} more orders`
}

const groupedBy = <T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(nameOf(item))
    if (group === undefined) groups.set(nameOf(item), [item])
    else group.push(item)
  }
  return groups
}
