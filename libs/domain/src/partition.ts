import { type IdentifierKind, identifierKinds, type Strength, strengths } from './identity.js'

/** Two identifiers that were seen together. */
export type Pair = readonly [string, string]

/** One person: identifiers that evidence joins. */
export interface Cluster {
  readonly names: readonly string[]
  /**
   * Of how many identifiers it would be part at least, where those are too many to be one person: it is then alone. One
   * more than a person has at most, however many there are, so that whoever comes on top changes nothing.
   */
  readonly crowd?: number | undefined
}

export interface PartitionRules {
  /** Whether an identifier stands for many people, and so joins nothing. */
  readonly isVoid: (name: string) => boolean
  /** How many identifiers one person has at most, where these are among them; more names never make it larger. */
  readonly limitOf: (names: readonly string[]) => number
}

/**
 * Who is who: the connected components of the evidence, a function of nothing else, so that no order of arrival matters.
 *
 * Void identifiers stand alone, and evidence through them counts for nothing. A component beyond its limit is no person:
 * each of its identifiers stands alone until evidence is taken back.
 */
export const partition = (
  names: readonly string[],
  pairs: readonly Pair[],
  { isVoid, limitOf }: PartitionRules,
): readonly Cluster[] => {
  const neighbours = neighboursIn(names, pairs, isVoid)
  const seen = new Set<string>()
  const clusters: Cluster[] = []
  for (const name of names) {
    if (seen.has(name)) continue
    const joined = isVoid(name) ? [name] : reachable(name, neighbours)
    for (const one of joined) seen.add(one)
    const limit = limitOf(joined)
    const isCrowd = joined.length > limit
    clusters.push(...(isCrowd ? joined.map((one) => ({ names: [one], crowd: limit + 1 })) : [{ names: joined }]))
  }
  return clusters
}

type Neighbours = ReadonlyMap<string, readonly string[]>

const neighboursIn = (
  names: readonly string[],
  pairs: readonly Pair[],
  isVoid: (name: string) => boolean,
): Neighbours => {
  const neighbours = new Map<string, string[]>(names.map((name) => [name, []]))
  for (const [one, other] of pairs) {
    const [ofOne, ofOther] = [neighbours.get(one), neighbours.get(other)]
    if (isVoid(one) || isVoid(other) || ofOne === undefined || ofOther === undefined) continue
    ofOne.push(other)
    ofOther.push(one)
  }
  return neighbours
}

const reachable = (start: string, neighbours: Neighbours): readonly string[] => {
  const found = new Set([start])
  for (const name of found) for (const next of neighbours.get(name) ?? []) found.add(next)
  return [...found].toSorted()
}

/** Every two of them, each pair in the order of their names. */
export const pairsOf = (names: readonly string[]): readonly Pair[] => {
  const distinct = [...new Set(names)].toSorted()
  return distinct.flatMap((one, index) => distinct.slice(index + 1).map((other): Pair => [one, other]))
}

/** Each of these with each of those. */
export const pairsAcross = (these: readonly string[], those: readonly string[]): readonly Pair[] =>
  these.flatMap((one) =>
    those.filter((other) => other !== one).map((other): Pair => (one < other ? [one, other] : [other, one])),
  )

/** The profile id of a person: the seed of whichever identifier was born first, so a merge keeps the older one's. */
export const profileIdOf = (members: readonly { readonly seed: string; readonly born: number }[]): string => {
  const [first] = members.toSorted((one, other) => one.born - other.born)
  if (first === undefined) throw new Error('a profile has at least one identifier')
  return first.seed
}

/** How an identifier was shown. */
export interface Sight {
  /** `<kind>:<keyed hash>`. */
  readonly name: string
  readonly strength: Strength
  readonly at: string
}

/** The strongest evidence first, and of the same strength the newest. */
export const byWeight = (one: Sight, other: Sight): number =>
  strengths.indexOf(other.strength) - strengths.indexOf(one.strength) ||
  compare(other.at, one.at) ||
  compare(one.name, other.name)

/** All sights, each identifier once as it was shown best. */
export const bestSights = (sights: readonly Sight[]): readonly Sight[] => {
  const best = new Map<string, Sight>()
  for (const sight of sights.toSorted(byWeight)) if (!best.has(sight.name)) best.set(sight.name, sight)
  return [...best.values()].toSorted((one, other) => rankOf(one.name) - rankOf(other.name) || byWeight(one, other))
}

/** The identifier an order hangs on: its strongest that is one person's; where there is none, its strongest. */
export const anchorOf = (sights: readonly Sight[], isVoid: (name: string) => boolean): string | undefined => {
  const names = bestSights(sights).map(({ name }) => name)
  return names.find((name) => !isVoid(name)) ?? names[0]
}

export const kindOfName = (name: string): IdentifierKind => name.slice(0, name.indexOf(':')) as IdentifierKind

const rankOf = (name: string): number => identifierKinds.indexOf(kindOfName(name))

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other))
