import type { ConsentFact, ConsentScope, ConsentStatus, Instant } from '@concord/domain'

/** What Dotdigital says of one address. */
export interface Reading {
  readonly email: string
  readonly fact: ConsentFact
  /** The list or the preference it is about; left out for the account as a whole. */
  readonly scope?: ConsentScope | undefined
  /** The number Dotdigital has for the contact, whatever its address, where it is told. */
  readonly contactId?: number | undefined
  /** When the contact was made, where it is the contact that says it. */
  readonly createdAt?: Instant | undefined
}

/** What Dotdigital can be asked, in this service's words. */
export interface ConsentSource {
  /** Every contact, or those changed since, page by page, with where it stands in the scopes. */
  contacts(modifiedSince: Date | undefined, scopes: readonly ConsentScope[]): AsyncIterable<readonly Reading[]>
  /**
   * Every suppression since, page by page, whether or not the address still is a contact, and who left a list that is
   * among the scopes. Nothing tells who took a preference back: the contact shows it.
   */
  suppressions(since: Date, scopes: readonly ConsentScope[]): AsyncIterable<readonly Reading[]>
}

/** A fact as it is kept: under the keyed hash of the address, never the address. */
export interface KnownFact {
  readonly addressHash: string
  /** Left out for the account as a whole. */
  readonly scope?: ConsentScope | undefined
  readonly fact: ConsentFact
  /** Which contact had the address when it was last told: the same one may be seen under another address later. */
  readonly contactId?: number | undefined
  /** Of an address that is unknown: since when the publisher may make a subscriber of it. */
  readonly grantedAt?: Instant | undefined
}

/** That an address was passed on. */
export interface Passed {
  readonly addressHash: string
  readonly at: Instant
  /** Whether with consent that may make a subscriber. */
  readonly hasGrant: boolean
}

export interface AccountFact extends KnownFact {
  readonly account: string
}

/** How long after an opt-out it was learned. */
export interface Lag {
  readonly learnedAt: Instant
  readonly seconds: number
}

/** Of all that were learned in some time. */
export interface Lags {
  readonly learned: number
  /** Those of them that took longer than was asked for. */
  readonly late: number
  readonly worstSeconds: number
}

/** How far an account has been read. */
export interface LastRead {
  /** When it was last read to the end. */
  readonly readAt: Instant
  /** When every contact was last read, and not only what changed. */
  readonly fullReadAt: Instant
  /** The scopes that every contact has been read for. */
  readonly scopes: readonly string[]
}

/** The facts of all accounts. */
export interface ConsentLedger {
  /**
   * All that is known of these addresses, in whatever scope.
   * @throws TransientFailure when the store gives no answer
   */
  find(account: string, addressHashes: readonly string[]): Promise<readonly KnownFact[]>
  /** All that is known of the addresses that these contacts had when they were last told. */
  findByContact(account: string, contactIds: readonly number[]): Promise<readonly KnownFact[]>
  /** Does what reads facts and keeps others by them, alone among all who do so for this account. */
  alone<T>(account: string, work: (ledger: ConsentLedger) => Promise<T>): Promise<T>
  /** Keeps facts; those told `false` are news that has still to be told to the publisher. */
  keep(account: string, facts: readonly KnownFact[], told: boolean): Promise<void>
  /** Remembers for ever that somebody was out, at these addresses. */
  markOptedOut(account: string, addressHashes: readonly string[]): Promise<void>
  hasEverOptedOut(account: string, addressHashes: readonly string[]): Promise<boolean>
  /** Remembers for a week how late opt-outs were learned. */
  noteLags(account: string, lags: readonly Lag[]): Promise<void>
  lagsSince(account: string, since: Instant, lateSeconds: number): Promise<Lags>
  /** Remembers since when an address has been passed on as unknown, where nothing is known of it, and since when with a grant. */
  notePassed(account: string, passed: Passed): Promise<void>
  untold(limit: number): Promise<readonly AccountFact[]>
  markTold(facts: readonly AccountFact[]): Promise<void>
  /** Tells what changed of late again, for a bus that forgot; that an address was passed on is no news. */
  tellAgain(since: Instant): Promise<void>
  /** Every address closed to marketing in the account as a whole, with its status, for the suppression set; best by hash. */
  closed(account: string): AsyncIterable<readonly [addressHash: string, status: ConsentStatus]>
  /** Contacts with nothing against them that no reading has shown since: at most so many. */
  unseenSince(account: string, at: Instant, limit: number): Promise<readonly KnownFact[]>
  lastRead(account: string): Promise<LastRead | undefined>
  setLastRead(account: string, read: LastRead): Promise<void>
}

/** A customer of a marketplace, as the identified records told last. */
export interface Customer {
  /** The keyed hash of the customer id, and of the marketplace it is of. */
  readonly customerHash: string
  readonly profileId: string
  /** Of two words of a customer the one of the higher revision stands, and the later one of two alike. */
  readonly revision: number
  /** The keyed hash of the address written to; undefined where there is none. */
  readonly address?: string | undefined
  readonly others: readonly string[]
}

/** Who the customers are, for whoever asks about one. */
export interface CustomerBook {
  note(customer: Customer): Promise<void>
  /** Another word of the addresses of a profile, for all customers known by it. */
  noteProfile(profile: Omit<Customer, 'customerHash'>): Promise<void>
  find(customerHash: string): Promise<Customer | undefined>
}
