import type { Difference, DifferenceKind, Edge } from '@concord/contracts'
import type { ColumnType, Generated, GeneratedAlways, Selectable } from 'kysely'
import type { DifferenceKept, DifferenceState } from '../differences.js'
import type { ByKind, Part, Repair, Run } from '../reconciliation.js'

type Json<T> = ColumnType<T, string, string>

export interface ReconciliationTables {
  readonly reconciliations: {
    id: string
    requested_at: string
    by_whom: string
    from_at: string | null
    to_at: string | null
    marketplaces: Json<readonly string[]>
    scope: string
    state: Generated<string>
    ended_at: string | null
  }
  readonly reconciliation_parts: {
    run: string
    edge: string
    marketplace: string
    comparison: string
    state: string
    why: string | null
    is_begun: Generated<boolean>
    compared: Generated<number>
    found: Generated<number>
    by_kind: ColumnType<ByKind, string | undefined, string>
    answered_at: string
    ended_at: string | null
    due_at: Generated<Date>
  }
  readonly differences: {
    id: GeneratedAlways<string>
    run: string
    edge: string
    marketplace: string
    n: number
    what: string
    key: string
    kind: string
    fields: Json<readonly string[]>
    detail: string | null
    is_repairable: boolean
    asked: Generated<string | null>
    why: Generated<string | null>
  }
  readonly acceptances: {
    edge: string
    marketplace: string
    what: string
    key: string
    kind: string
    fields: Json<readonly string[]>
    at: string
    who: string
    role: string
    reason: string
  }
  readonly repairs: {
    id: GeneratedAlways<string>
    run: string
    at: string
    who: string
    role: string
    repairs: number | null
    refused: number | null
  }
}

type Row<Name extends keyof ReconciliationTables> = Selectable<ReconciliationTables[Name]>

export const toRun = (row: Row<'reconciliations'>): Run => ({
  id: row.id,
  requestedAt: row.requested_at,
  by: row.by_whom,
  from: row.from_at,
  to: row.to_at,
  marketplaces: row.marketplaces,
  state: row.state as Run['state'],
  endedAt: row.ended_at,
})

export const toPart = (row: Row<'reconciliation_parts'>): Part => ({
  run: row.run,
  edge: row.edge as Edge,
  marketplace: row.marketplace,
  comparison: row.comparison,
  state: row.state as Part['state'],
  why: row.why,
  isBegun: row.is_begun,
  compared: row.compared,
  found: row.found,
  byKind: row.by_kind,
  answeredAt: row.answered_at,
  endedAt: row.ended_at,
})

/** A difference with how it stands. */
export interface StandingRow extends Row<'differences'> {
  readonly state: DifferenceState
  readonly accepted_at: string | null
  readonly accepted_by: string | null
  readonly accepted_as: string | null
  readonly reason: string | null
}

export const toDifference = (row: StandingRow): DifferenceKept => ({
  id: row.id,
  edge: row.edge as Edge,
  marketplace: row.marketplace,
  n: row.n,
  what: row.what as Difference['what'],
  key: row.key,
  kind: row.kind as DifferenceKind,
  fields: [...row.fields],
  ...(row.detail === null ? {} : { detail: row.detail }),
  isRepairable: row.is_repairable,
  state: row.state,
  why: row.why,
  accepted: toAcceptance(row),
})

const toAcceptance = ({ accepted_at, accepted_by, accepted_as, reason }: StandingRow): DifferenceKept['accepted'] =>
  accepted_at === null
    ? null
    : { at: accepted_at, who: accepted_by ?? '', role: accepted_as ?? '', reason: reason ?? '' }

export const toRepair = ({ at, who, role, repairs, refused }: Row<'repairs'>): Repair => ({
  ...{ at, who, role, repairs, refused },
})
