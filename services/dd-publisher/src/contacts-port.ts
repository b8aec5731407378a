import type { Outcome } from '@concord/domain'
import type { Grant } from './dotdigital-port.js'

/** A contact to be found, made or given its new address before anything can be written to it. */
export interface UnknownContact {
  readonly account: string
  readonly profileId: string
  readonly email: string
  /** Of that address: it may change while Dotdigital is asked. */
  readonly addressHash: string
  /** Of every other address of the person. */
  readonly otherAddressHashes: readonly string[]
  /** The contact it has been so far, under another address. */
  readonly contactId?: number | undefined
  /** Whether that contact is said to be gone. */
  readonly isDoubted: boolean
  /** Whether that contact stands for somebody else, or its address is not the person's: then it stays where it is. */
  readonly isAnothers: boolean
  /** Whether Dotdigital is thought to have it. */
  readonly isExpected: boolean
  /** Whether Concord set out to create it before: one that is found may then be its own. */
  readonly isIntended: boolean
  /** What the person agreed to, where nobody of their addresses is known to Dotdigital. */
  readonly grant?: Grant | undefined
}

/** Who is which contact. */
export interface ContactFinding {
  contactsToFind(account: string, limit: number): Promise<readonly UnknownContact[]>
  /** Remembers that Concord is about to create this contact: its status will be our mark, not an opt-out. */
  intendContact(contact: UnknownContact): Promise<void>
  /** Puts a contact to the end of the queue. */
  postpone(contact: UnknownContact): Promise<void>
  /** @param isOurs whether Concord created it, as unsubscribed; what is known of before stays so */
  foundContact(contact: UnknownContact, contactId: number, isOurs: boolean): Promise<void>
  /** The contact has this address now; whoever else was taken for it is to be found anew. */
  renamedContact(contact: UnknownContact): Promise<void>
  /**
   * Parts the profile from the contact it has been: its order records leave it, and its data fields are written from
   * what others still own there, unless it is gone and would only come back by that.
   */
  leaveContact(contact: UnknownContact, isGone: boolean): Promise<void>
  /**
   * The contact is deleted in Dotdigital. The profile is none until there is something new to write, and gets none of the
   * triggers that were left.
   */
  forgetContact(contact: UnknownContact): Promise<void>
  /** Nothing can be written to this person: its records are withheld. */
  noContact(contact: UnknownContact, outcome: Outcome<'withheld'>): Promise<void>
}
