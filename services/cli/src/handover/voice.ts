import {
  type ExceptionType,
  explain,
  explainException,
  explainTrigger,
  type Language,
  type Outcome,
  type TriggerName,
  type TriggerOutcome,
} from '@concord/domain'
import { textsIn } from './texts/index.js'
import type { Texts } from './texts/texts.js'

interface Standing {
  readonly state: string
  readonly reason: string
}

/** One language: its texts, and how it writes numbers, times and reasons. */
export interface Voice {
  readonly language: Language
  readonly texts: Texts
  readonly number: (value: number) => string
  /** A date and a time, UTC. */
  readonly moment: (instant: string) => string
  /** As whole days, hours, minutes or seconds, whichever reads best. */
  readonly duration: (seconds: number) => string
  readonly yesOrNo: (isSo: boolean) => string
  /** What a standing means, with a blank for what each case tells. */
  readonly recordReason: (standing: Standing) => string
  readonly messageReason: (standing: Standing) => string
  readonly exception: (type: ExceptionType) => { readonly sentence: string; readonly nextStep: string }
  /** The plain name of an event; one of a later version is named as it is. */
  readonly event: (trigger: string) => string
}

const locales: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR', de: 'de-DE', es: 'es-ES' }

export const voiceIn = (language: Language): Voice => {
  const texts = textsIn[language]
  const { blank, yes, no } = texts.common
  const numbers = new Intl.NumberFormat(locales[language])
  const moments = new Intl.DateTimeFormat(locales[language], {
    ...{ dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' },
  })
  return {
    ...{ language, texts },
    number: (value) => numbers.format(value),
    moment: (instant) => moments.format(new Date(instant)),
    duration: (seconds) => durationIn(locales[language], seconds),
    yesOrNo: (isSo) => (isSo ? yes : no),
    recordReason: (standing) => explain({ ...standing, detail: blank } as Outcome, blank, language).sentence,
    messageReason: (standing) => explainTrigger({ ...standing, detail: blank } as TriggerOutcome, language).sentence,
    exception: (type) => explainException(type, { key: blank, detail: blank }, language),
    event: (trigger) => {
      const { triggers } = texts.words
      return Object.hasOwn(triggers, trigger) ? triggers[trigger as TriggerName].name : trigger
    },
  }
}

const units = [
  { unit: 'day', seconds: 86_400, from: 3 },
  { unit: 'hour', seconds: 3_600, from: 2 },
  { unit: 'minute', seconds: 60, from: 2 },
] as const

/** Days only where they are whole, so that nothing that was configured is rounded. */
const durationIn = (locale: string, seconds: number): string => {
  const { unit, seconds: each } = units.find(
    (one) => seconds >= one.seconds * one.from && (one.unit !== 'day' || seconds % one.seconds === 0),
  ) ?? { unit: 'second' as const, seconds: 1 }
  return new Intl.NumberFormat(locale, {
    ...{ style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 },
  }).format(seconds / each)
}
