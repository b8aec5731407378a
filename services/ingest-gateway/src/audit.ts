import type { RecordKey, Version } from '@concord/domain'
import type { Book } from '@concord/runtime'

/** A payload and a record that should be one another's, and are not. */
export interface Unmatched {
  readonly key: RecordKey
  readonly version: Version
  readonly is: 'payload-without-record' | 'record-without-payload'
}

/** The journal, for whoever adds it up again. */
export interface JournalAudit {
  /** Each record with its state and reason, and since when. */
  readonly records: Book
  /** At most so many; a record whose payload is past the retention lacks none. Looks through everything. */
  unmatched(limit: number): Promise<readonly Unmatched[]>
}
