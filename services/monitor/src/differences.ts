import type { Difference, DifferenceKind, Edge } from '@concord/contracts'
import type { Instant } from '@concord/domain'
import type { Person } from '@concord/runtime'

/**
 * `mending`: its edge has it in hand. `refused`: its edge does not mend it. `mended`: a later run over everything does not find
 * it any more. `accepted`: somebody lets it stand.
 */
export const differenceStates = ['open', 'mending', 'refused', 'mended', 'accepted'] as const
export type DifferenceState = (typeof differenceStates)[number]

export interface Acceptance {
  readonly at: Instant
  readonly who: string
  readonly role: string
  readonly reason: string
}

/** A difference as the edge told it, with an id of its own. */
export interface DifferenceKept extends Difference {
  readonly id: string
  readonly edge: Edge
  readonly marketplace: string
  readonly state: DifferenceState
  /** Why it is not mended, where that was refused. */
  readonly why: string | null
  readonly accepted: Acceptance | null
}

/** How many differences of a kind stand how. */
export interface Standing {
  readonly edge: Edge
  readonly kind: DifferenceKind
  readonly state: DifferenceState
  readonly isRepairable: boolean
  readonly count: number
}

export interface DifferenceFilter {
  readonly edge?: Edge | undefined
  readonly marketplace?: string | undefined
  readonly kind?: DifferenceKind | undefined
  readonly what?: Difference['what'] | undefined
  /** Those of these ids. */
  readonly ids?: readonly string[] | undefined
  /** Neither mended nor accepted. */
  readonly isLeft?: true | undefined
}

/** That somebody lets differences stand. */
export interface Accepting {
  readonly filter: DifferenceFilter
  readonly by: Person
  readonly at: Instant
  readonly reason: string
  /** Only counts them. */
  readonly isDryRun: boolean
}

/** What edges answered about differences that were to be mended. */
export interface Marks {
  readonly mending: readonly string[]
  readonly refused: readonly { readonly id: string; readonly why: string }[]
}
