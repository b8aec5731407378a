import type { Owner } from '@concord/domain'
import { mayActFor, type Person } from './people.js'

export const exceptionStates = ['open', 'resolved', 'dismissed'] as const
/** `resolved` by itself, when what it is about went on; `dismissed` by a person, for good. */
export type ExceptionState = (typeof exceptionStates)[number]

/** What a person does about an exception. */
export type Action =
  | { readonly is: 'assign'; readonly assignee: string | null }
  | { readonly is: 'note'; readonly text: string }
  | { readonly is: 'dismiss'; readonly reason: string }

type Shown = Readonly<Record<string, string | null>>

/** What an action changes, as the audit trail shows it. */
export interface Effect {
  readonly before: Shown
  readonly after: Shown
}

export type Refusal = { readonly is: 'not-theirs'; readonly owner: Owner } | { readonly is: 'over' }

interface Standing {
  readonly state: ExceptionState
  readonly owner: Owner
  readonly assignee: string | null
}

/** Whether this person may do that now: only what is open is assigned or dismissed, and notes are taken at any time. */
export const judge = ({ state, owner, assignee }: Standing, action: Action, by: Person): Effect | Refusal => {
  if (!mayActFor(by, owner)) return { is: 'not-theirs', owner }
  if (action.is === 'note') return { before: {}, after: { text: action.text } }
  if (state !== 'open') return { is: 'over' }
  return action.is === 'assign'
    ? { before: { assignee }, after: { assignee: action.assignee } }
    : { before: { state }, after: { state: 'dismissed', reason: action.reason } }
}
