import type { Instant, RecordKey, Return, Tally } from '@concord/domain'
import type { Hindrance } from './hindrances.js'
import type { EffectKind, StoredOrder, StoredSeller } from './ports.js'

/** An effect in an import, and the contact that is written to; none for a seller. */
export interface Item {
  readonly ref: string
  readonly contactId: number | undefined
}

/** A batch of effects taken for one import. */
export interface Batch {
  readonly importId: string
  readonly account: string
  readonly kind: EffectKind
  readonly items: readonly Item[]
}

export interface RunningImport extends Omit<Batch, 'items'> {
  readonly remoteId: string
}

/** Order records to be deleted at one contact, since they belong to another, or to nobody who can be reached. */
export interface Removal {
  readonly importId: string
  readonly account: string
  readonly contactId: number
  readonly orders: readonly RecordKey[]
}

/** What a failed item is told as. */
export interface Rejection {
  readonly ref: string
  readonly detail: string
  /** Another contact has a record under this key. */
  readonly isElsewhere?: boolean
  /** Dotdigital knows no such contact: it is looked for again, and the item tried again, a few times at most. */
  readonly isContactGone?: boolean
}

/** When a batch leaves: with so many items, or with one that has been due since then. */
export interface Ripe {
  readonly maxItems: number
  /** What is urgent leaves if nothing more came since then, unless another import of its kind is under way. */
  readonly quietSince: Instant
  /** What is urgent leaves if some of it came before, unless it is a flood. */
  readonly gatheredBefore: Instant
  /** At any rate if some of it came before. */
  readonly floodBefore: Instant
  readonly bulkBefore: Instant
}

/** The queue of effects (T4 before, T5 after a call). */
export interface Effects {
  /**
   * Takes what is due and ripe, unless it is in an unfinished import; undefined when there is nothing. An order is not
   * taken while its record may stand at another contact, and a contact is in one unfinished import at a time, whoever it
   * stands for.
   */
  take(account: string, kind: EffectKind, ripe: Ripe): Promise<Batch | undefined>
  /** The call was not made, or not taken: everything is due again. */
  giveBack(importId: string): Promise<void>
  /** Keeps only these in an import that was not sent; the others are due again. */
  narrow(importId: string, refs: readonly string[]): Promise<void>
  started(importId: string, remoteId: string): Promise<void>
  running(account: string): Promise<readonly RunningImport[]>
  itemsIn(importId: string): Promise<readonly Item[]>
  /** The report is in: rejected items are held, the others done, and records that now stand are settled. */
  finished(importId: string, rejections: readonly Rejection[]): Promise<void>
  /** Takes records of one contact that have to go there; until it is over they enter no import. */
  takeRemoval(account: string, limit: number): Promise<Removal | undefined>
  /** They are deleted there; `notFound` names those that were not there. */
  removed(removal: Removal, notFound: ReadonlySet<RecordKey>): Promise<void>
  /** Puts a removal to the end of the queue. */
  postponeRemoval(removal: Removal): Promise<void>
  /**
   * Says of the records that should have been written before this instant why they are not: once each, however often it is
   * called, and whatever else keeps them from being written by then.
   */
  tellWaiting(account: string, hindrances: readonly Hindrance[], before: Instant): Promise<void>
  /** Gives back what was taken for a call that nobody will answer any more. */
  recover(before: Instant): Promise<void>
  /** Effects that can be written and are not, those in unfinished imports, and those that Dotdigital refused. */
  counts(): Promise<{ readonly due: number; readonly importing: number; readonly held: number }>
}

/** What to write for a batch, read from the projection. */
export interface Writings {
  /** All that is owned by whoever these contacts stand for; nothing, for one that stands for nobody any more. */
  histories(account: string, contactIds: readonly number[]): Promise<readonly ContactHistory[]>
  orders(keys: readonly RecordKey[]): Promise<readonly OrderWithReturns[]>
  /** Each with what its orders of the last three months count for in its rates. */
  sellers(keys: readonly RecordKey[]): Promise<readonly (StoredSeller & { readonly tally: Tally })[]>
}

export type OrderWithReturns = StoredOrder & { readonly returns: readonly Return[] }

export interface ContactHistory {
  readonly contactId: number
  readonly orders: readonly OrderWithReturns[]
  readonly sellers: readonly StoredSeller[]
}
