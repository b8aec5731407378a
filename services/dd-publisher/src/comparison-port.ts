import type { ComparisonRequest, ComparisonState, Difference, RepairAnswer, RepairRequest } from '@concord/contracts'
import type { ContactFieldValues, InsightJson, Instant, Return, Watched } from '@concord/domain'
import type { Person } from '@concord/runtime'
import type { StoredOrder } from './ports.js'

/** What is walked through, one after the other: first what stands in Dotdigital, then what it should have shown and did not. */
export const steps = [
  'orders',
  'missing-orders',
  'sellers',
  'missing-sellers',
  'contacts',
  'missing-contacts',
  'triggers',
] as const
export type Step = (typeof steps)[number]

/** Which orders a comparison is about: those of a marketplace, last updated in the window where there is one. */
export interface Scope extends Pick<ComparisonRequest, 'marketplace' | 'from' | 'to'> {
  readonly id: string
  readonly account: string
}

/** A comparison as far as it has come, taken by one process. */
export interface Running extends Scope {
  readonly step: Step
  /** Where the step goes on; undefined at its beginning. */
  readonly cursor: string | undefined
  /** Whoever took it; somebody else has another one. */
  readonly taker: string
  /** When it was first taken since it last came further. */
  readonly triedSince: Instant
}

/** A record by its key in its collection, a contact by its id. */
export interface Thing extends Pick<Difference, 'what' | 'key'> {
  /** The contact at which a record was found. */
  readonly contactId?: number | undefined
}

export type Found = Thing & Omit<Difference, 'n'>

/** What one round of a step has brought. */
export interface Passage {
  readonly seen: readonly Pick<Thing, 'what' | 'key'>[]
  readonly found: readonly Found[]
  /** Where the step goes on; undefined where it is over. */
  readonly cursor: string | undefined
}

/** A difference that somebody asked to mend. */
export type Mending = Scope & Found & Pick<Difference, 'n'>

/** Comparisons, their differences and what was seen on the way; all of it survives a crash. */
export interface Comparisons {
  /** Begins it, unless one of this id was begun. */
  begin(request: ComparisonRequest, account: string): Promise<ComparisonState>
  find(id: string): Promise<ComparisonState | undefined>
  differences(id: string, after: number, limit: number): Promise<readonly Difference[]>
  /** Takes the oldest that is running and that nobody works on. */
  take(account: string): Promise<Running | undefined>
  /** Keeps what a round brought, unless somebody else took it meanwhile; what was found before is not found again. */
  save(running: Running, passage: Passage): Promise<void>
  giveBack(running: Running): Promise<void>
  fail(running: Running, reason: string): Promise<void>
  /** Forgets some of what ended ones have seen, and of those that are a month old: a little at a time, since it may be millions. */
  forgetSome(): Promise<void>
  /** Notes which differences are to be mended, and who wants it; on a dry run only counts them. */
  ask(id: string, request: RepairRequest, by: Person): Promise<RepairAnswer>
  takeMendings(account: string, limit: number): Promise<readonly Mending[]>
  mended(mending: Mending, outcome: 'begun' | 'needless' | 'in-vain'): Promise<void>
  giveBackMending(mending: Mending): Promise<void>
  /** After a restart of the only process: nobody works on anything. */
  freeAll(): Promise<void>
}

/** `unsettled`: on its way, held as an exception, or waiting for a contact, so it is not judged now. */
export type Expected<Standing> = { readonly is: 'unsettled' } | { readonly is: 'nowhere' } | Standing

export interface ExpectedRecord {
  readonly is: 'standing'
  /** None for a seller. */
  readonly contactId?: number | undefined
  readonly json: InsightJson
  /** When what should stand was first seen; what was written before that is older. */
  readonly seenAt: Instant
  /** Changes with every write that is asked for. */
  readonly stamp: string
  /** Fields that may lag behind, and so are not compared. */
  readonly lagging: readonly string[]
}

