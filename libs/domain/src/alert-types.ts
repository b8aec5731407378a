import { explainException, type ExceptionType } from './exceptions.js'
import { englishAlerts } from './languages/alerts-en.js'
import { frenchAlerts } from './languages/alerts-fr.js'
import { germanAlerts } from './languages/alerts-de.js'
import { spanishAlerts } from './languages/alerts-es.js'
import type { AlertTelling, Telling } from './languages/catalogue.js'
import { filled, type Language } from './languages/languages.js'
import type { Owner } from './record.js'

export const severities = ['warning', 'critical'] as const
/** `critical` where customers, consent or the sight of it all are at stake now. */
export type Severity = (typeof severities)[number]

interface Kind {
  /** Of `exceptions` each has an owner of its own. */
  readonly owner: Owner
  readonly severity: Severity
  /** How long it must be seen without a break until somebody is told. */
  readonly holdSeconds: number
}

const minutes = 60

/** Everything that is watched for: a closed set. */
export const alertKinds = {
  'no-data': { owner: 'operations', severity: 'critical', holdSeconds: 5 * minutes },
  'circuit-open': { owner: 'operations', severity: 'critical', holdSeconds: 10 * minutes },
  'credentials-refused': { owner: 'operations', severity: 'critical', holdSeconds: 0 },
  'queue-unconsumed': { owner: 'operations', severity: 'critical', holdSeconds: 5 * minutes },
  'poll-late': { owner: 'operations', severity: 'critical', holdSeconds: 5 * minutes },
  'consent-old': { owner: 'operations', severity: 'critical', holdSeconds: 5 * minutes },
  'opt-outs-late': { owner: 'marketing', severity: 'critical', holdSeconds: 0 },
  'quota-low': { owner: 'operations', severity: 'warning', holdSeconds: 15 * minutes },
  'calls-waiting': { owner: 'operations', severity: 'warning', holdSeconds: 10 * minutes },
  'enrolments-waiting': { owner: 'marketing', severity: 'warning', holdSeconds: 15 * minutes },
  'queue-deep': { owner: 'operations', severity: 'warning', holdSeconds: 15 * minutes },
  'dead-letters': { owner: 'engineering', severity: 'warning', holdSeconds: 5 * minutes },
  'records-late': { owner: 'operations', severity: 'warning', holdSeconds: 15 * minutes },
  'orders-pending': { owner: 'operations', severity: 'warning', holdSeconds: 15 * minutes },
  'differences-found': { owner: 'operations', severity: 'warning', holdSeconds: 0 },
  'reconciliations-failed': { owner: 'operations', severity: 'warning', holdSeconds: 0 },
  'links-failing': { owner: 'operations', severity: 'warning', holdSeconds: 15 * minutes },
  exceptions: { owner: 'operations', severity: 'warning', holdSeconds: 5 * minutes },
  'value-unknown': { owner: 'engineering', severity: 'warning', holdSeconds: 0 },
  'certificate-expiring': { owner: 'operations', severity: 'warning', holdSeconds: 0 },
  'credential-expiring': { owner: 'operations', severity: 'warning', holdSeconds: 0 },
  'delivery-failing': { owner: 'operations', severity: 'critical', holdSeconds: 0 },
} as const satisfies Readonly<Record<string, Kind>>

/** Names its line under _Alerts_ in the runbook. */
export type AlertType = keyof typeof alertKinds

export const alertTypes = Object.keys(alertKinds) as readonly AlertType[]

/** What the blanks of a sentence are filled with, the same in every language. */
export type Blanks = Readonly<Record<string, string>>

/** What `since` is filled with where it never was; each language says that in a sentence of its own. */
export const neverSince = 'never'

const tellings: Readonly<Record<Language, Readonly<Record<AlertType, AlertTelling>>>> = {
  en: englishAlerts,
  fr: frenchAlerts,
  de: germanAlerts,
  es: spanishAlerts,
}

/** What a person reads of an alert; what to do about exceptions is what to do about each. */
export const explainAlert = (type: AlertType, blanks: Blanks, language: Language = 'en'): Telling => {
  const { sentence: usual, never, nextStep } = tellings[language][type]
  const sentence = never !== undefined && blanks['since'] === neverSince ? never : usual
  const exception = type === 'exceptions' ? blanks['exception'] : undefined
  return {
    sentence: filled(sentence, blanks),
    nextStep:
      exception === undefined ? nextStep : explainException(exception as ExceptionType, { key: '' }, language).nextStep,
  }
}
