import { z } from 'zod'
import type { ImportJob } from '../memory/world.js'

/** What becomes of imports and bulk deletes other than success; the first rule that has turns left is taken. */
export const ImportRule = z.strictObject({
  match: z
    .strictObject({
      kind: z.enum(['contacts', 'insight', 'deletion']).optional(),
      /** Of insight imports, by name. */
      collection: z.string().optional(),
    })
    .default({}),
  /** How many matching ones succeed first. */
  after: z.number().int().min(0).default(0),
  /** How many it meets; without it, every one. */
  times: z.number().int().min(1).optional(),
  /**
   * `late`: takes longer, and succeeds. `rejected`: of contacts by Dotdigital's watchdog, of anything else it fails.
   * `failed`, `exceeds-limit`: ends so, and nothing is done. `partly`: some items fail. `vanish`: succeeds, but its report
   * is not found from then on.
   */
  outcome: z.enum(['late', 'rejected', 'failed', 'exceeds-limit', 'partly', 'vanish']),
  /** How much longer a `late` one takes, by the sandbox's clock. */
  extraSeconds: z.number().min(0).default(60),
  /** Of a `partly` one's items, which fail, spread evenly. */
  share: z.number().gt(0).max(1).default(0.5),
  /** Instead of a share: the positions of the items, from 0. */
  items: z.array(z.number().int().min(0)).optional(),
  /** What items that fail are told; a `failureReason` of insight data. */
  failureCode: z.string().optional(),
})
export type ImportRule = z.output<typeof ImportRule>

export interface ImportRules {
  set(rules: readonly ImportRule[]): void
  /** The rule an import that was just accepted meets. */
  take(job: Pick<ImportJob, 'kind' | 'body'>): ImportRule | undefined
}

export const openImportRules = (): ImportRules => {
  let rules: { readonly rule: ImportRule; seen: number }[] = []
  return {
    set: (given) => {
      rules = given.map((rule) => ({ rule, seen: 0 }))
    },
    take: (job) =>
      rules.find((entry) => {
        if (!isMeant(entry.rule, job)) return false
        entry.seen += 1
        const turn = entry.seen - entry.rule.after
        return turn > 0 && turn <= (entry.rule.times ?? Infinity)
      })?.rule,
  }
}

const isMeant = ({ match }: ImportRule, { kind, body }: Pick<ImportJob, 'kind' | 'body'>): boolean =>
  (match.kind ?? kind) === kind && (match.collection === undefined || match.collection === collectionOf(body))

const collectionOf = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'collectionName' in body ? body.collectionName : undefined

const usualCodes: Readonly<Record<ImportJob['kind'], string>> = {
  contacts: 'apiSchemaViolation',
  insight: 'Unknown',
  deletion: 'apiSchemaViolation',
}

/** The code an item fails with by a rule, whatever is in it. */
export const spoiltCode = ({ kind, rule }: ImportJob, position: number): string | undefined => {
  if (rule?.outcome !== 'partly') return undefined
  const { share, items, failureCode = usualCodes[kind] } = rule
  const isSpoilt = items?.includes(position) ?? Math.floor((position + 1) * share) > Math.floor(position * share)
  return isSpoilt ? failureCode : undefined
}

/** How a job ends of which nothing is done; undefined for one that is. */
export const endOf = ({ kind, rule }: ImportJob): string | undefined => {
  switch (rule?.outcome) {
    case 'rejected':
      return kind === 'contacts' ? 'RejectedByWatchdog' : 'Failed'
    case 'exceeds-limit':
      return kind === 'contacts' ? 'ExceedsAllowedContactLimit' : 'Failed'
    case 'failed':
      return 'Failed'
    default:
      return undefined
  }
}
