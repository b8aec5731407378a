import type { ExceptionType, Instant, Owner, RecordKey } from '@concord/domain'
import type { Deed, DeedFilter, Person } from '@concord/runtime'
import type { Action, ExceptionState, Refusal } from './acting.js'

/** What an exception is about: a version of a record, an occurrence of a trigger, or an order since it is in dispute. */
export type About =
  | { readonly is: 'record'; readonly key: RecordKey; readonly version: string }
  | {
      readonly is: 'trigger'
      /** The record that was last told with it. */
      readonly key: RecordKey
      readonly account: string
      readonly trigger: string
      readonly subject: string
    }
  | { readonly is: 'order'; readonly key: RecordKey; readonly since: Instant }

/** Something that stays as it is until a person acts. */
export interface Exception {
  readonly id: string
  readonly about: About
  readonly type: ExceptionType
  readonly detail: string | null
  readonly marketplace: string
  readonly owner: Owner
  readonly state: ExceptionState
  readonly assignee: string | null
  /** When it was first told. */
  readonly openedAt: Instant
  readonly resolvedAt: Instant | null
  /** A newer version of the record was delivered, what it is about went on, or a person dismissed it. */
  readonly resolvedBy: 'newer-success' | 'went-on' | 'dismissed' | null
}

export interface ExceptionFilter {
  readonly owner?: Owner | undefined
  readonly type?: ExceptionType | undefined
  readonly state?: ExceptionState | undefined
  readonly marketplace?: string | undefined
  readonly assignee?: string | undefined
}

/** Where a page begins: after this place, or with the newest. */
export interface Paging {
  readonly after?: readonly string[] | undefined
  readonly limit: number
}

/** One page, newest first; `next` is where the following one begins. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: readonly string[] | undefined
}

export interface Act {
  readonly id: string
  readonly action: Action
  readonly by: Person
  readonly at: Instant
}

/** What a person must act on, and what people did about it. What is told of records opens and resolves it elsewhere. */
export interface Exceptions {
  /** Takes in what stood before exceptions of its type were kept; safe at every start. */
  catchUp(): Promise<void>
  list(filter: ExceptionFilter, paging: Paging): Promise<Page<Exception>>
  find(id: string): Promise<{ readonly exception: Exception; readonly history: readonly Deed[] } | undefined>
  /** Does it and writes it into the audit trail, both or neither. */
  act(act: Act): Promise<{ readonly is: 'done'; readonly exception: Exception } | Refusal | { readonly is: 'unknown' }>
  deeds(filter: DeedFilter, paging: Paging): Promise<Page<Deed>>
}
