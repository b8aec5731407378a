import type { ChangedProfile } from '@concord/contracts'
import type { ConsentEvidence, ConsentFact, RecordKey } from '@concord/domain'

/** Somebody's word of whose an order is. */
export interface OwnerWord {
  readonly profileId: string
  /** Rises with every change of who is who: the highest one stands. */
  readonly revision: number
  /** Whether it counts against another word of the same revision: it came with a newer version of the order. */
  readonly mayTie: boolean
}

/** Somebody's word of who a profile is. */
export interface PersonWord extends Omit<OwnerWord, 'profileId'> {
  readonly person: ChangedProfile
}

/** Who owns what, and where they can be reached. */
export interface PeoplePages {
  /** Hears whose an order is; answers whose it is by the newest word, whichever came first. */
  claim(order: RecordKey, word: OwnerWord): Promise<string>
  /**
   * Takes the person's addresses, unless a newer word of them is held. Of two facts about an address the one learned
   * later stays.
   *
   * @returns whether the profile was known by another address, or by none
   */
  saveContact(account: string, word: PersonWord, consent: ConsentFact): Promise<boolean>
  /** Keeps what the person agreed to in the marketplace, for a contact that has to be made for this address. */
  saveGrant(
    account: string,
    person: { profileId: string; email: string },
    grant: ConsentEvidence | undefined,
  ): Promise<void>
  /** Has every order of a profile written anew, where its contact is by then. */
  rewriteOrders(account: string, profileId: string): Promise<void>
  /** Says of orders whose profile has no address that they wait for one: of all it has, or of one. */
  tellUnreachable(account: string, profileId: string, order?: RecordKey): Promise<void>
}
