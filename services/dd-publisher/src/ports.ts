import type { Message } from '@concord/contracts'
import type {
  ConsentFact,
  Instant,
  Lane,
  Occurrence,
  Order,
  Outcome,
  RecordKey,
  Return,
  Seller,
  TriggerOutcome,
  Watched,
  Version,
} from '@concord/domain'
import type { PeoplePages } from './people-port.js'

/** The message that brought a record, without its data: what later news of the record follow from. */
export type Cause = Omit<Message, 'data'>

/** An order as the projection holds it, with what was learned by watching it. */
export interface StoredOrder extends Partial<Watched> {
  readonly key: RecordKey
  readonly version: Version
  readonly account: string
  readonly marketplace: string
  readonly profileId: string
  readonly order: Order
  /** When it was last read as it stands, where that was after its version was first seen. */
  readonly readAt?: Instant | undefined
  readonly isSettled: boolean
  readonly cause: Cause
}

export interface StoredReturn {
  readonly key: RecordKey
  readonly version: Version
  readonly order: RecordKey
  readonly account: string
  readonly returned: Return
  readonly isSettled: boolean
  readonly cause: Cause
}

export interface StoredSeller {
  readonly key: RecordKey
  readonly version: Version
  readonly account: string
  readonly marketplace: string
  readonly seller: Seller
  readonly isSettled: boolean
  readonly cause: Cause
}

/** A trigger as it is first written down. */
export interface NewTrigger extends Occurrence {
  readonly outcome: TriggerOutcome
}

/** `former`: what a contact still shows of somebody who has another one by now. */
export type EffectKind = 'contact' | 'former' | 'order' | 'seller'

/**
 * Something that has to stand in Dotdigital, named but not spelled out: what to write is read from the projection when
 * it is sent, so changes coalesce and the newest wins.
 */
export interface EffectName {
  readonly account: string
  readonly kind: EffectKind
  /** The profile of a contact, the id of a former one, the record key of an order or a seller. */
  readonly ref: string
}

/** The projection and what follows from it, in one transaction (T3). */
export interface Projection {
  /** Runs the work in one transaction, alone on these keys. */
  together<T>(keys: readonly string[], work: (pages: Pages) => Promise<T>): Promise<T>
  /** Remembers what Dotdigital now says of an address, with everybody it is an address of. */
  learnConsent(account: string, addressHash: string, fact: ConsentFact): Promise<void>
}

export interface Pages extends PeoplePages {
  order(key: RecordKey): Promise<StoredOrder | undefined>
  returnsOf(order: RecordKey): Promise<readonly StoredReturn[]>
  storedReturn(key: RecordKey): Promise<StoredReturn | undefined>
  seller(key: RecordKey): Promise<StoredSeller | undefined>
  /** The occurrences of an account written down before, as `<trigger> <subject>`. */
  recorded(account: string, occurrences: readonly Occurrence[]): Promise<ReadonlySet<string>>
  /** Stores the snapshot as not settled; it is, once its contact and its record stand in Dotdigital. */
  saveOrder(order: StoredOrder, needs: { contactRevision: number; orderRevision: number }): Promise<void>
  saveReturn(stored: StoredReturn): Promise<void>
  saveSeller(stored: StoredSeller, revision: number): Promise<void>
  /** Asks for an effect again; answers the revision it then has. */
  bump(effect: EffectName, lane: Lane): Promise<number>
  /**
   * Asks for the record of an order's seller again where Mirakl grants not all of its rates, and it has not been asked for
   * in the last day: rates change with every order, and nobody needs them by the minute.
   */
  refreshSeller(order: StoredOrder): Promise<void>
  /** Contacts whose fields show this seller. */
  buyersFrom(account: string, marketplace: string, sellerId: string): Promise<readonly string[]>
  addTriggers(order: StoredOrder, triggers: readonly NewTrigger[]): Promise<void>
  /** Remembers that an order was read again and stays as it is. */
  saveReading(order: RecordKey, readAt: Instant): Promise<void>
  /** Lets triggers of an order that wait be looked at again. */
  lookAgain(order: RecordKey): Promise<void>
  /** Has an effect that Dotdigital refused tried once more; any other stays as it is. */
  tryAgain(effect: EffectName): Promise<void>
  /** Writes down where a record version stands, to be told. */
  settle(cause: Cause, outcome: Outcome): Promise<void>
  /** Tells once more how a record version settled; false where it has not. */
  settleAgain(cause: Cause): Promise<boolean>
}

/** A trigger whose time has come, with all the gate must know. */
export interface ReadyTrigger {
  readonly account: string
  readonly occurrence: Occurrence
  readonly stored: StoredOrder
  /** Changes with the order and with its returns. */
  readonly orderRevision: number
  readonly returns: readonly Return[]
  readonly sellerState?: string | undefined
  readonly email: string
  readonly addressHash: string
  readonly contactId: number
  /** Whether Concord created the contact, as unsubscribed. */
  readonly isOurs: boolean
  /** What was last heard of this address, or of another one of the person's where that forbids more. */
  readonly consent: ConsentFact
  /** Keyed hashes of every other address of the person: what one of them was told counts for all. */
  readonly otherAddressHashes: readonly string[]
  /** What was last heard of those addresses, as far as anything was. */
  readonly otherConsents: readonly ConsentFact[]
  /** Changes with whatever is known of any address of the person. */
  readonly factsDigest: string
  readonly locale?: string | undefined
}

export interface Decided {
  readonly trigger: ReadyTrigger
  readonly outcome: TriggerOutcome
  readonly proof: readonly string[]
  /** When a closed gate is worth another look. */
  readonly lookAt?: Instant | undefined
}

/** The triggers (T4, T5). */
export interface Triggers {
  /** Due or to be looked at again, their data standing in Dotdigital, not taken by anybody. */
  ready(
    account: string,
    names: readonly string[],
    at: { readonly limit: number; readonly now: Instant },
  ): Promise<readonly ReadyTrigger[]>
  /**
   * Marks sends as intended and answers those that were still free, order and person as they were looked at; what is found
   * intended after a crash has an unknown outcome.
   */
  intend(triggers: readonly ReadyTrigger[], at: Instant): Promise<readonly ReadyTrigger[]>
  /** What the gate says of triggers nobody has taken; of others it says nothing. */
  decide(decided: readonly Decided[]): Promise<void>
  /** What became of sends that were intended here (T5). */
  conclude(decided: readonly Decided[]): Promise<void>
  /** The call was made in vain, before any effect: due again, but not before `lookAt`. */
  putBack(triggers: readonly ReadyTrigger[], lookAt: Instant): Promise<void>
  enrolled(
    triggers: readonly ReadyTrigger[],
    enrolmentId: string,
    proof: ReadonlyMap<ReadyTrigger, readonly string[]>,
  ): Promise<void>
  /** Those whose outcome is not known yet. */
  enrolments(account: string): Promise<readonly string[]>
  /** An enrolment is finished; those named were already in the program or refused. */
  enrolmentFinished(enrolmentId: string, faults: ReadonlyMap<number, string>): Promise<void>
  /** Dotdigital took an enrolment and knows nothing of it any more. */
  enrolmentLost(enrolmentId: string): Promise<void>
  /** Sends intended before this instant have lost their answer. */
  loseAnswers(before: Instant): Promise<void>
  /** Those due, or waiting for nothing but an answer from Dotdigital. */
  count(): Promise<number>
}
