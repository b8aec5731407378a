import type { Catalogue, Common } from './catalogue.js'
import { german } from './de.js'
import { spanish } from './es.js'
import { french } from './fr.js'

export const languages = ['en', 'fr', 'de', 'es'] as const
/** Languages people read reasons in. English is beside the reasons themselves, in `reasons.ts` and `trigger.ts`. */
export type Language = (typeof languages)[number]

export const translations: Readonly<Record<Exclude<Language, 'en'>, Catalogue>> = {
  fr: french,
  de: german,
  es: spanish,
}

const english: Common = {
  noDetail: 'no detail was given',
  unknownRecord: { sentence: 'Record {key}: {reason}.', nextStep: 'Read the log.' },
  unknownTrigger: 'Reason {reason}.',
}

export const commonIn = (language: Language): Common => (language === 'en' ? english : translations[language].common)

/** Fills blanks as they are, even with what looks like a blank or a pattern. */
export const filled = (sentence: string, blanks: Readonly<Record<string, string>>): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (blank, name: string) => blanks[name] ?? blank)
