import type { State } from './state.js'
import type { SandboxDataField, SentMessage, StoredContact, StoredEnrolment, StoredRecord } from './world.js'

/** `GET /_sandbox/state`: everything the account holds. */
export interface SandboxState {
  readonly contacts: readonly StoredContact[]
  /** By collection, then by key. */
  readonly records: Readonly<Record<string, Readonly<Record<string, StoredRecord>>>>
  /** Every message accepted, in order. */
  readonly outbox: readonly SentMessage[]
  readonly enrolments: readonly StoredEnrolment[]
  readonly dataFields: readonly SandboxDataField[]
}

/** `GET /_sandbox/summary`: how much the account holds. */
export interface SandboxSummary {
  readonly contacts: number
  readonly records: Readonly<Record<string, number>>
  readonly sends: Readonly<Record<string, number>>
  /** Contacts taken in, by program. */
  readonly enrolments: Readonly<Record<string, number>>
}

export const stateOf = ({ contacts, collections, outbox, enrolments, dataFields }: State): SandboxState => ({
  contacts: [...contacts.values()],
  records: Object.fromEntries(
    [...collections.values()].map(({ name, records }) => [name, Object.fromEntries(records)]),
  ),
  outbox,
  enrolments: [...enrolments.values()],
  dataFields: [...dataFields.values()],
})

export const summaryOf = ({ contacts, collections, outbox, enrolments }: State): SandboxSummary => ({
  contacts: contacts.size,
  records: Object.fromEntries([...collections.values()].map(({ name, records }) => [name, records.size])),
  sends: counted(outbox.flatMap(({ campaignId }) => campaignId ?? [])),
  enrolments: counted([...enrolments.values()].flatMap(({ programId, enrolled }) => enrolled.map(() => programId))),
})

const counted = (ids: readonly number[]): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const id of ids) counts[id] = (counts[id] ?? 0) + 1
  return counts
}
