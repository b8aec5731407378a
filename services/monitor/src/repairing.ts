import type { RepairAnswer } from '@concord/contracts'
import type { DifferenceFilter, DifferenceKept } from './differences.js'
import type { Edges, Part, Reconciliations, RunInDetail } from './reconciliation.js'

interface Needs {
  readonly reconciliations: Pick<Reconciliations, 'differences' | 'mark'>
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
  // What may stand is mended only where it is named.
  const fitting = { ...filter, isLeft: filter.ids === undefined || undefined }
  let repairs = 0
  const refused: Mended['refused'][number][] = []
  for (let after: readonly string[] | undefined; ;) {
    const { items, next } = await needs.reconciliations.differences(run.id, fitting, { after, limit: mostAtOnce })
    for (const part of parts) {
      const its = items.filter(({ edge, marketplace }) => edge === part.edge && marketplace === part.marketplace)
      const answer = await ask(needs.edges, part, { its, isDryRun })
      const told = named(its, answer)
      if (!isDryRun) await needs.reconciliations.mark({ mending: others(its, told), refused: told })
      repairs += answer.repairs
      refused.push(...told.slice(0, mostTold - refused.length))
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

const others = (its: readonly DifferenceKept[], told: Mended['refused']): readonly string[] => {
  const refused = new Set(told.map(({ id }) => id))
  return its.map(({ id }) => id).filter((id) => !refused.has(id))
}

const named = (its: readonly DifferenceKept[], { refused }: RepairAnswer): Mended['refused'] => {
  const ids = new Map(its.map(({ n, id }) => [n, id]))
  return refused.flatMap(({ n, why }) => {
    const id = ids.get(n)
    return id === undefined ? [] : [{ id, why }]
  })
}
