import type { ConsentFact, Instant } from '@concord/domain'

/** What Dotdigital says of one address. */
export interface Reading {
  readonly email: string
  readonly fact: ConsentFact
}

/** What Dotdigital can be asked, in this service's words. */
export interface ConsentSource {
  /** Every contact, or those changed since, page by page. */
  contacts(modifiedSince: Date | undefined): AsyncIterable<readonly Reading[]>
  /** Every suppression since, page by page, whether or not the address still is a contact. */
  suppressions(since: Date): AsyncIterable<readonly Reading[]>
}

/** A fact as it is kept: under the keyed hash of the address, never the address. */
export interface KnownFact {
  readonly addressHash: string
  readonly fact: ConsentFact
}

/** The facts of all accounts. */
export interface ConsentLedger {
  /** @throws TransientFailure when the store gives no answer */
  find(account: string, addressHash: string): Promise<ConsentFact | undefined>
  findAll(account: string, addressHashes: readonly string[]): Promise<ReadonlyMap<string, ConsentFact>>
  /** Does what reads facts and keeps others by them, alone among all who do so for this account. */
  alone<T>(account: string, work: (ledger: ConsentLedger) => Promise<T>): Promise<T>
  /** Keeps facts; those told `false` are news that has still to be told to the publisher. */
  keep(account: string, facts: readonly KnownFact[], told: boolean): Promise<void>
  untold(limit: number): Promise<readonly (KnownFact & { readonly account: string })[]>
  markTold(facts: readonly (KnownFact & { readonly account: string })[]): Promise<void>
  /** Tells what changed of late again: for a bus that forgot. */
  tellAgain(since: Instant): Promise<void>
  /** Everything that closes marketing, for the suppression set. */
  closed(account: string): AsyncIterable<KnownFact>
  /** When Dotdigital was last read to the end, by its account. */
  readAt(account: string): Promise<Instant | undefined>
  setReadAt(account: string, at: Instant): Promise<void>
}
