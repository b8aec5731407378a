import type { Language } from '@concord/domain'
import type { Changes } from './changes.js'
import type { Document } from './document.js'
import type { Facts } from './facts.js'
import { alertsSection } from './sections/alerts.js'
import { changesSection, spanOf } from './sections/changes.js'
import { glossarySection } from './sections/glossary.js'
import { homesSection } from './sections/homes.js'
import { ownersSection } from './sections/owners.js'
import { setupSection } from './sections/setup.js'
import { weeklySection } from './sections/weekly.js'
import { voiceIn } from './voice.js'

/** The hand-over in one language; `changes` is undefined where there is none before it. */
export const documentOf = (facts: Facts, changes: Changes | undefined, language: Language): Document => {
  const voice = voiceIn(language)
  const { cover } = voice.texts
  const { config, origin, period, figures, writtenAt, openAlerts } = facts
  return {
    ...{ language, title: cover.title, subtitle: cover.subtitle, about: cover.about },
    particulars: [
      [cover.written, `${voice.moment(writtenAt)} (UTC)`],
      [cover.period, spanOf(period, voice)],
      [cover.settings, origin.is === 'running' ? cover.running(voice.moment(origin.since)) : cover.inFile(origin.path)],
      [cover.marketplaces, Object.keys(config.marketplaces).join(', ')],
      [cover.accounts, Object.keys(config.accounts).join(', ')],
    ],
    ...{ contents: cover.contents, pageOf: cover.page },
    sections: [
      setupSection(config, voice),
      homesSection(config, voice),
      ownersSection(figures, voice),
      weeklySection(facts, voice),
      alertsSection(openAlerts, voice),
      changesSection(changes, period, voice),
      glossarySection(voice),
    ],
  }
}
