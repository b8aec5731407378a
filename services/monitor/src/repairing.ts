import type { RepairAnswer } from '@concord/contracts'
import type { DifferenceFilter, DifferenceKept, Edges, Part, Reconciliations, RunInDetail } from './reconciliation.js'

interface Needs {
  readonly reconciliations: Pick<Reconciliations, 'differences'>
  readonly edges: Edges
}

interface Wanted {
  readonly filter: DifferenceFilter
  readonly isDryRun: boolean
}

/** How many are mended, or would be, and which are not. */
export interface Mended {
  readonly repairs: number
  readonly refused: readonly { readonly id: string; readonly why: string }[]
}

/** As many as an edge takes at once. */
const mostAtOnce = 1_000
const mostTold = 1_000

/**
 * Has the differences of a run that fit a filter mended at their edges, a thousand at a time.
 *
 * @throws EdgeAway, EdgeRefuses; what was mended before is mended, and mending it again is nothing
 */
export const mend = async (
  needs: Needs,
  { run, parts }: RunInDetail,
  { filter, isDryRun }: Wanted,
): Promise<Mended> => {
  let repairs = 0
  const refused: Mended['refused'][number][] = []
  for (let after: readonly string[] | undefined; ;) {
    const { items, next } = await needs.reconciliations.differences(run.id, filter, { after, limit: mostAtOnce })
    for (const part of parts) {
      const its = items.filter(({ edge, marketplace }) => edge === part.edge && marketplace === part.marketplace)
      const answer = await ask(needs.edges, part, { its, isDryRun })
      repairs += answer.repairs
      refused.push(...named(its, answer).slice(0, mostTold - refused.length))
    }
    if (next === undefined) return { repairs, refused }
    after = next
  }
}

const ask = async (
  edges: Edges,
  { edge, comparison }: Part,
  { its, isDryRun }: { readonly its: readonly DifferenceKept[]; readonly isDryRun: boolean },
): Promise<RepairAnswer> => {
  if (its.length === 0) return { repairs: 0, refused: [] }
  return edges[edge].repair(comparison, { differences: its.map(({ n }) => n), isDryRun })
}

const named = (its: readonly DifferenceKept[], { refused }: RepairAnswer): Mended['refused'] => {
  const ids = new Map(its.map(({ n, id }) => [n, id]))
  return refused.flatMap(({ n, why }) => {
    const id = ids.get(n)
    return id === undefined ? [] : [{ id, why }]
  })
}
