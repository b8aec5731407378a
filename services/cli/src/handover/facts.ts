import type { ConcordConfig } from '@concord/runtime'
import { z } from 'zod'
import type { Conservation, Polls } from '../answers.js'

/** From an instant, until before another. */
export interface Period {
  readonly from: string
  readonly to: string
}

const share = z.object({ state: z.string(), reason: z.string(), count: z.number() })

/** What monitor answers to `GET /v1/figures`. */
export const PeriodFigures = z.object({
  received: z.number(),
  records: z.array(share),
  triggers: z.array(share.extend({ trigger: z.string() })),
  exceptions: z.array(
    z.object({
      ...{ type: z.string(), opened: z.number(), resolved: z.number(), open: z.number(), older: z.number() },
      oldestOpenedAt: z.string().nullable(),
    }),
  ),
})
export type PeriodFigures = z.infer<typeof PeriodFigures>

/** How fast one account's opt-outs were learned in the last seven days. */
export interface OptOuts {
  readonly account: string
  readonly learned: number
  readonly worstSeconds: number
}

/** One comparison of Mirakl, Concord and Dotdigital. */
export interface Reconciliation {
  readonly startedAt: string
  readonly marketplaces: readonly string[]
  /** Undefined where it has not come to its end. */
  readonly found: number | undefined
}

/** Where the settings are from: what runs, since then, or a file that somebody named. */
export type Origin = { readonly is: 'running'; readonly since: string } | { readonly is: 'file'; readonly path: string }

/** Everything the hand-over is made of; what an older or absent service does not tell is undefined. */
export interface Facts {
  readonly writtenAt: string
  readonly period: Period
  readonly config: ConcordConfig
  readonly origin: Origin
  readonly books: Conservation
  readonly figures: PeriodFigures | undefined
  readonly polls: Polls | undefined
  readonly optOuts: readonly OptOuts[] | undefined
  /** Newest first. */
  readonly reconciliations: readonly Reconciliation[] | undefined
  /** The type of each alert that is open. */
  readonly openAlerts: readonly string[] | undefined
}
