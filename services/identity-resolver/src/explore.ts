import { partition } from '@concord/domain'
import type { Edge, Identifier, Name, Names } from './ports.js'
import { partitionRules, type Who } from './who.js'

/** A part of who is who, with everybody whom the touched identifiers may be joined with or parted from. */
export interface Explored {
  readonly known: ReadonlyMap<Name, Identifier>
  /** Those that count: what a person denied is left out. */
  readonly edges: readonly Edge[]
}

/** Of more than this at once nobody asks; whoever has so many is a crowd. */
export const mostEdges = 2_000

/**
 * Walks along the evidence from the touched identifiers and from whoever is of one profile with them, not through what
 * stands for many people, and no further into a crowd than needed to know that it is one.
 */
export const explore = async (names: Names, who: Who, touched: readonly Name[]): Promise<Explored> => {
  const known = new Map<Name, Identifier>()
  const edges = new Map<string, Edge>()
  let frontier = await withMembers(names, touched)
  while (frontier.length > 0) {
    for (const identifier of frontier) known.set(identifier.name, identifier)
    const open = openOnes(frontier, { who, known, edges })
    const found = open.length === 0 ? [] : await names.edgesOf(open, mostEdges)
    for (const edge of found) if (edge.verdict !== 'denied') edges.set(edge.pair.join(), edge)
    const next = new Set(found.flatMap(({ pair, verdict }) => (verdict === 'denied' ? [] : pair)))
    const unknown = [...next].filter((name) => !known.has(name))
    frontier = (await withMembers(names, unknown)).filter(({ name }) => !known.has(name))
  }
  return { known, edges: [...edges.values()] }
}

const withMembers = async (names: Names, wanted: readonly Name[]): Promise<readonly Identifier[]> => {
  if (wanted.length === 0) return []
  const identifiers = await names.identifiers(wanted)
  const members = await names.membersOf([...new Set(identifiers.map(({ profileId }) => profileId))])
  return [...new Map([...identifiers, ...members].map((one) => [one.name, one])).values()]
}

interface Walk {
  readonly who: Who
  readonly known: ReadonlyMap<Name, Identifier>
  readonly edges: ReadonlyMap<string, Edge>
}

/** Whom more may be learned from: neither what joins nobody, nor part of what is a crowd already. */
const openOnes = (frontier: readonly Identifier[], { who, known, edges }: Walk): readonly Name[] => {
  const rules = partitionRules(who, known)
  const pairs = [...edges.values()].map(({ pair }) => pair)
  const crowded = new Set(
    partition([...known.keys()], pairs, rules).flatMap((cluster) => (cluster.crowd === undefined ? [] : cluster.names)),
  )
  return frontier.filter((one) => !who.isVoid(one) && !crowded.has(one.name)).map(({ name }) => name)
}
