import type { Message, Person } from '@concord/contracts'
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
  Version,
} from '@concord/domain'

/** The message that brought a record, without its data: what later news of the record follow from. */
export type Cause = Omit<Message, 'data'>

/** An order as the projection holds it. */
export interface StoredOrder {
  readonly key: RecordKey
  readonly version: Version
  readonly account: string
  readonly marketplace: string
  readonly profileId: string
  readonly order: Order
  readonly disputeEndedAt?: Instant | undefined
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

export const effectKinds = ['contact', 'order', 'seller'] as const
export type EffectKind = (typeof effectKinds)[number]

/**
 * Something that has to stand in Dotdigital, named but not spelled out: what to write is read from the projection when
 * it is sent, so changes coalesce and the newest wins.
 */
export interface EffectName {
  readonly account: string
  readonly kind: EffectKind
  /** The profile of a contact, the record key of an order or a seller. */
  readonly ref: string
}

/** The projection and what follows from it, in one transaction (T3). */
export interface Projection {
  /** Runs the work in one transaction, alone on these keys. */
  together<T>(keys: readonly string[], work: (pages: Pages) => Promise<T>): Promise<T>
  /** Remembers what Dotdigital now says of an address. */
  learnConsent(account: string, addressHash: string, fact: ConsentFact): Promise<void>
}

export interface Pages {
  order(key: RecordKey): Promise<StoredOrder | undefined>
  returnsOf(order: RecordKey): Promise<readonly StoredReturn[]>
  storedReturn(key: RecordKey): Promise<StoredReturn | undefined>
  seller(key: RecordKey): Promise<StoredSeller | undefined>
  /** The occurrences of an account written down before, as `<trigger> <subject>`. */
  recorded(account: string, occurrences: readonly Occurrence[]): Promise<ReadonlySet<string>>
  /** Of two facts about an address the one learned later stays. */
  saveContact(account: string, person: Person, consent: ConsentFact): Promise<void>
  /** Stores the snapshot as not settled; it is, once its contact and its record stand in Dotdigital. */
  saveOrder(order: StoredOrder, needs: { contactRevision: number; orderRevision: number }): Promise<void>
  saveReturn(stored: StoredReturn): Promise<void>
  saveSeller(stored: StoredSeller, revision: number): Promise<void>
  /** Asks for an effect again; answers the revision it then has. */
  bump(effect: EffectName, lane: Lane): Promise<number>
  /** Contacts whose fields show this seller. */
  buyersFrom(account: string, marketplace: string, sellerId: string): Promise<readonly string[]>
  addTriggers(order: StoredOrder, triggers: readonly NewTrigger[]): Promise<void>
  /** Lets triggers of an order that wait be looked at again. */
  lookAgain(order: RecordKey): Promise<void>
  /** Has an effect that Dotdigital refused tried once more; any other stays as it is. */
  tryAgain(effect: EffectName): Promise<void>
  /** Writes down where a record version stands, to be told. */
  settle(cause: Cause, outcome: Outcome): Promise<void>
  /** Tells once more how a record version settled; false where it has not. */
  settleAgain(cause: Cause): Promise<boolean>
}

/** A contact to be found or made in Dotdigital before anything can be written to it. */
export interface UnknownContact {
  readonly account: string
  readonly profileId: string
  readonly email: string
  /** Whether Dotdigital is thought to have it. */
  readonly isExpected: boolean
  /** Whether Concord set out to create it before: one that is found may then be its own. */
  readonly isIntended: boolean
}

/** A batch of effects taken for one import. */
export interface Batch {
  readonly importId: string
  readonly account: string
  readonly kind: EffectKind
  readonly refs: readonly string[]
}

export interface RunningImport extends Omit<Batch, 'refs'> {
  readonly remoteId: string
}

/** What a failed item is told as. */
export interface Rejection {
  readonly ref: string
  readonly detail: string
}

/** The queue of effects (T4 before, T5 after a call). */
export interface Effects {
  contactsToFind(account: string, limit: number): Promise<readonly UnknownContact[]>
  /** Remembers that Concord is about to create this contact: its status will be our mark, not an opt-out. */
  intendContact(contact: UnknownContact): Promise<void>
  /** Puts a contact to the end of the queue. */
  postpone(contact: UnknownContact): Promise<void>
  foundContact(contact: UnknownContact, contactId: number, isOurs: boolean): Promise<void>
  /** Nothing can be written to this person: its records are withheld. */
  noContact(contact: UnknownContact, outcome: Outcome<'withheld'>): Promise<void>
  /** Takes what is due and ripe, unless it is in an unfinished import; undefined when there is nothing. */
  take(
    account: string,
    kind: EffectKind,
    ripe: { maxItems: number; realtimeBefore: Instant; bulkBefore: Instant },
  ): Promise<Batch | undefined>
  /** The call was not made, or not taken: everything is due again. */
  giveBack(importId: string): Promise<void>
  /** Keeps only these in an import that was not sent; the others are due again. */
  narrow(importId: string, refs: readonly string[]): Promise<void>
  started(importId: string, remoteId: string): Promise<void>
  running(account: string): Promise<readonly RunningImport[]>
  refsIn(importId: string): Promise<readonly string[]>
  /** The report is in: rejected items are held, the others done, and records that now stand are settled. */
  finished(importId: string, rejections: readonly Rejection[]): Promise<void>
  /** Gives back what was taken for a call that nobody will answer any more. */
  recover(before: Instant): Promise<void>
  /** Effects that can be written and are not, those in unfinished imports, and those that Dotdigital refused. */
  counts(): Promise<{ readonly due: number; readonly importing: number; readonly held: number }>
}

/** What to write for a batch, read from the projection. */
export interface Writings {
  contactIds(
    account: string,
    profileIds: readonly string[],
  ): Promise<readonly { readonly profileId: string; readonly contactId: number }[]>
  contacts(account: string, profileIds: readonly string[]): Promise<readonly ContactHistory[]>
  orders(
    keys: readonly RecordKey[],
  ): Promise<readonly (StoredOrder & { contactId: number; returns: readonly Return[] })[]>
  sellers(keys: readonly RecordKey[]): Promise<readonly StoredSeller[]>
}

export interface ContactHistory {
  readonly profileId: string
  readonly contactId: number
  readonly orders: readonly (StoredOrder & { readonly returns: readonly Return[] })[]
  readonly sellers: readonly StoredSeller[]
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
  readonly consent: ConsentFact
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
   * Marks sends as intended and answers those that were still free, their order as it was looked at; what is found
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
