import { anchorOf, byWeight, kindOfName, type Instant, partition, profileIdOf } from '@concord/domain'
import { explore, type Explored, mostEdges } from './explore.js'
import { groupedBy } from './grouped.js'
import { changesBetween } from './history.js'
import { keyOf } from './keys.js'
import { newsOf } from './profile-news.js'
import type { Decision, Edge, Identifier, Name, Names, OrderSeen, Profile } from './ports.js'
import { partitionRules, type Who } from './who.js'

/** What may have changed who is who. */
export interface Cause {
  readonly touched: readonly Name[]
  /** Born in this transaction, so nobody else can know them. */
  readonly newborn: ReadonlySet<Name>
  /** Identifiers that began, or ceased, to stand for many people. */
  readonly flipped: readonly Name[]
  /** Orders that may hang on another identifier now. */
  readonly orders: readonly OrderSeen[]
  readonly evidence: readonly Edge[]
  readonly decision?: Decision | undefined
  readonly at: Instant
}

/**
 * Brings profiles and the anchors of orders to what the evidence says, and has told whatever changed of orders told before.
 * Of a crowd nothing is told: its members keep whom they have until a person has parted it.
 */
export const regroup = async (names: Names, who: Who, cause: Cause): Promise<void> => {
  const explored = await explore(names, who, [...cause.touched, ...(await besides(names, cause.flipped))])
  const before = [...explored.known.values()]
  const after = regrouped(who, explored)
  const here = before.filter((one) => !isElsewhere(cause, one, after.get(one.name)))
  names.hold(here.filter((one) => !isLoneVoid(who, one)).map((one) => keyOf.profile(one.profileId)))
  const moved = here.filter((one) => isMoved(one, after.get(one.name)))
  await names.change(moved.flatMap(({ name }) => after.get(name) ?? []))
  const reanchored = await reanchor(names, who, { cause, after })
  const old = here.filter(({ name }) => !cause.newborn.has(name))
  const changed = await settleProfiles(names, who, { here, old, after, raised: reanchored })
  await names.tell(await newsOf(names, { changed, after, at: cause.at }))
  for (const change of changesBetween(old, after, cause)) await names.keepChange(change)
}

/** Whoever was joined through these, or may be from now on; they may have been a crowd before. */
const besides = async (names: Names, flipped: readonly Name[]): Promise<readonly Name[]> =>
  flipped.length === 0 ? [] : (await names.edgesOf(flipped, mostEdges)).flatMap(({ pair }) => pair)

const isMoved = (before: Identifier, after: Identifier | undefined): boolean =>
  after !== undefined && (after.profileId !== before.profileId || after.crowd !== before.crowd)

/** Who joins nobody and is alone already: nothing that is found out here depends on it, nor changes it. */
const isLoneVoid = (who: Who, one: Identifier): boolean => who.isVoid(one) && one.profileId === one.seed

/** Evidence that is added leaves a crowd what it is: whoever else is in it neither stands still for that nor changes. */
const isElsewhere = (cause: Cause, before: Identifier, after: Identifier | undefined): boolean =>
  cause.flipped.length === 0 &&
  cause.decision === undefined &&
  before.crowd !== undefined &&
  !isMoved(before, after) &&
  !cause.touched.includes(before.name)

type Grouped = ReadonlyMap<Name, Identifier>

const regrouped = (who: Who, { known, edges }: Explored): Grouped => {
  const pairs = edges.map(({ pair }) => pair)
  const clusters = partition([...known.keys()], pairs, partitionRules(who, known))
  return new Map(
    clusters.flatMap((cluster) => {
      const members = cluster.names.flatMap((name) => known.get(name) ?? [])
      const profileId = profileIdOf(members)
      return members.map((one): [Name, Identifier] => [one.name, { ...one, profileId, crowd: cluster.crowd }])
    }),
  )
}

interface Reanchoring {
  readonly cause: Cause
  readonly after: Grouped
}

/** Answers the identifiers on which orders hang anew that were told of before. */
const reanchor = async (names: Names, who: Who, { cause, after }: Reanchoring): Promise<readonly Name[]> => {
  const hanging = await names.ordersAt(cause.flipped)
  const beside = await Promise.all(cause.flipped.map((name) => names.ordersBeside(name)))
  const candidates = new Map([...hanging, ...beside.flat(), ...cause.orders].map((order) => [order.key, order]))
  const raised: Name[] = []
  for (const order of candidates.values()) {
    const told = (await names.checkout(order.checkout))?.sights ?? []
    const anchor = await anchorIn(names, who, { sights: [...order.sights, ...told], after })
    if (anchor === order.anchor) continue
    await names.putOrder({ ...order, anchor })
    if (order.isIdentified && anchor !== undefined) raised.push(anchor)
  }
  return raised
}

const anchorIn = async (
  names: Names,
  who: Who,
  { sights, after }: { readonly sights: OrderSeen['sights']; readonly after: Grouped },
): Promise<Name | undefined> => {
  const missing = sights.map(({ name }) => name).filter((name) => !after.has(name))
  const others = missing.length === 0 ? [] : await names.identifiers(missing)
  const known = new Map([...after, ...others.map((one): [Name, Identifier] => [one.name, one])])
  return anchorOf(sights, partitionRules(who, known).isVoid)
}

interface Settling {
  readonly here: readonly Identifier[]
  readonly old: readonly Identifier[]
  readonly after: Grouped
  readonly raised: readonly Name[]
}

/** The profiles that are not what they were, with their new revisions. */
const settleProfiles = async (
  names: Names,
  who: Who,
  { here, old, after, raised }: Settling,
): Promise<readonly Profile[]> => {
  const now = here.flatMap(({ name }) => after.get(name) ?? [])
  const groups = groupedBy(now, ({ profileId }) => profileId)
  const stored = await names.profiles([...groups.keys()])
  const storedOf = new Map(stored.map((profile) => [profile.id, profile]))
  const arrived = new Set(
    old.flatMap((one) => {
      const then = after.get(one.name)
      return then === undefined || (then.profileId === one.profileId && !isPersonAgain(one, then))
        ? []
        : [then.profileId]
    }),
  )
  for (const name of raised) arrived.add(after.get(name)?.profileId ?? '')
  const changed: Profile[] = []
  for (const [id, members] of groups) {
    const addresses = addressesOf(who, members)
    const isSame = storedOf.get(id)?.addresses.join() === addresses.join()
    if (isSame && !arrived.has(id)) continue
    changed.push({ id, addresses, revision: await names.putProfile({ id, addresses }) })
  }
  await names.dropProfiles([...new Set(old.map(({ profileId }) => profileId))].filter((id) => !groups.has(id)))
  return changed
}

/** Since when it was a crowd, nothing was told of it. */
const isPersonAgain = (before: Identifier, after: Identifier): boolean =>
  before.crowd !== undefined && after.crowd === undefined

/** The one to write to first: the newest of the strongest evidence. */
const addressesOf = (who: Who, members: readonly Identifier[]): readonly Name[] => {
  const [first, ...others] = members
    .filter((one) => kindOfName(one.name) === 'email' && one.address !== undefined && !who.isVoid(one))
    .toSorted(byWeight)
    .map(({ name }) => name)
  return first === undefined ? [] : [first, ...others.toSorted()]
}
