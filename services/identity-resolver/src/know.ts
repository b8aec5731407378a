import { randomUUID } from 'node:crypto'
import { byWeight, type Instant, kindOfName, type Pair, type RecordKey, type Shown } from '@concord/domain'
import { keyOf } from './keys.js'
import type { Edge, Identifier, Name, Names } from './ports.js'
import type { Who } from './who.js'

/** What a record tells of who is who. */
export interface Told {
  readonly shown: readonly Shown[]
  /** Every identifier that has to do with it, those it does not show itself included. */
  readonly involved: readonly Name[]
  readonly pairs: readonly Pair[]
  readonly record: RecordKey
  readonly at: Instant
}

/** What that was news of. */
export interface Learned {
  readonly known: ReadonlyMap<Name, Identifier>
  readonly newborn: ReadonlySet<Name>
  readonly flipped: readonly Name[]
  readonly evidence: readonly Edge[]
  /** Addresses that were known, and are shown better than before. */
  readonly better: readonly Identifier[]
}

/** Keeps what is new of it: identifiers, two of them together, and an address that is shown better than before. */
export const know = async (names: Names, who: Who, told: Told): Promise<Learned> => {
  const present = await names.identifiers(told.involved)
  names.hold([...new Set(present.map(({ profileId }) => keyOf.profile(profileId)))])
  const born = await names.bear(newbornOf(who, told, present))
  const evidence = await newEdges(names, told)
  const before = new Map([...present, ...born].map((one) => [one.name, one]))
  const sights = new Map(told.shown.map((shown) => [who.nameOf(shown), shown]))
  const after = [...before.values()].map((one) => countedBy(evidence, shownBetter(one, sights.get(one.name))))
  const changed = after.filter((one) => one !== before.get(one.name))
  await names.change(changed)
  const isVoidBefore = (name: Name): boolean => {
    const identifier = before.get(name)
    return identifier !== undefined && who.isVoid(identifier)
  }
  return {
    known: new Map(after.map((one) => [one.name, one])),
    newborn: new Set(born.map(({ name }) => name)),
    flipped: after.filter((one) => who.isVoid(one) !== isVoidBefore(one.name)).map(({ name }) => name),
    evidence,
    better: changed.filter(({ name }) => kindOfName(name) === 'email'),
  }
}

const newbornOf = (who: Who, { shown }: Told, present: readonly Identifier[]): readonly Omit<Identifier, 'born'>[] => {
  const there = new Set(present.map(({ name }) => name))
  return shown.flatMap((one) => {
    const name = who.nameOf(one)
    if (there.has(name)) return []
    const seed = randomUUID()
    const address = one.kind === 'email' ? { address: one.value } : {}
    const { scope, strength, at } = one
    return [{ name, scope, seed, profileId: seed, strength, at, addresses: 0, ...address }]
  })
}

const newEdges = async (names: Names, { pairs, record, at, shown }: Told): Promise<readonly Edge[]> => {
  if (pairs.length === 0) return []
  const there = new Set((await names.edgesAmong([...new Set(pairs.flat())])).map(({ pair }) => pair.join()))
  const [strongest] = shown.toSorted((one, other) => byWeight({ ...one, name: '' }, { ...other, name: '' }))
  const strength = strongest?.strength ?? 'order'
  const edges = pairs.filter((pair) => !there.has(pair.join())).map((pair) => ({ pair, record, strength, since: at }))
  await names.putEdges(edges)
  return edges
}

/** Also where its address or scope was not known, as with what was carried over from before they were kept. */
const shownBetter = (one: Identifier, shown: Shown | undefined): Identifier => {
  if (shown === undefined) return one
  const { strength, at } = shown
  const isBetter = byWeight({ name: '', strength, at }, { ...one, name: '' }) < 0
  const address = one.address ?? (shown.kind === 'email' ? shown.value : undefined)
  const scope = one.scope === '' ? shown.scope : one.scope
  if (!isBetter && address === one.address && scope === one.scope) return one
  return isBetter ? { ...one, scope, address, strength, at } : { ...one, scope, address }
}

/** An identifier as it is once these edges count as well. */
export const countedBy = (evidence: readonly Edge[], one: Identifier): Identifier => {
  const more = addressesIn(evidence, one.name)
  return more === 0 ? one : { ...one, addresses: one.addresses + more }
}

/** With how many addresses these edges join an id; an address counts none. */
export const addressesIn = (edges: readonly Edge[], name: Name): number =>
  kindOfName(name) === 'email'
    ? 0
    : edges.filter(({ pair: [one, other] }) => {
        const end = one === name ? other : other === name ? one : ''
        return kindOfName(end) === 'email'
      }).length
