import type { Instant } from '@concord/domain'
import type { ConsentLedger } from './ports.js'

/** The custom field of orders that says in Mirakl what a customer said in Dotdigital. */
export interface ConsentField {
  readonly code: string
  readonly optedOut: string
  /** What takes `optedOut` back; undefined: the field stays as it is. */
  readonly subscribed?: string | undefined
}

/** An order as far as its consent field goes; nothing in it is personal. */
export interface FieldOrder {
  readonly marketplace: string
  readonly orderId: string
  readonly profileId: string
  /** Of two words of whose order it is, the one of the higher revision stands. */
  readonly revision: number
  readonly createdAt: Instant
  /** Of the newest snapshot that came. */
  readonly version: string
  readonly isClosed: boolean
  /** What the field holds, as it was last seen; undefined: nothing. */
  readonly shown?: string | undefined
  /** False from the moment a write of ours begins until its answer, or a later snapshot, tells what came of it. */
  readonly isSure: boolean
  /** What was read before says nothing of `shown`: a write of ours came, or may have come, in between. */
  readonly sureSince: Instant
  /** What is still to be written; undefined: nothing. */
  readonly owed?: Owed | undefined
}

export interface Owed {
  readonly value: string
  /** Writes begun that came to no end. */
  readonly tries: number
  readonly dueAt: Instant
  /** The code of what refused this value for good; a person must act. */
  readonly failure?: string | undefined
}

export type OwingOrder = FieldOrder & { readonly owed: Owed }

/** Who a profile is, by keyed hashes of its addresses. */
export interface ProfileAddresses {
  readonly profileId: string
  /** Of two words of one profile the one of the higher revision stands, and the later one of two alike. */
  readonly revision: number
  readonly addresses: readonly string[]
}

/** Whose an order is. */
export interface OrderOwner {
  readonly marketplace: string
  readonly orderId: string
  readonly profileId: string
  /** Of two words the one of the higher revision stands, and the later one of two alike. */
  readonly revision: number
}

export interface Claim {
  readonly marketplace: string
  readonly now: Instant
  /** When another may take it, if nobody has said by then what came of it. */
  readonly until: Instant
}

/** The orders whose consent field is looked after, and what is owed to them: the queue of write-backs. */
export interface WriteBackBook {
  /** Does what reads and keeps orders by each other, alone among all who do so for this profile. */
  alone<T>(profileId: string, work: (book: WriteBackBook, facts: Pick<ConsentLedger, 'find'>) => Promise<T>): Promise<T>
  noteProfile(profile: ProfileAddresses): Promise<void>
  addressesOf(profileId: string): Promise<readonly string[]>
  /** The profiles that have one of these addresses. */
  profilesAt(addressHashes: readonly string[]): Promise<readonly string[]>
  /**
   * A word of whose an order is, whether or not the order has come by now. Nobody else has a word of it until whoever is
   * alone has ended.
   *
   * @returns the word that stands
   */
  noteOwner(owner: OrderOwner): Promise<OrderOwner>
  find(marketplace: string, orderId: string): Promise<FieldOrder | undefined>
  ordersOf(profileId: string): Promise<readonly FieldOrder[]>
  /** Replaces what is kept of these orders. */
  keep(orders: readonly FieldOrder[]): Promise<void>
  /** Whose they are is forgotten, too. */
  forget(orders: readonly FieldOrder[]): Promise<void>
  /**
   * Takes the order that is due longest, so that nobody else does until then: one more try, unsure from now on. A closed
   * one and one that failed are never due.
   *
   * @returns the order as it was before
   */
  claim(claim: Claim): Promise<OwingOrder | undefined>
  /** Makes what failed due once more: whatever refused it may have been mended. */
  retryFailed(now: Instant): Promise<void>
  counts(): Promise<{ readonly due: number; readonly failed: number }>
}

/** The custom fields of the orders of one marketplace. */
export interface OrderFields {
  /**
   * Sets the field, and sees in the answer that it holds the value.
   *
   * @throws RateLimited where the allowance is used up, and nothing was written
   * @throws WriteBackRefused, or another PermanentFailure, where it never will be
   * @throws TransientFailure where it may or may not have been written
   */
  set(orderId: string, code: string, value: string): Promise<void>
}
