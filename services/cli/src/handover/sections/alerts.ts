import { alertKinds, type AlertType, alertTypes, explainAlert } from '@concord/domain'
import { paragraph, type Section, table } from '../document.js'
import type { Voice } from '../voice.js'

/** How to read each alert there is. */
export const alertsSection = (openNow: readonly string[] | undefined, voice: Voice): Section => {
  const { alerts } = voice.texts
  const openOf = (type: AlertType) =>
    openNow === undefined ? '–' : voice.number(openNow.filter((one) => one === type).length)
  return {
    title: alerts.title,
    blocks: [
      ...alerts.intro.map(paragraph),
      paragraph(openNow === undefined ? alerts.notAvailable : alerts.openNow(voice.number(openNow.length))),
      table(
        [...alerts.head, alerts.open],
        alertTypes.map((type) => [...rowOf(type, voice), openOf(type)]),
        [37, 11, 14, 30, 8],
      ),
    ],
  }
}

const rowOf = (type: AlertType, { language, texts: { alerts, common, words } }: Voice): readonly string[] => {
  const { sentence, nextStep } = explainAlert(type, {}, language)
  const { owner, severity } = alertKinds[type]
  return [
    sentence.replaceAll(/\{(\w+)\}/g, (_blank, name: string) => wordFor(name, words.blanks) ?? common.blank),
    words.severities[severity],
    type === 'exceptions' ? alerts.ownerOfEach : words.owners[owner],
    nextStep,
  ]
}

const wordFor = (name: string, blanks: Readonly<Record<string, string>>): string | undefined =>
  Object.hasOwn(blanks, name) ? `[${blanks[name] ?? ''}]` : undefined
