import type { RepairAnswer, RepairRequest } from '@concord/contracts'
import { partsOf } from '@concord/domain'
import { type Comparison, type Comparisons, type Found, isRepairable, type JournalView } from './comparison.js'
import type { Hints } from './ports.js'
import { stillStanding } from './settling.js'

interface RepairNeeds {
  readonly comparisons: Pick<Comparisons, 'found' | 'foundAmong'>
  readonly view: JournalView
  readonly hints: Pick<Hints, 'repair'>
}

const foundAtOnce = 500
const mostRefused = 1_000

/** Has what still differs read again from Mirakl; what has come right since, or is being read already, is left alone. */
export const repair = async (
  needs: RepairNeeds,
  comparison: Comparison,
  { differences, isDryRun }: RepairRequest,
): Promise<RepairAnswer> => {
  const unknown = new Set(differences === 'all' ? [] : differences)
  const refused: RepairAnswer['refused'] = []
  let repairs = 0
  for await (const page of pagesOf(needs, comparison, differences)) {
    page.forEach(({ n }) => unknown.delete(n))
    refused.push(...page.filter((one) => !isRepairable(one)).map(refusalOf))
    const standing = await stillStanding(needs.view, comparison, page.filter(isRepairable))
    if (!isDryRun)
      await needs.hints.repair(comparison.marketplace, [...new Set(standing.map(({ key }) => partsOf(key).id))])
    repairs += standing.length
  }
  for (const n of unknown) refused.push({ n, why: 'There is no difference of this number.' })
  return { repairs, refused: refused.slice(0, mostRefused) }
}

/** A request names no more than fit in one page. */
async function* pagesOf(
  { comparisons }: RepairNeeds,
  { id }: Comparison,
  differences: RepairRequest['differences'],
): AsyncGenerator<readonly Found[]> {
  if (differences !== 'all') {
    yield await comparisons.foundAmong(id, differences)
    return
  }
  for (let after = 0; ;) {
    const page = await comparisons.found(id, after, foundAtOnce)
    const last = page.at(-1)
    if (last === undefined) return
    yield page
    after = last.n
  }
}

const refusalOf = ({ n, detail = 'It cannot be read again from Mirakl.' }: Found) => ({ n, why: detail })
