import type { ExceptionType, Owner, RecordKey } from '@concord/domain'
import type { Person } from '@concord/runtime'
import { mayActFor } from './people.js'
import { retryOf } from './retrying.js'

export const exceptionStates = ['open', 'resolved', 'dismissed'] as const
/** `resolved` by itself, when what it is about went on; `dismissed` by a person, for good. */
export type ExceptionState = (typeof exceptionStates)[number]

/** What a person does about an exception. */
export type Action =
  | { readonly is: 'assign'; readonly assignee: string | null }
  | { readonly is: 'note'; readonly text: string }
  | { readonly is: 'dismiss'; readonly reason: string }
  | { readonly is: 'retry' }
  /** The gateway has made it: a corrected copy of what was refused. */
  | {
      readonly is: 'copy'
      readonly from: string
      readonly key: RecordKey
      readonly to: string
      readonly changed: readonly string[]
    }

type Shown = Readonly<Record<string, string | null>>

/** What an action changes, as the audit trail shows it. */
export interface Effect {
  readonly before: Shown
  readonly after: Shown
}

export type Refusal =
  | { readonly is: 'not-theirs'; readonly owner: Owner }
  | { readonly is: 'over' }
  | { readonly is: 'not-retried'; readonly type: ExceptionType }

interface Standing {
  readonly type: ExceptionType
  readonly state: ExceptionState
  readonly owner: Owner
  readonly assignee: string | null
}

/** Whether this person may do that now: only what is open is assigned, tried again or dismissed; notes, and what is done, are always taken. */
export const judge = ({ type, state, owner, assignee }: Standing, action: Action, by: Person): Effect | Refusal => {
  if (!mayActFor(by, owner)) return { is: 'not-theirs', owner }
  if (action.is === 'note') return { before: {}, after: { text: action.text } }
  if (action.is === 'copy') {
    const { from, key, to, changed } = action
    return { before: { version: from }, after: { key, version: to, changed: changed.join(', ') } }
  }
  if (state !== 'open') return { is: 'over' }
  switch (action.is) {
    case 'assign':
      return { before: { assignee }, after: { assignee: action.assignee } }
    case 'dismiss':
      return { before: { state }, after: { state: 'dismissed', reason: action.reason } }
    case 'retry': {
      const retry = retryOf(type)
      return retry === undefined ? { is: 'not-retried', type } : { before: { state }, after: { state, asked: retry } }
    }
  }
}
