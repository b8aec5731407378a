import { z } from 'zod'

/**
 * Comparing what Concord holds with what a vendor holds. Two services do it, each at its own edge: ingest-gateway lays Mirakl's
 * orders beside the journal, dd-publisher lays Dotdigital beside the projection. Both answer the same four routes:
 * `POST /v1/comparisons` (202), `GET /v1/comparisons/:id`, `GET /v1/comparisons/:id/differences?after&limit` and
 * `POST /v1/comparisons/:id/repairs`. Reading is for readers, beginning and repairing for operators. Nothing here names a person.
 */
export const edges = ['marketplace', 'account'] as const
export type Edge = (typeof edges)[number]

export const differenceKinds = ['missing', 'stale', 'different', 'wrong-contact', 'extra', 'forbidden'] as const
/**
 * `missing`: the far side, or the journal, lacks it. `stale`: an older version is there. `different`: the same version, other
 * content. `wrong-contact`: at somebody else. `extra`: nobody wrote it, or its origin is gone. `forbidden`: subscribed without
 * grant, or sent during a dispute.
 */
export type DifferenceKind = (typeof differenceKinds)[number]

const instant = z.iso.datetime()

/** The caller chooses the id, so that asking twice begins one. Without `from` and `to`: everything. */
export const ComparisonRequest = z.strictObject({
  id: z.uuid(),
  marketplace: z.string().min(1),
  from: instant.optional(),
  to: instant.optional(),
})
export type ComparisonRequest = z.infer<typeof ComparisonRequest>

export const ComparisonState = z.object({
  id: z.uuid(),
  marketplace: z.string(),
  from: instant.optional(),
  to: instant.optional(),
  state: z.enum(['running', 'done', 'failed']),
  /** Why it failed, for a person. */
  reason: z.string().optional(),
  /** Things looked at, and differences found, so far. */
  compared: z.number(),
  found: z.number(),
  startedAt: instant,
  endedAt: instant.optional(),
})
export type ComparisonState = z.infer<typeof ComparisonState>

export const Difference = z.object({
  /** Its number in the comparison, ascending from 1. */
  n: z.number().int().positive(),
  what: z.enum(['order', 'return', 'seller', 'contact', 'trigger']),
  /** The record key; of a contact its number in Dotdigital; of a trigger `<trigger> <subject>`. */
  key: z.string(),
  kind: z.enum(differenceKinds),
  /** Names of the fields that differ, never their values. */
  fields: z.array(z.string()),
  /** A sentence for a person where the kind does not say it all. */
  detail: z.string().optional(),
  /** Whether Concord can mend it; what cannot be undone (a message that was sent) cannot. */
  isRepairable: z.boolean(),
})
export type Difference = z.infer<typeof Difference>

/** `next` is what to ask `after`; null at the end of what has been found so far. */
export const DifferencePage = z.object({ differences: z.array(Difference), next: z.number().nullable() })
export type DifferencePage = z.infer<typeof DifferencePage>

export const RepairRequest = z.strictObject({
  /** The numbers of differences, or all that can be mended. */
  differences: z.union([z.array(z.number().int().positive()).min(1).max(1_000), z.literal('all')]),
  isDryRun: z.boolean().default(false),
})
export type RepairRequest = z.infer<typeof RepairRequest>

/** How many will be mended, or would be; and what will not, with the reason for a person. Mending what is mended already is nothing. */
export const RepairAnswer = z.object({
  repairs: z.number(),
  refused: z.array(z.object({ n: z.number(), why: z.string() })),
})
export type RepairAnswer = z.infer<typeof RepairAnswer>
