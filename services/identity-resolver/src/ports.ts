import type { IdentifierKind, Instant, Lane, Pair, RecordKey, Sight, Strength, Version } from '@concord/domain'

/** `<kind>:<keyed hash>`: an identifier without what it says. */
export type Name = string

/** One identifier that some record showed. */
export interface Identifier {
  readonly name: Name
  /** The marketplace it means something in; of an address, the namespace. */
  readonly scope: string
  /** The profile id it brings: that of its person, unless an older identifier brings another. */
  readonly seed: string
  /** Rises from birth to birth. */
  readonly born: number
  readonly profileId: string
  /** In clear, of an address that is known. */
  readonly address?: string | undefined
  /** How it was shown best. */
  readonly strength: Strength
  readonly at: string
  /** With how many addresses it is joined by evidence; 0 of an address. */
  readonly addresses: number
  /** Of how many identifiers its person would be at least, where those are too many. */
  readonly crowd?: number | undefined
}

/** Two identifiers together: what the first record of it said, or what a person decided. */
export interface Edge {
  readonly pair: Pair
  /** The record that first showed them together; none where a person joined them, or where it is not known any more. */
  readonly record?: RecordKey | undefined
  readonly strength: Strength
  readonly since: Instant
  /** A person's word, which goes before any record's. */
  readonly verdict?: 'joined' | 'denied' | undefined
}

/** The person as the rest of Concord is told: its one address, the others, and since which change of all. */
export interface Profile {
  readonly id: string
  readonly revision: number
  /** Names of addresses, the one to write to first. */
  readonly addresses: readonly Name[]
}

/** An order and what it showed. It hangs on an identifier, so neither merge nor split moves it. */
export interface OrderSeen {
  readonly key: RecordKey
  readonly checkout: string
  readonly sights: readonly Sight[]
  readonly anchor?: Name | undefined
  /** Whether the rest of Concord was told whose it is. */
  readonly isIdentified: boolean
}

/** What storefronts told of a checkout: the newest word, and all that any showed. */
export interface Checkout {
  /** A keyed hash of marketplace and commercial id. */
  readonly name: string
  readonly version: Version
  readonly sights: readonly Sight[]
}

export interface Wait {
  readonly record: RecordKey
  readonly version: Version
  readonly lane: Lane
  /** The order it hangs on: itself, or the order of a return. */
  readonly order: RecordKey
  /** Whether the order is there, and only an address of its customer is not. */
  readonly isOrderKnown: boolean
}

export type OverdueWait = Pick<Wait, 'record' | 'version' | 'lane' | 'isOrderKnown'>

/** Whose orders are from now on, to be told. */
export interface ProfileNews {
  readonly marketplace: string
  readonly profileId: string
  readonly revision: number
  readonly email?: string | undefined
  readonly otherEmails: readonly string[]
  /** The keyed hashes of its customer ids. */
  readonly customers: readonly string[]
  readonly orders: readonly RecordKey[]
  readonly at: Instant
}

/** Records to be handed on again since a person's decision brought them an address. */
export interface Release {
  readonly keys: readonly RecordKey[]
  readonly at: Instant
}

/** One change of who is who, as it is kept. */
export interface Change {
  readonly at: Instant
  readonly is: 'merge' | 'split'
  /** Every profile before, with its identifiers. */
  readonly before: readonly Side[]
  /** Those who were born of the change included. */
  readonly after: readonly Side[]
  /** Edges that were new, or taken back: kinds and record, never a value. */
  readonly evidence: readonly ChangeEvidence[]
  /** Who decided it, and why; left out where evidence did. */
  readonly decision?: Decision | undefined
}

export interface Side {
  readonly profileId: string
  readonly names: readonly Name[]
}

export interface ChangeEvidence {
  readonly kinds: readonly [IdentifierKind, IdentifierKind]
  readonly record?: RecordKey | undefined
}

