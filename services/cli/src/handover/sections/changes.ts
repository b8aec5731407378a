import { exceptionTypes, type Owner, owners } from '@concord/domain'
import type { Change, Changes } from '../changes.js'
import { type Block, heading, paragraph, type Section, table } from '../document.js'
import type { Period } from '../facts.js'
import { figureNames } from '../texts/words.js'
import type { Voice } from '../voice.js'

/** What changed since the hand-over before this one; undefined where there is none. */
export const changesSection = (changes: Changes | undefined, period: Period, voice: Voice): Section => {
  const { changes: texts } = voice.texts
  if (changes === undefined) return { title: texts.title, blocks: [paragraph(texts.first)] }
  return {
    title: texts.title,
    blocks: [
      paragraph(texts.since(voice.moment(changes.since.writtenAt))),
      heading(texts.settings),
      settingsBlock(changes, voice),
      heading(texts.owners),
      ownersBlock(changes, voice),
      heading(texts.figures),
      paragraph(texts.periods(spanOf(changes.since.period, voice), spanOf(period, voice))),
      figuresTable(changes, voice),
    ],
  }
}

export const spanOf = ({ from, to }: Period, { texts, moment }: Voice): string =>
  texts.cover.fromTo(moment(from), moment(to))

const settingsBlock = ({ settings }: Changes, { texts: { changes } }: Voice): Block => {
  if (settings.length === 0) return paragraph(changes.noSettings)
  const shown = (value: string | undefined) => value ?? changes.absent
  const rows = settings.map(({ name, before, now }) => [name, shown(before), shown(now)])
  return table(changes.settingHead, rows, [40, 30, 30])
}

const ownersBlock = ({ owners: changed }: Changes, { texts, exception }: Voice): Block => {
  if (changed.length === 0) return paragraph(texts.changes.noOwners)
  const shown = (value: string | undefined) =>
    owners.some((owner) => owner === value) ? texts.words.owners[value as Owner] : (value ?? texts.changes.absent)
  const rows = changed.map(({ name, before, now }) => {
    const type = exceptionTypes.find((one) => one === name)
    return [type === undefined ? name : exception(type).sentence, shown(before), shown(now)]
  })
  return table(texts.changes.ownerHead, rows, [50, 25, 25])
}

const figuresTable = ({ figures, sent }: Changes, voice: Voice): Block => {
  const { common, words, changes } = voice.texts
  const headlines = figureNames.map((name) => {
    const { before, now } = figures.find((one) => one.name === name) ?? {}
    return figureRow(words.figures[name], { before, now }, voice)
  })
  const messages = sent.map((one) =>
    figureRow(common.pair(words.figures.messagesSent, voice.event(one.name)), one, voice),
  )
  return table(changes.figureHead, [...headlines, ...messages], [46, 18, 18, 18])
}

const figureRow = (
  label: string,
  { before, now }: Pick<Change<number>, 'before' | 'now'>,
  { number }: Voice,
): readonly string[] => {
  const shown = (value: number | undefined) => (value === undefined ? '–' : number(value))
  const difference = before === undefined || now === undefined ? undefined : now - before
  const sign = difference !== undefined && difference > 0 ? '+' : ''
  return [label, shown(before), shown(now), `${sign}${shown(difference)}`]
}
