import { triggerSteps, waitingSteps } from './languages/exception-steps.js'
import { commonIn, filled, type Language } from './languages/languages.js'
import { orderExceptions } from './languages/order-exceptions.js'
import { explain, type Outcome, type recordReasons } from './reasons.js'
import type { Owner } from './record.js'
import { explainTrigger, type TriggerOutcome, type triggerReasons } from './trigger.js'

type NamesIn<Reasons> = {
  [State in keyof Reasons & string]: `${State}/${keyof Reasons[State] & string}`
}[keyof Reasons & string]

/** What stays as it is until a person acts; a wait that has a clock of its own is none until that has run out. */
const ofRecords = [
  'waiting/identity-overdue',
  'waiting/pipeline-fault',
  'waiting/rejected-by-dotdigital',
  'quarantined/invalid',
  'quarantined/shared-customer-id',
  'quarantined/oversized-identity',
] as const satisfies readonly NamesIn<typeof recordReasons>[]

/**
 * As for records; what is mended with the record itself (`waiting/record-held`), or with its order
 * (`waiting/dispute-overdue`), is an exception of that.
 */
const ofTriggers = [
  'waiting/links-unresolved',
  'waiting/not-mapped',
  'waiting/state-unknown',
  'withheld/too-late',
  'withheld/not-about-the-order',
  'withheld/refused-by-dotdigital',
  'unknown/answer-lost',
] as const satisfies readonly NamesIn<typeof triggerReasons>[]

const ofOrders = ['in-dispute/overdue'] as const

export type TriggerExceptionName = (typeof ofTriggers)[number]
export type OrderExceptionName = (typeof ofOrders)[number]

/** `<record, trigger or order>:<state>/<reason>`; what follows the colon names its line in the runbook. */
export type ExceptionType =
  `record:${(typeof ofRecords)[number]}` | `trigger:${TriggerExceptionName}` | `order:${OrderExceptionName}`

/** Everything a person must act on: a closed set. */
export const exceptionTypes: readonly ExceptionType[] = [
  ...ofRecords.map((name) => `record:${name}` as const),
  ...ofTriggers.map((name) => `trigger:${name}` as const),
  ...ofOrders.map((name) => `order:${name}` as const),
]

interface Standing {
  readonly state: string
  readonly reason: string
}

/** The exception that a standing is, or undefined where nobody has to act. */
export const exceptionTypeOf = (about: 'record' | 'trigger', { state, reason }: Standing): ExceptionType | undefined =>
  exceptionTypes.find((type) => type === `${about}:${state}/${reason}`)

/** What is to be done about a trigger that stands so; undefined where nobody has to do anything about it itself. */
export const triggerStepOf = ({ state, reason }: Standing, language: Language = 'en'): string | undefined => {
  const name = `${state}/${reason}`
  const exception = ofTriggers.find((one) => one === name)
  return (exception ? triggerSteps[exception] : waitingSteps[name])?.[language]
}

interface ExceptionTelling {
  readonly owner: Owner
  readonly sentence: string
  readonly nextStep: string
}

/** What a person reads of an exception, and whose it is. */
export const explainException = (
  type: ExceptionType,
  { key, detail }: { readonly key: string; readonly detail?: string | undefined },
  language: Language = 'en',
): ExceptionTelling => {
  const [about, name = ''] = type.split(':')
  const [state, reason] = name.split('/')
  if (about === 'record') return explain({ state, reason, detail } as Outcome, key, language)
  if (about === 'order') return explainOrder(name as OrderExceptionName, { key, detail }, language)
  const nextStep = triggerSteps[name as TriggerExceptionName][language]
  return { ...explainTrigger({ state, reason, detail } as TriggerOutcome, language), nextStep }
}

const explainOrder = (
  name: OrderExceptionName,
  { key, detail }: { readonly key: string; readonly detail?: string | undefined },
  language: Language,
): ExceptionTelling => {
  const { owner, tellings } = orderExceptions[name]
  const { sentence, nextStep } = tellings[language]
  return { owner, nextStep, sentence: filled(sentence, { key, detail: detail ?? commonIn(language).noDetail }) }
}

export const ownerOfException = (type: ExceptionType): Owner => explainException(type, { key: '' }).owner
