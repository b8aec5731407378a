import { type Instant, pairsAcross } from '@concord/domain'
import { keyOf } from './keys.js'
import { addressesIn, countedBy } from './know.js'
import type { Decision, Edge, Identifier, Name, Names, Registry } from './ports.js'
import { regroup } from './regroup.js'
import { type Parting, type Undo, undoing } from './undo.js'
import type { Who } from './who.js'

export interface DecideNeeds {
  readonly registry: Registry
  readonly who: Who
  readonly now: () => Date
}

export type Decided =
  | { readonly is: 'done'; readonly profileIds: readonly string[]; readonly isWhole: boolean }
  | { readonly is: 'unknown'; readonly id: string }
  | { readonly is: 'already-so' }
  | { readonly is: 'other-namespace' }
  | { readonly is: 'stands-for-many'; readonly id: string }
  | { readonly is: 'oversized'; readonly count: number; readonly limit: number }
  /** Still joined, by evidence that came later through these identifiers. */
  | { readonly is: 'still-joined'; readonly through: readonly string[] }

export interface MergeAsked extends Decision {
  /** Profile ids, or the ids of any of their identifiers. */
  readonly profiles: readonly [string, string]
}

/** Makes two profiles one on a person's word. */
export const merge = ({ registry, who, now }: DecideNeeds, { profiles, ...decision }: MergeAsked): Promise<Decided> =>
  registry.together([], async (names) => {
    const [one, other] = await Promise.all(profiles.map((id) => profileOf(names, id)))
    if (one === undefined) return { is: 'unknown', id: profiles[0] }
    if (other === undefined) return { is: 'unknown', id: profiles[1] }
    names.hold([...one, ...other].map((member) => keyOf.profile(member.profileId)))
    const [first, second] = [headOf(one), headOf(other)]
    const [pair] = pairsAcross([first.name], [second.name])
    if (pair === undefined) return { is: 'already-so' }
    const at = now().toISOString()
    const edge: Edge = { pair, strength: 'sales-order', since: at, verdict: 'joined' }
    const heads = [first, second].map((head) => countedBy([edge], head))
    const refused = mergeRefused(who, heads, [...one, ...other])
    if (refused !== undefined) return refused
    await changeEdges(names, who, { edges: [edge], decision, at, more: 1 })
    return done(names, { touched: [first.name], isWhole: true, at })
  })

/** @param heads as they would be once they were joined */
const mergeRefused = (who: Who, heads: readonly Identifier[], members: readonly Identifier[]): Decided | undefined => {
  const many = heads.find((head) => who.isVoid(head) || head.crowd !== undefined)
  if (many !== undefined) return { is: 'stands-for-many', id: many.seed }
  if (who.namespacesOf(members).size > 1) return { is: 'other-namespace' }
  const limit = who.limitOf(members)
  return members.length > limit ? { is: 'oversized', count: members.length, limit } : undefined
}

/** Either a merge to undo, or identifiers to part from whoever they are joined with. */
export type SplitAsked = Decision & (Undo | { readonly identifiers: readonly string[] })

/** Takes evidence back on a person's word: it counts no more, whoever shows it again. */
export const split = ({ registry, who, now }: DecideNeeds, asked: SplitAsked): Promise<Decided> =>
  registry.together([], async (names) => {
    const parting = 'merge' in asked ? await undoing(names, who, asked) : await parted(names, who, asked.identifiers)
    if (parting.is !== 'parting') return parting
    if (parting.edges.length === 0) return { is: 'already-so' }
    const edges = parting.edges.slice(0, mostTaken).map((edge): Edge => ({ ...edge, verdict: 'denied' }))
    const { by, why } = asked
    const at = now().toISOString()
    await changeEdges(names, who, { edges, decision: { by, why }, at, more: -1 })
    const touched = edges.flatMap(({ pair }) => pair)
    return done(names, { touched, isWhole: edges.length === parting.edges.length, at })
  })

/** Evidence taken back at once; whoever is joined with more is parted in several goes. */
const mostTaken = 500

/** What joins these with anybody else. */
const parted = async (names: Names, who: Who, ids: readonly string[]): Promise<Parting | Decided> => {
  const identifiers = await names.identifiersOfSeeds(ids)
  const unknown = ids.find((id) => !identifiers.some(({ seed }) => seed === id))
  if (unknown !== undefined) return { is: 'unknown', id: unknown }
  const apart = new Set(identifiers.map(({ name }) => name))
  const joining = (await names.edgesOf([...apart], mostTaken * 4)).filter(
    ({ pair: [one, other], verdict }) => verdict !== 'denied' && apart.has(one) !== apart.has(other),
  )
  const ends = await names.identifiers([...new Set(joining.flatMap(({ pair }) => pair))])
  names.hold([...identifiers, ...ends].map(({ profileId }) => keyOf.profile(profileId)))
  const voids = new Set(ends.flatMap((one) => (who.isVoid(one) && !apart.has(one.name) ? [one.name] : [])))
  return { is: 'parting', edges: joining.filter(({ pair }) => !pair.some((name) => voids.has(name))) }
}

interface Judged {
  readonly edges: readonly Edge[]
  readonly decision: Decision
  readonly at: Instant
  /** 1 where these edges count from now on, -1 where they do not any more. */
  readonly more: 1 | -1
}

const changeEdges = async (names: Names, who: Who, { edges, decision, at, more }: Judged): Promise<void> => {
  const touched = [...new Set(edges.flatMap(({ pair }) => pair))]
  const before = await names.identifiers(touched)
  const after = before.map((one) => ({ ...one, addresses: one.addresses + more * addressesIn(edges, one.name) }))
  await names.putEdges(edges)
  await names.change(after.filter((one, nth) => one.addresses !== before[nth]?.addresses))
  const flipped = after.filter((one, nth) => who.isVoid(one) !== who.isVoid(before[nth] ?? one)).map(({ name }) => name)
  await regroup(names, who, { touched, newborn: new Set(), flipped, orders: [], evidence: edges, decision, at })
}

interface Done {
  readonly touched: readonly Name[]
  readonly isWhole: boolean
  readonly at: Instant
}

/** Where the touched are now; what waited for an address and has one goes on. */
const done = async (names: Names, { touched, isWhole, at }: Done): Promise<Decided> => {
  const profileIds = [...new Set((await names.identifiers(touched)).map(({ profileId }) => profileId))]
  const profiles = await names.profiles(profileIds)
  const reachable = profiles.filter(({ addresses }) => addresses.length > 0).map(({ id }) => id)
  const keys = await names.waitingFor([], reachable)
  if (keys.length > 0) await names.tell([{ is: 'release', keys, at }])
  return { is: 'done', profileIds, isWhole }
}

const profileOf = async (names: Names, id: string): Promise<readonly Identifier[] | undefined> => {
  const [identifier] = await names.identifiersOfSeeds([id])
  return identifier === undefined ? undefined : names.membersOf([identifier.profileId])
}

const headOf = (members: readonly Identifier[]): Identifier =>
  members.reduce((head, one) => (one.born < head.born ? one : head))
