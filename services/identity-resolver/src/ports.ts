import type { RecordKey, Version } from '@concord/domain'

/** A master profile: one person, and the one address Dotdigital may know it by. */
export interface Profile {
  readonly id: string
  readonly email?: string | undefined
}

/** Something that points at a profile: a customer of a marketplace, or a real e-mail address. */
export type Identifier = Customer | Address

type Customer = { readonly is: 'customer'; readonly marketplace: string; readonly id: string }
type Address = { readonly is: 'email'; readonly email: string }

/** What one shopper paid for at once; a storefront may tell whose it was. */
export interface Checkout {
  readonly marketplace: string
  readonly commercialId: string
}

/** What a record waits for: its profile's address, what the storefront tells of its checkout, or its order. */
export interface Wait {
  readonly record: RecordKey
  readonly version: Version
  readonly profileId?: string | undefined
  readonly order?: RecordKey | undefined
  readonly checkout?: Checkout | undefined
}

/** Who is who. Everything inside one `together` happens in one transaction, alone on the names it locks. */
export interface Registry {
  together<T>(work: (names: Names) => Promise<T>): Promise<T>
}

export interface Names {
  /** Makes everybody else who needs one of these wait until the transaction ends. */
  lock(identifiers: readonly Identifier[], orders: readonly RecordKey[]): Promise<void>
  /** The same for a checkout; before any other lock, so that no two transactions wait for each other. */
  lockCheckout(checkout: Checkout): Promise<void>
  /** Keeps the address a storefront told of a checkout; false where a newer version has told it already. */
  setCheckoutEmail(checkout: Checkout, email: string | undefined, version: Version): Promise<boolean>
  checkoutEmail(checkout: Checkout): Promise<string | undefined>
  find(identifier: Identifier): Promise<Profile | undefined>
  create(email?: string): Promise<Profile>
  /** Gives a profile its address. */
  setEmail(profileId: string, email: string): Promise<void>
  link(identifier: Identifier, profileId: string): Promise<void>
  /** Moves all that pointed at one profile, which never had an address, to another. */
  absorb(fromId: string, intoId: string): Promise<void>
  /** Notes an address seen with a customer id, where one was; answers how many different ones there are by now. */
  noteEmail(customer: Identifier, email: string | undefined): Promise<number>
  setOwner(order: RecordKey, profileId: string): Promise<void>
  /** Whose order it is; until the transaction ends that profile is neither given an address nor absorbed. */
  ownerOf(order: RecordKey): Promise<Profile | undefined>
  wait(wait: Wait): Promise<void>
  stopWaiting(record: RecordKey): Promise<void>
  /** Records that wait for any of these; oldest version first. */
  waitingFor(what: Omit<Wait, 'record' | 'version'>): Promise<readonly RecordKey[]>
}
