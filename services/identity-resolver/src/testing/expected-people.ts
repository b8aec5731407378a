import { type Pair, pairsOf, partition, shownBy } from '@concord/domain'
import type { Who } from '../who.js'
import type { orderReceived } from './messages.js'
import { rulesOf } from './scene.js'

/** People by the names of their identifiers, in an order of their own, to be compared. */
export const clustersOf = (people: Iterable<readonly string[]>): readonly string[] =>
  [...people].map((names) => names.toSorted().join(' ')).toSorted()

/** Who is who by the pure function, over everything that these orders showed. */
export const expectedPeople = (who: Who, orders: readonly ReturnType<typeof orderReceived>[]): readonly string[] => {
  const shown = orders.map(({ data, recordversion, marketplace }) =>
    shownBy(data.order, recordversion, rulesOf(marketplace)).map((one) => who.nameOf(one)),
  )
  const pairs = [...new Map<string, Pair>(shown.flatMap(pairsOf).map((pair) => [pair.join(), pair])).values()]
  const addressesOf = (name: string) =>
    pairs.filter((pair) => pair.includes(name) && pair.some((one) => one !== name && isAddress(one)))
  const rules = {
    isVoid: (name: string) => !isAddress(name) && addressesOf(name).length > 3,
    limitOf: (names: readonly string[]) => (names.every(isAddress) ? Infinity : 6),
  }
  return clustersOf(partition([...new Set(shown.flat())], pairs, rules).map(({ names }) => names))
}

const isAddress = (name: string): boolean => name.startsWith('email:')
