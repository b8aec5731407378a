import type { Accepted, DifferenceSeen, Reconciliation, ReconciliationBegun, Repaired } from './answers-reconcile.js'

export interface ReconcileWish {
  readonly marketplaces?: readonly string[] | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export interface RepairWish {
  readonly differences: readonly string[] | 'all'
  readonly kind?: string | undefined
  readonly isDryRun: boolean
}

export interface ExamplesWish {
  readonly edge: string
  readonly kind: string
  readonly isAll: boolean
}

export interface AcceptWish extends RepairWish {
  readonly reason: string
}

/** Runs of the running monitor. Every method throws `CannotRun` where it gets no good answer. */
export interface Reconciliations {
  begin(wish: ReconcileWish): Promise<ReconciliationBegun>
  /** At most so many, the newest first. */
  newest(limit: number): Promise<readonly ReconciliationBegun[]>
  /** @throws Refused where there is none */
  find(run: string): Promise<Reconciliation>
  /** The first ones of a kind at an edge, or all. */
  examples(run: string, of: ExamplesWish): Promise<readonly DifferenceSeen[]>
  /** @throws Refused where there is no such run, or somebody may not */
  repair(run: string, wish: RepairWish): Promise<Repaired>
  /** @throws Refused where there is no such run, or somebody may not */
  accept(run: string, wish: AcceptWish): Promise<Accepted>
}
