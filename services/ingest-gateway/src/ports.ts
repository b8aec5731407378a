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
   * Stores items and their records in one transaction. Items the journal already holds are counted and left out; older
   * ones are stored as superseded.
   *
   * @throws JournalUnavailable when nothing was stored; the sender has to try again
   */
  store(items: readonly Item[], dueAt: Instant): Promise<Receipt>
  /** Entries not yet published, oldest first. */
  unpublished(limit: number): Promise<readonly Entry[]>
  /** Marks entries as handed on, but for those released since they were read. */
  markPublished(entries: readonly Pick<Entry, 'key' | 'version' | 'movedAt'>[]): Promise<void>
  /**
   * Moves a record to an outcome; a record that has settled stays where it is. Older versions that wait when a newer one
   * has reached Dotdigital wait for nothing any more, and settle as superseded.
   */
  move(message: Message<'record.waiting.v1' | 'record.settled.v1'>): Promise<void>
  /** Hands what waits or is in flight under these keys on again; returns how many records. */
  release(keys: readonly RecordKey[], times: { readonly at: Instant; readonly dueAt: Instant }): Promise<number>
  /** Hands on again what has been in flight past its time; returns how many records. */
  driveOverdue(now: Instant, nextDueAt: Instant): Promise<number>
  /**
   * Hands on again everything in flight and what waits for evidence, whose release may have been forgotten, and tells
   * recent outcomes again: for a bus that forgot.
   */
  driveAll(): Promise<void>
  /** Payloads held, and records by state, at one instant: the two sides of the equation. */
  conservation(): Promise<{ readonly received: number; readonly shares: readonly Share[] }>
}

/** Webhook hints, one per order however often it was hinted at. */
export interface Hints {
  /** @throws JournalUnavailable */
  note(marketplace: string, orderIds: readonly string[]): Promise<void>
  /** The oldest, at most `limit`, with the mark that `forget` needs. */
  oldest(marketplace: string, limit: number): Promise<{ readonly orderIds: readonly string[]; readonly asOf: Instant }>
  /** Removes hints that were not given again since they were read. */
  forget(marketplace: string, orderIds: readonly string[], asOf: Instant): Promise<void>
  count(): Promise<number>
}
