import { z } from 'zod'

const byKind = z.record(z.string(), z.number())
export type ByKind = z.infer<typeof byKind>

const run = z.object({
  ...{ id: z.string(), requestedAt: z.string(), by: z.string(), marketplaces: z.array(z.string()) },
  ...{ from: z.string().nullable(), to: z.string().nullable(), endedAt: z.string().nullable() },
  state: z.enum(['running', 'done', 'failed']),
})

const state = z.enum(['open', 'mending', 'refused', 'mended', 'accepted'])
export type DifferenceState = z.infer<typeof state>

/** What monitor answers to `POST /v1/reconciliations`. */
export const ReconciliationBegun = run
export type ReconciliationBegun = z.infer<typeof run>

/** What monitor answers to `GET /v1/reconciliations`. */
export const ReconciliationPage = z.object({ reconciliations: z.array(run) })

/** What monitor answers to `GET /v1/reconciliations/<id>`. */
export const Reconciliation = z.object({
  run,
  parts: z.array(
    z.object({
      ...{ edge: z.string(), marketplace: z.string(), state: z.enum(['waiting', 'running', 'done', 'failed']) },
      ...{ why: z.string().nullable(), compared: z.number(), found: z.number(), byKind },
    }),
  ),
  trend: z.array(z.object({ run: z.string(), requestedAt: z.string(), byKind })),
  repairs: z.array(
    z.object({ at: z.string(), who: z.string(), repairs: z.number().nullable(), refused: z.number().nullable() }),
  ),
  standings: z.array(
    z.object({ edge: z.string(), kind: z.string(), state, isRepairable: z.boolean(), count: z.number() }),
  ),
})
export type Reconciliation = z.infer<typeof Reconciliation>

const difference = z.object({
  ...{ id: z.string(), edge: z.string(), marketplace: z.string(), what: z.string(), key: z.string() },
  ...{ kind: z.string(), fields: z.array(z.string()), detail: z.string().optional(), isRepairable: z.boolean() },
  ...{ state, why: z.string().nullable() },
  accepted: z.object({ at: z.string(), who: z.string(), reason: z.string() }).nullable(),
})
export type DifferenceSeen = z.infer<typeof difference>

/** What monitor answers to `GET /v1/reconciliations/<id>/differences`. */
export const DifferencePage = z.object({ differences: z.array(difference), next: z.string().optional() })

/** What monitor answers to `POST /v1/reconciliations/<id>/repairs`. */
export const Repaired = z.object({
  repairs: z.number(),
  refused: z.array(z.object({ id: z.string(), why: z.string() })),
})
export type Repaired = z.infer<typeof Repaired>

/** What monitor answers to `POST /v1/reconciliations/<id>/acceptances`. */
export const Accepted = z.object({ accepted: z.number() })
export type Accepted = z.infer<typeof Accepted>
