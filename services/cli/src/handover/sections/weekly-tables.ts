import { type ExceptionType, type Owner, ownerOfException, owners, triggerNames } from '@concord/domain'
import { type Block, paragraph, table } from '../document.js'
import type { Facts, PeriodFigures } from '../facts.js'
import { countOf, sum } from '../state.js'
import type { Voice } from '../voice.js'

/** A line for each event that is configured, or of which something was heard. */
export const messagesTable = ({ books, config }: Facts, figures: PeriodFigures, voice: Voice): Block => {
  const standing = books.triggers.shares
  const configured = Object.values(config.accounts).flatMap(({ triggers }) => Object.keys(triggers))
  const seen = new Set([...configured, ...figures.triggers.map(({ trigger }) => trigger)])
  const names = [...triggerNames.filter((name) => seen.has(name)), ...laterThan(seen)]
  return table(
    voice.texts.weekly.messagesHead,
    names.map((name) => {
      const told = figures.triggers.filter(({ trigger }) => trigger === name)
      const waiting = standing.filter(({ trigger }) => trigger === name)
      const counts = [countOf(told, 'sent'), countOf(told, 'withheld'), countOf(waiting, 'waiting')]
      return [voice.event(name), ...[...counts, countOf(told, 'unknown')].map((count) => voice.number(count))]
    }),
    [40, 15, 15, 15, 15],
  )
}

const laterThan = (seen: ReadonlySet<string>): readonly string[] =>
  [...seen].filter((name) => !triggerNames.some((known) => known === name))

/** Every reason for which something did not go out in the period, or waits now, the most frequent first. */
export const reasonsBlock = ({ books }: Facts, { triggers }: PeriodFigures, voice: Voice): Block => {
  const { weekly } = voice.texts
  const kept = [
    ...triggers.filter(({ state }) => state === 'withheld' || state === 'unknown'),
    ...books.triggers.shares.filter(({ state }) => state === 'waiting'),
  ].toSorted((left, right) => right.count - left.count)
  if (kept.length === 0) return paragraph(weekly.noReasons)
  return table(
    weekly.reasonsHead,
    kept.map((share) => [voice.event(share.trigger), voice.messageReason(share), voice.number(share.count)]),
    [28, 57, 15],
  )
}

/** Whose open exceptions there are, and how old they are. */
export const agesTable = ({ exceptions }: PeriodFigures, voice: Voice): Block => {
  const rowOf = (owner: Owner): readonly string[] => {
    const theirs = exceptions.filter(({ type }) => ownerOfException(type as ExceptionType) === owner)
    const [oldest] = theirs.flatMap(({ oldestOpenedAt }) => oldestOpenedAt ?? []).toSorted()
    return [
      voice.texts.words.owners[owner],
      voice.number(sum(theirs.map(({ open }) => open))),
      voice.number(sum(theirs.map(({ older }) => older))),
      oldest === undefined ? '–' : voice.moment(oldest),
    ]
  }
  const people = owners.filter((owner) => owner !== 'concord')
  return table(voice.texts.weekly.agesHead, people.map(rowOf), [30, 15, 25, 30])
}
