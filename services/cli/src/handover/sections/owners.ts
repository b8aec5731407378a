import { type ExceptionType, exceptionTypes, ownerOfException, owners } from '@concord/domain'
import { paragraph, type Section, table } from '../document.js'
import type { PeriodFigures } from '../facts.js'
import type { Voice } from '../voice.js'

/** Who owns which exception, what to do about it, and how many there were. */
export const ownersSection = (figures: PeriodFigures | undefined, voice: Voice): Section => {
  const { owners: texts } = voice.texts
  return {
    title: texts.title,
    blocks: [
      paragraph(`${texts.intro} ${texts.blanks}`),
      ...(figures === undefined ? [paragraph(texts.notCounted)] : []),
      table(
        texts.head,
        byOwner.map((type) => rowOf(type, figures, voice)),
        [32, 14, 30, 8, 8, 8],
      ),
    ],
  }
}

const byOwner = exceptionTypes.toSorted(
  (left, right) => owners.indexOf(ownerOfException(left)) - owners.indexOf(ownerOfException(right)),
)

const rowOf = (type: ExceptionType, figures: PeriodFigures | undefined, voice: Voice): readonly string[] => {
  const { sentence, nextStep } = voice.exception(type)
  return [
    `${sentence}\n${type}`,
    voice.texts.words.owners[ownerOfException(type)],
    nextStep,
    ...countsOf(type, figures).map((count) => (count === undefined ? '–' : voice.number(count))),
  ]
}

const countsOf = (type: ExceptionType, figures: PeriodFigures | undefined): readonly (number | undefined)[] => {
  if (figures === undefined) return [undefined, undefined, undefined]
  const { opened, resolved, open } = figures.exceptions.find((one) => one.type === type) ?? none
  return [opened, resolved, open]
}

const none = { opened: 0, resolved: 0, open: 0 }
