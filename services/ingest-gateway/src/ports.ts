import type { Message } from '@concord/contracts'
import type { Instant, Kind, Lane, Origin, Outcome, RecordKey, Version } from '@concord/domain'

/** One object as somebody handed it over, not yet looked at. */
export interface Observation {
  readonly marketplace: string
  readonly kind: Kind
  readonly lane: Lane
  readonly origin: Origin
  readonly observedAt: Instant
  readonly raw: unknown
  /** Where the way in could not even unwrap it: every fault, without values. */
  readonly faults?: readonly string[] | undefined
  /** The trace of whoever posted it, as W3C's `traceparent` (w3.org/TR/trace-context). */
  readonly traceparent?: string | undefined
}

/** An observation with a name and a version, ready for the journal. */
export interface Item {
  readonly key: RecordKey
  readonly version: Version
  readonly lane: Lane
  readonly origin: Origin
  /** What is kept: the domain object, or the raw object of an invalid one. */
  readonly content: unknown
  /** Whose data it is, so that one customer's can be erased alone. */
  readonly subject: string
  /** Where the door already decides: quarantined or ignored. */
  readonly outcome?: Outcome | undefined
  readonly traceparent?: string | undefined
}

/** What became of the items of one post or page. */
export interface Receipt {
  readonly accepted: number
  readonly duplicates: number
  readonly superseded: number
  readonly quarantined: number
}

export interface Entry {
  readonly key: RecordKey
  readonly version: Version
  readonly lane: Lane
  readonly origin: Origin
  readonly outcome: Outcome
  /** What is kept, of a record in flight; what has stopped is only told. */
  readonly content: unknown
  /** When a backfill first showed the record, where one did. */
  readonly backfilledAt?: Instant | undefined
  /** When it came to stand where it stands. */
  readonly movedAt: Instant
  readonly traceparent?: string | undefined
}

/** One line of the equation. */
export interface Share {
  readonly state: string
  readonly reason: string
  readonly count: number
}

/** What was accepted, durably, and where each record stands. */
export interface Journal {
  /**
   * Stores items and their records; posts that come at once share a transaction. Items the journal already holds are
   * counted and left out; older ones are stored as superseded. More than 500 items, or 16 MB, take several transactions,
   * one after the other: when a later one fails, the sender sends all again, and what was stored is then a duplicate.
   *
   * @throws JournalUnavailable when not everything was stored, or a commit was not answered within seconds, in which case
   *   it may be stored all the same; the sender has to try again
   * @throws JournalBusy when too much waits already; likewise
   */
  store(items: readonly Item[], dueAt: Instant): Promise<Receipt>
  /**
   * Publishes what is not yet handed on of one lane, and then marks it: the longest accepted first, at most one version of
   * a key, the oldest of its lane, at most 16 MB. It is claimed for a minute meanwhile, so that other replicas pass over it;
   * where publishing fails the claim is given back, and after a crash it runs out. What was released while it was published
   * is handed on again.
   *
   * @returns how many were handed on; there may be more unless it is 0
   * @throws SealKeyMissing after all others were handed on, where this replica lacks the key of some; they are left alone
   *   for a minute, and wait for a person once they have been in flight for an hour
   */
  handOn(
    batch: { readonly lane: Lane; readonly limit: number },
    publish: (entries: readonly Entry[]) => Promise<void>,
  ): Promise<number>
  /**
   * Moves a record to an outcome; a record that has settled stays where it is. Older versions that wait when a newer one
   * has reached Dotdigital wait for nothing any more, and settle as superseded.
   *
   * @returns when it had been accepted, where it settled just now, and for the first time
   */
  move(message: Message<'record.waiting.v1' | 'record.settled.v1'>): Promise<Instant | undefined>
  /** Hands what waits or is in flight under these keys on again; returns how many records. */
  release(keys: readonly RecordKey[], times: { readonly at: Instant; readonly dueAt: Instant }): Promise<number>
  /** Hands on again some of what has been in flight past its time; returns how many, 0 when none is left. */
  driveOverdue(now: Instant, nextDueAt: Instant): Promise<number>
  /**
   * Hands on again everything in flight and what waits for evidence, whose release may have been forgotten, and tells
   * recent outcomes again: for a bus that forgot.
   */
  driveAll(): Promise<void>
  /** Payloads held or dropped, and records by state, at one instant: the two sides of the equation. */
  /** How many records stand where. */
  shares(): Promise<readonly Share[]>
  conservation(): Promise<{ readonly received: number; readonly shares: readonly Share[] }>
}

/** That an order is to be read, and when it was last said. */
export interface Hint {
  readonly orderId: string
  readonly notedAt: Instant
  /** Whether somebody wants to know when it was read, even if nothing has changed. */
  readonly isAsked: boolean
  /** Whether it only mends what was missed: read behind all others, and in the lane of what nobody waits for. */
  readonly isRepair: boolean
}

/** Webhook hints, one per order however often it was hinted at. */
export interface Hints {
  /** @throws JournalUnavailable */
  note(marketplace: string, orderIds: readonly string[]): Promise<void>
  /**
   * Notes them as asked for; they stay so until they are read back.
   *
   * @throws JournalUnavailable
   */
  ask(marketplace: string, orderIds: readonly string[]): Promise<void>
  /**
   * Notes them as what only mends, unless they are hinted at otherwise.
   *
   * @throws JournalUnavailable
   */
  repair(marketplace: string, orderIds: readonly string[]): Promise<void>
  /** The oldest, at most `limit`; behind all others what only mends. */
  oldest(marketplace: string, limit: number): Promise<readonly Hint[]>
  /** Removes hints that were not given again since they were read, whatever clocks say. */
  forget(marketplace: string, hints: readonly Hint[]): Promise<void>
  /** Removes hints at these orders that were noted before an instant, and that nobody asked for. */
  forgetOlder(marketplace: string, orderIds: readonly string[], before: Instant): Promise<void>
  count(): Promise<number>
}
