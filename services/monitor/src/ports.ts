import type { Message } from '@concord/contracts'
import type { Instant, RecordKey } from '@concord/domain'
import type { Page, Paging } from './exceptions.js'
import type { NameKind } from './names.js'

/** Where a record stands by what was told of it. */
export interface Standing {
  readonly version: string
  readonly state: string
  readonly reason: string
  readonly detail?: string | undefined
  readonly changedAt: Instant
}

/** One step of a record: ids, outcomes and facts, never names or addresses. */
export interface Step {
  readonly version: string
  readonly at: Instant
  readonly service: string
  readonly type: string
  readonly facts: Readonly<Record<string, unknown>>
}

export interface TriggerStanding {
  readonly account: string
  readonly trigger: string
  readonly subject: string
  readonly state: string
  readonly reason: string
  readonly detail?: string | undefined
  readonly proof: readonly string[]
  readonly changedAt: Instant
}

export interface Share {
  readonly state: string
  readonly reason: string
  readonly count: number
}

export interface TriggerShare extends Share {
  readonly trigger: string
}

/** Both equations, each side counted from its own table. */
export interface Conservation {
  readonly records: { readonly received: number; readonly shares: readonly Share[] }
  readonly triggers: { readonly recorded: number; readonly shares: readonly TriggerShare[] }
}

/** A record that was looked for, as its newest version stands. */
export interface Found extends Standing {
  readonly key: RecordKey
  /** When what it is about came to be, as far as is known. */
  readonly at: Instant
}

/** What records are looked for by, as a person knows it: an address is an address. */
export interface Wanted {
  readonly by: NameKind
  readonly value: string
}

/** Everything told, by record. */
export interface Timelines {
  /** Takes a message in once, however often and in whatever order messages come. */
  note(message: Message): Promise<void>
  of(key: RecordKey): Promise<{
    readonly standings: readonly Standing[]
    readonly steps: readonly Step[]
    readonly triggers: readonly TriggerStanding[]
  }>
  /** Records that are known by a name, the newest first. */
  find(wanted: Wanted, paging: Paging): Promise<Page<Found>>
  conservation(): Promise<Conservation>
}