export interface ExpectedContact {
  readonly is: 'standing'
  readonly fields: ContactFieldValues
  readonly seenAt: Instant
  readonly stamp: string
}

/** A trigger that was sent, with its order as it is known now. */
export interface SentTrigger {
  readonly trigger: string
  readonly subject: string
  readonly sentAt: Instant
  readonly stored: StoredOrder & Partial<Watched>
  readonly returns: readonly Return[]
}

/** Keys of things that should stand in Dotdigital and were not seen there. */
export interface Unseen {
  readonly keys: readonly string[]
  readonly cursor: string | undefined
}

/** What should stand in Dotdigital, from the projection. What is not of the scope is left out of every answer. */
export interface Expectations {
  /** By key in the collection. `nowhere`: no such order, or one that belongs to nobody who can be reached. */
  orders(scope: Scope, keys: readonly string[]): Promise<ReadonlyMap<string, Expected<ExpectedRecord>>>
  sellers(scope: Scope, keys: readonly string[]): Promise<ReadonlyMap<string, Expected<ExpectedRecord>>>
  /** By id. `nowhere`: the contact stands for nobody. */
  contacts(scope: Scope, ids: readonly number[]): Promise<ReadonlyMap<number, Expected<ExpectedContact>>>
  /** Contacts that Concord made, as unsubscribed: without anything the person had agreed to. */
  creations(account: string, ids: readonly number[]): Promise<ReadonlySet<number>>
  unseen(scope: Scope, what: 'order' | 'seller' | 'contact', cursor: string | undefined): Promise<Unseen>
  sentTriggers(
    scope: Scope,
    names: readonly string[],
    cursor: string | undefined,
  ): Promise<{ readonly triggers: readonly SentTrigger[]; readonly cursor: string | undefined }>
}

export interface StandingRecord {
  readonly key: string
  readonly contactId?: number | undefined
  readonly json: InsightJson
  readonly updatedAt?: Instant | undefined
}

export interface StandingContact {
  readonly contactId: number
  readonly isGone: boolean
  readonly isSubscribed: boolean
  /** What shows that the person agreed: a record of it or an opt-in they confirmed; an opt-in that nobody confirmed; nothing. */
  readonly consent: 'proven' | 'single-opt-in' | 'none'
  /** Concord's own, by name. */
  readonly fields: Readonly<Record<string, unknown>>
  readonly updatedAt?: Instant | undefined
}

export interface ShelfPage<Item> {
  readonly items: readonly Item[]
  readonly cursor: string | undefined
}

/**
 * What stands in one Dotdigital account. Every call throws a TransientFailure when it may be made again later.
 */
export interface Shelves {
  /** Whether at least half of each tier's calls is left for this minute, as far as Dotdigital has told. */
  hasRoom(): boolean
  /** @param since only what changed at or after it */
  orders(since: Instant | undefined, cursor: string | undefined): Promise<ShelfPage<StandingRecord>>
  order(contactId: number, key: string): Promise<StandingRecord | undefined>
  sellers(cursor: string | undefined): Promise<ShelfPage<StandingRecord>>
  seller(key: string): Promise<StandingRecord | undefined>
  contacts(cursor: string | undefined): Promise<ShelfPage<StandingContact>>
  contact(contactId: number): Promise<StandingContact | undefined>
  /** Done as well where there is none. */
  removeOrder(contactId: number, key: string): Promise<void>
  removeSeller(key: string): Promise<void>
}

/** Asks for what stands no more as it should. */
export interface Amends {
  /** Has an order's record written again at its contact, after it was deleted where it was found. */
  orderAgain(scope: Scope, key: string, foundAt: number | undefined): Promise<void>
  sellerAgain(scope: Scope, key: string): Promise<void>
  contactAgain(scope: Scope, contactId: number): Promise<void>
  /** Has the fields of a contact written that stands for nobody any more. */
  contactOfNobody(account: string, contactId: number): Promise<void>
}
