import { identifierKinds, kindOfName, partition } from '@concord/domain'
import type { Decided } from './decide.js'
import { explore, type Explored } from './explore.js'
import { keyOf } from './keys.js'
import type { Change, Edge, Identifier, Name, Names } from './ports.js'
import { partitionRules, type Who } from './who.js'

/** Evidence to be taken back. */
export interface Parting {
  readonly is: 'parting'
  readonly edges: readonly Edge[]
}

export interface Undo {
  /** The id of the merge. */
  readonly merge: string
  /**
   * Any id of the side on which whoever was born of the merge stays; left out, that of whom the record showed it with,
   * strongest first: the order's own customer id, where there is one.
   */
  readonly newbornsWith?: string | undefined
}

/** What joins the sides of a merge; refused where identifiers that came later join them as well. */
export const undoing = async (
  names: Names,
  who: Who,
  { merge, newbornsWith }: Undo,
): Promise<Parting | Exclude<Decided, { is: 'done' }>> => {
  const change = await names.findChange(merge)
  if (change?.is !== 'merge') return { is: 'unknown', id: merge }
  const sides = sidesOf(change)
  const explored = await explore(names, who, [...sides.keys()])
  names.hold([...explored.known.values()].map(({ profileId }) => keyOf.profile(profileId)))
  const keeper = [...explored.known.values()].find(({ name, seed }) => seed === newbornsWith && sides.has(name))
  if (newbornsWith !== undefined && keeper === undefined) return { is: 'unknown', id: newbornsWith }
  const sideOf = new Map([...sides, ...newbornSides({ change, sides, explored, keeper })])
  const through = bridgesBetween(who, sideOf, explored)
  return through === undefined
    ? { is: 'parting', edges: explored.edges.filter((edge) => isAcross(sideOf, edge)) }
    : { is: 'still-joined', through }
}

/** Which profile of before each identifier was of. */
type Sides = ReadonlyMap<Name, string>

const sidesOf = ({ before }: Change): Sides =>
  new Map(before.flatMap(({ names, profileId }) => names.map((name): [Name, string] => [name, profileId])))

interface Newborns {
  readonly change: Change
  readonly sides: Sides
  readonly explored: Explored
  /** Whose side they stay on, where that was asked. */
  readonly keeper: Identifier | undefined
}

const newbornSides = ({ change, sides, explored, keeper }: Newborns): readonly [Name, string][] =>
  change.after
    .flatMap(({ names }) => names)
    .filter((name) => !sides.has(name))
    .flatMap((name) => {
      const side = sides.get((keeper ?? strongestBeside(name, sides, explored))?.name ?? '')
      return side === undefined ? [] : [[name, side]]
    })

const strongestBeside = (name: Name, sides: Sides, { known, edges }: Explored): Identifier | undefined => {
  const rankOf = (one: Identifier): number => identifierKinds.indexOf(kindOfName(one.name))
  const [strongest] = edges
    .flatMap(({ pair }) => (pair.includes(name) ? pair : []))
    .flatMap((end) => (sides.has(end) ? (known.get(end) ?? []) : []))
    .toSorted((one, other) => rankOf(one) - rankOf(other) || one.born - other.born)
  return strongest
}

const isAcross = (sideOf: Sides, { pair: [one, other] }: Edge): boolean => {
  const [from, to] = [sideOf.get(one), sideOf.get(other)]
  return from !== undefined && to !== undefined && from !== to
}

/** Whoever joins the sides even without what goes across; undefined where nothing does. */
const bridgesBetween = (who: Who, sideOf: Sides, { known, edges }: Explored): readonly string[] | undefined => {
  const left = edges.filter((edge) => !isAcross(sideOf, edge)).map(({ pair }) => pair)
  const bridged = partition([...known.keys()], left, partitionRules(who, known)).filter(
    ({ names }) => new Set(names.flatMap((name) => sideOf.get(name) ?? [])).size > 1,
  )
  if (bridged.length === 0) return undefined
  return bridged.flatMap(({ names }) =>
    names.flatMap((name) => (sideOf.has(name) ? [] : (known.get(name)?.seed ?? []))),
  )
}