export interface Decision {
  readonly by: string
  readonly why: string
}

/**
 * Who is who. Everything inside one `together` happens in one transaction, alone on the keys it holds.
 *
 * The work may run several times: where it needs keys that it does not hold, all is undone and it begins again with them.
 */
export interface Registry {
  together<T>(keys: readonly string[], work: (names: Names) => Promise<T>): Promise<T>
}

export interface Names extends People, Records, Outbox {
  /** Goes on where all of these are held; otherwise all is undone, and the work begins again with them. */
  hold(keys: readonly string[]): void
}

export interface People {
  identifiers(names: readonly Name[]): Promise<readonly Identifier[]>
  /** By the profile id each of them brings. */
  identifiersOfSeeds(seeds: readonly string[]): Promise<readonly Identifier[]>
  membersOf(profileIds: readonly string[]): Promise<readonly Identifier[]>
  /** Keeps new ones in their order, which is that of their birth; their profiles are held from then on. */
  bear(newborn: readonly Omit<Identifier, 'born'>[]): Promise<readonly Identifier[]>
  change(identifiers: readonly Identifier[]): Promise<void>
  /** Every edge of these, at most so many. */
  edgesOf(names: readonly Name[], limit: number): Promise<readonly Edge[]>
  edgesAmong(names: readonly Name[]): Promise<readonly Edge[]>
  /** Adds edges, or a verdict on those there are. */
  putEdges(edges: readonly Edge[]): Promise<void>
  profiles(ids: readonly string[]): Promise<readonly Profile[]>
  /** Keeps it as the newest word; answers its revision. */
  putProfile(profile: Omit<Profile, 'revision'>): Promise<number>
  dropProfiles(ids: readonly string[]): Promise<void>
  keepChange(change: Change): Promise<void>
  /** The changes that had to do with any of these profiles, newest first. */
  changesOf(profileIds: readonly string[]): Promise<readonly (Change & { readonly id: string })[]>
  findChange(id: string): Promise<Change | undefined>
}

export interface Records {
  order(key: RecordKey): Promise<OrderSeen | undefined>
  putOrder(order: OrderSeen): Promise<void>
  ordersOf(checkout: string): Promise<readonly OrderSeen[]>
  ordersAt(anchors: readonly Name[]): Promise<readonly OrderSeen[]>
  /** Orders whose strongest identifier this is although they hang on another. */
  ordersBeside(name: Name): Promise<readonly OrderSeen[]>
  checkout(name: string): Promise<Checkout | undefined>
  putCheckout(checkout: Checkout): Promise<void>
  /** Waits from the first time on; answers since when. */
  wait(wait: Wait): Promise<Instant>
  /** Answers whether it waited. */
  stopWaiting(record: RecordKey): Promise<boolean>
  /** What hangs on these orders, or on any identifier of these profiles; oldest version first. */
  waitingFor(orders: readonly RecordKey[], profileIds: readonly string[]): Promise<readonly RecordKey[]>
}

export interface Outbox {
  tell(news: readonly NewsItem[]): Promise<void>
}

export type NewsItem = ({ readonly is: 'profile' } & ProfileNews) | ({ readonly is: 'release' } & Release)

/** What the loop tells from rows. */
export interface News {
  untold(limit: number): Promise<readonly (NewsItem & { readonly id: string })[]>
  told(ids: readonly string[]): Promise<void>
  /** Waits of a marketplace that began before that instant, and that nobody was told of. */
  overdue(marketplace: string, before: Instant, limit: number): Promise<readonly OverdueWait[]>
  overdueTold(records: readonly RecordKey[], at: Instant): Promise<void>
  /** Marks as untold what was told since. */
  tellAgain(since: Instant): Promise<void>
  /** Lets go of what was told and is not younger than that: addresses are kept no longer than they may be told again. */
  forget(until: Instant): Promise<void>
  count(): Promise<number>
}
