import { kindOfName } from '@concord/domain'
import { groupedBy } from './grouped.js'
import type { Change, Edge, Identifier, Name, Side } from './ports.js'
import type { Cause } from './regroup.js'

/** The merges and splits between two states, with the evidence that made them; newborns are on a side after alone. */
export const changesBetween = (
  before: readonly Identifier[],
  after: ReadonlyMap<Name, Identifier>,
  { evidence, decision, at }: Pick<Cause, 'evidence' | 'decision' | 'at'>,
): readonly Change[] => {
  const [sidesBefore, sidesAfter] = [sidesOf(before), sidesOf(after.values())]
  const about = { at, decision, evidence: evidence.map(evidenceOf) }
  const sharing = ({ names }: Side, sides: readonly Side[]) =>
    sides.filter((side) => side.names.some((name) => names.includes(name)))
  const merges = sidesAfter
    .map((side) => ({ before: sharing(side, sidesBefore), after: [side] }))
    .filter((change) => change.before.length > 1)
  const splits = sidesBefore
    .map((side) => ({ before: [side], after: sharing(side, sidesAfter) }))
    .filter((change) => change.after.length > 1)
  return [
    ...merges.map((change): Change => ({ is: 'merge', ...change, ...about })),
    ...splits.map((change): Change => ({ is: 'split', ...change, ...about })),
  ]
}

const sidesOf = (identifiers: Iterable<Identifier>): readonly Side[] =>
  [...groupedBy(identifiers, ({ profileId }) => profileId)].map(([profileId, members]) => ({
    profileId,
    names: members.map(({ name }) => name).toSorted(),
  }))

const evidenceOf = ({ pair: [one, other], record }: Edge) => ({
  kinds: [kindOfName(one), kindOfName(other)] as const,
  record,
})
