import {
  type ConsentFact,
  type ConsentScope,
  explainTrigger,
  type Instant,
  type Language,
  type Purpose,
  purposes,
} from '@concord/domain'
import { consentOf, type ConsentReason, reasonFor } from './decide.js'
import type { Statement } from './evidence-ports.js'
import type { Customer, KnownFact, LastRead } from './ports.js'

/** What consent says of one customer, with what it rests on; no address is in it, nor the hash of one. */
export interface ConsentAnswer {
  readonly account: string
  /** Absent where the address alone is known. */
  readonly profileId?: string | undefined
  readonly purposes: Readonly<Record<Purpose, PurposeAnswer>>
  readonly facts: readonly ShownFact[]
  /** All that was said in marketplaces, the last of it first. */
  readonly statements: readonly ShownStatement[]
  /** When Dotdigital was last read to the end. */
  readonly readAt?: Instant | undefined
  readonly ageSeconds?: number | undefined
}

interface PurposeAnswer {
  readonly isAllowed: boolean
  readonly reason: ConsentReason
  readonly sentence: string
}

interface ShownFact {
  readonly scope: 'email' | ConsentScope
  /** Whether it is of the address written to, or of another one of the same person. */
  readonly address: 'main' | 'other'
  readonly status: ConsentFact['status']
  readonly source: ConsentFact['source']
  readonly learnedAt: Instant
  readonly ageSeconds: number
  readonly since?: Instant | undefined
  readonly isOurs?: boolean | undefined
  /** What the person said, where the status tells what became of the address since. */
  readonly will?: ConsentFact['status'] | undefined
}

/** What was agreed to or refused, without what tells whereabouts: IP and user agent stay sealed. */
interface ShownStatement {
  readonly marketplace: string
  readonly address: ShownFact['address']
  readonly isGranted: boolean
  readonly saidAt: Instant
  readonly text?: string | undefined
  readonly url?: string | undefined
}

export interface Question {
  readonly account: string
  readonly customer: Pick<Customer, 'address'> & { readonly profileId?: string | undefined }
  readonly known: readonly KnownFact[]
  readonly statements: readonly Statement[]
  readonly last: LastRead | undefined
  readonly tooOldMinutes: number
  readonly language: Language
  readonly now: Date
}

export const answerOf = (question: Question): ConsentAnswer => {
  const { account, customer, known, last, now } = question
  const { address } = customer
  const fact = consentOf(known, { address, scopes: [], readAt: last?.readAt ?? now.toISOString() })
  const ageSeconds = last && secondsSince(last.readAt, now)
  return {
    account,
    profileId: customer.profileId,
    purposes: Object.fromEntries(
      purposes.map((purpose) => [purpose, purposeAnswer(question, purpose, fact)]),
    ) as ConsentAnswer['purposes'],
    facts: known.filter(isFact).map((one) => shown(one, address, now)),
    statements: question.statements.map((one) => shownStatement(one, address)),
    readAt: last?.readAt,
    ageSeconds,
  }
}

const purposeAnswer = ({ last, tooOldMinutes, language, now }: Question, purpose: Purpose, fact: ConsentFact) => {
  const isFresh = last !== undefined && secondsSince(last.readAt, now) < tooOldMinutes * 60
  const reason = reasonFor(purpose, fact, isFresh)
  return { isAllowed: reason === 'nothing-against-it', reason, sentence: sentenceOf(reason, language) }
}

/** That an address was passed on while nothing was known of it is no fact about it. */
const isFact = ({ fact }: KnownFact): boolean => fact.status !== 'unknown' || fact.since !== undefined

const shown = ({ addressHash, scope, fact }: KnownFact, address: string | undefined, now: Date): ShownFact => ({
  scope: scope ?? 'email',
  address: addressHash === address ? 'main' : 'other',
  status: fact.status,
  source: fact.source,
  learnedAt: fact.learnedAt,
  ageSeconds: secondsSince(fact.learnedAt, now),
  since: fact.since,
  isOurs: fact.isOurs,
  will: fact.will,
})

const shownStatement = (
  { addressHash, marketplace, saidAt, evidence: { isGranted, text, url } }: Statement,
  address: string | undefined,
): ShownStatement => {
  return { marketplace, address: addressHash === address ? 'main' : 'other', isGranted, saidAt, text, url }
}

const secondsSince = (at: Instant, now: Date): number => Math.round((now.getTime() - Date.parse(at)) / 1_000)

const nothingAgainstIt: Readonly<Record<Language, string>> = {
  en: 'Nothing that Dotdigital said stands against it.',
  fr: 'Rien de ce que Dotdigital a indiqué ne s’y oppose.',
  de: 'Nichts, was Dotdigital gesagt hat, spricht dagegen.',
  es: 'Nada de lo que ha indicado Dotdigital lo impide.',
}

const sentenceOf = (reason: ConsentReason, language: Language): string => {
  if (reason === 'nothing-against-it') return nothingAgainstIt[language]
  const outcome =
    reason === 'consent-unread' ? ({ state: 'waiting', reason } as const) : ({ state: 'withheld', reason } as const)
  return explainTrigger(outcome, language).sentence
}
