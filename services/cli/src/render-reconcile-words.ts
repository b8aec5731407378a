import type { Accepted, DifferenceState, Reconciliation, Repaired } from './answers-reconcile.js'
import { tableOf } from './render.js'

/** As people call whoever is at the edge. */
export const edgeNameOf = (edge: string): string => (edge === 'marketplace' ? 'Mirakl' : 'Dotdigital')

export const stateWords: Readonly<Record<DifferenceState, string>> = {
  ...{ open: 'open', mending: 'being mended', refused: 'refused', mended: 'mended', accepted: 'accepted' },
}

type Counted = Pick<Reconciliation, 'parts' | 'standings'>

export const foundOf = ({ parts }: Counted): number => parts.reduce((sum, { found }) => sum + found, 0)

/** How many differences are neither mended nor accepted; what is forgotten by now may be any of them. */
export const leftOf = (seen: Counted): number => foundOf(seen) - countOf(seen, 'mended') - countOf(seen, 'accepted')

const countOf = ({ standings }: Counted, wanted: DifferenceState, isRepairable?: boolean): number =>
  standings
    .filter((one) => one.state === wanted && (isRepairable ?? one.isRepairable) === one.isRepairable)
    .reduce((sum, { count }) => sum + count, 0)

/** What a run comes to, and what is to be done about it. */
export const sentenceOf = (seen: Reconciliation): string => {
  const { run } = seen
  if (run.state === 'failed') return 'It failed where the table says so; mend that, and run it again.'
  if (run.state === 'running') return `It still runs: concord reconcile show ${run.id}`
  const over = ['mended', 'accepted'] as const
  const settled = over.flatMap((state) => (countOf(seen, state) === 0 ? [] : [`${countOf(seen, state)} ${state}`]))
  const left = leftOf(seen)
  if (left === 0) return settled.length === 0 ? 'Nothing differs.' : `Nothing is left to do: ${settled.join(', ')}.`
  const beside = settled.length === 0 ? '' : ` (besides ${settled.join(', ')})`
  return `${left} ${left === 1 ? 'differs' : 'differ'}${beside}. ${whatToDo(seen)}`
}

const whatToDo = (seen: Reconciliation): string => {
  const { run } = seen
  const open = countOf(seen, 'open', true)
  const [mending, refused, beyond] = [countOf(seen, 'mending'), countOf(seen, 'refused'), countOf(seen, 'open', false)]
  const hopeless = refused + beyond
  const were = `${refused === 0 ? beyond : refused} ${refused === 0 ? 'cannot be' : 'were refused'}`
  const more = refused > 0 && beyond > 0 ? `, ${beyond} cannot be` : ''
  return [
    ...(open === 0 ? [] : [`${open} can be mended: concord reconcile repair ${run.id} --all --dry-run`]),
    ...(mending === 0 ? [] : [`${mending} being mended: run concord reconcile again to see that they are.`]),
    ...(hopeless === 0
      ? []
      : [
          `${open === 0 ? '0 can be mended; ' : ''}${were}${more}: see why, mend the cause, or accept them ` +
            `(concord reconcile accept ${run.id} --difference <ids> --reason <text>).`,
        ]),
  ].join('\n')
}

/** What was mended, or would be, and what was not and why. */
export const repairedTable = ({ repairs, refused }: Repaired, isDryRun: boolean, columns: number): string => {
  const table = tableOf(
    ['difference', 'why not'],
    refused.map(({ id, why }) => [id, why]),
    columns,
  )
  const sentence = isDryRun
    ? `${repairs} would be mended; nothing was done.`
    : `${repairs} are being mended. Run concord reconcile again to see that nothing differs.`
  return `${refused.length === 0 ? '' : `${table}\n\n`}${sentence}\n`
}

export const acceptedWords = ({ accepted }: Accepted, isDryRun: boolean): string => {
  if (isDryRun) return `${accepted} would be accepted; nothing was done.\n`
  return accepted === 0
    ? 'None was left to accept.\n'
    : `${accepted} accepted: shown in later runs too, and counted no more until the record differs in another way.\n`
}
