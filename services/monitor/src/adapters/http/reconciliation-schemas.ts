import { Difference, differenceKinds, edges } from '@concord/contracts'
import { z } from 'zod'
import { differenceStates } from '../../differences.js'

const instant = z.iso.datetime().describe('UTC')
const byKind = z.partialRecord(z.enum(differenceKinds), z.number().int())
const edge = z.enum(edges).describe('`marketplace`: Mirakl and the journal; `account`: the projection and Dotdigital')
const kind = z.enum(differenceKinds)
const state = z
  .enum(differenceStates)
  .describe(
    '`mending`: its edge has it in hand; `mended`: a later run over everything does not find it any more; `accepted`: it may stand',
  )
const marketplace = z.string().min(1).describe('Its name in concord.yaml')
const next = z.string().optional().describe('The cursor of the next page, where there is one')

export const RunShown = z.object({
  ...{ id: z.string(), requestedAt: instant, by: z.string().describe('`nightly` where nobody asked') },
  ...{ from: instant.nullable(), to: instant.nullable(), marketplaces: z.array(z.string()) },
  ...{ state: z.enum(['running', 'done', 'failed']), endedAt: instant.nullable() },
})

export const RunPage = z.object({ reconciliations: z.array(RunShown), next })

export const RunInDetailShown = z.object({
  run: RunShown,
  parts: z.array(
    z.object({
      ...{ edge, marketplace: z.string(), state: z.enum(['waiting', 'running', 'done', 'failed']) },
      why: z.string().nullable().describe('What it waits for, or why it failed'),
      ...{ compared: z.number().int(), found: z.number().int(), byKind, endedAt: instant.nullable() },
    }),
  ),
  trend: z
    .array(z.object({ run: z.string(), requestedAt: instant, byKind }))
    .describe('What runs over the same found, the oldest first'),
  repairs: z.array(
    z.object({
      ...{ at: instant, who: z.string(), role: z.string() },
      ...{ repairs: z.number().int().nullable(), refused: z.number().int().nullable() },
    }),
  ),
  standings: z
    .array(z.object({ edge, kind, state, isRepairable: z.boolean(), count: z.number().int() }))
    .describe('How many differences stand how'),
})

export const DifferenceShown = Difference.extend({
  ...{ id: z.string(), edge, marketplace: z.string(), state },
  why: z.string().nullable().describe('Why it is not mended, where that was refused'),
  accepted: z.object({ at: instant, who: z.string(), role: z.string(), reason: z.string() }).nullable(),
})
export const DifferencePage = z.object({ differences: z.array(DifferenceShown), next })

export const RepairAnswerShown = z.object({
  repairs: z.number().int().describe('How many are mended, or would be'),
  refused: z.array(z.object({ id: z.string(), why: z.string() })).describe('At most a thousand'),
})

export const AcceptanceAnswerShown = z.object({
  accepted: z.number().int().describe('How many may stand from now on, or would; those that may already do not count'),
})

export const differenceFilters = {
  edge: edge.optional(),
  marketplace: marketplace.optional(),
  kind: kind.optional(),
  what: Difference.shape.what.optional(),
}

const chosen = {
  differences: z.union([
    z
      .array(z.string().regex(/^\d{1,18}$/, 'must be ids of differences'))
      .min(1)
      .max(1_000),
    z.literal('all'),
  ]),
  ...differenceFilters,
  isDryRun: z.boolean().default(false),
}

export const reconciliationBodies = {
  begin: z
    .strictObject({
      marketplaces: z.array(marketplace).min(1).optional().describe('All of them where left out'),
      from: instant.optional().describe('Without `from` and `to`: everything'),
      to: instant.optional(),
    })
    .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
      ...{ path: ['from'], error: 'must be before to' },
    }),
  repair: z.strictObject(chosen),
  accept: z.strictObject({ ...chosen, reason: z.string().trim().min(1).max(500) }),
} as const

/** What the document names. */
export const namedOfReconciliations = {
  ...{ Reconciliation: RunShown, ReconciliationPage: RunPage, ReconciliationInDetail: RunInDetailShown },
  ...{ Difference: DifferenceShown, DifferencePage, RepairAnswer: RepairAnswerShown },
  AcceptanceAnswer: AcceptanceAnswerShown,
} as const
