import { commonIn, filled, type Language, translations } from './languages/languages.js'
import type { Owner } from './record.js'

export const triggerStates = ['due', 'waiting', 'sent', 'withheld', 'unknown'] as const
/**
 * `due`: goes out as soon as its data stands in Dotdigital; `waiting`: a gate is closed and may open; `unknown`: the
 * process died between the call and its answer, so it is never blindly repeated.
 */
export type TriggerState = (typeof triggerStates)[number]

interface TriggerReason {
  readonly owner: Owner
  readonly sentence: string
}

/** Why a trigger is where it is: a closed set, each with a sentence for a marketing person. */
export const triggerReasons = {
  due: { data: { owner: 'concord', sentence: 'The data this message reads is on its way to Dotdigital.' } },
  waiting: {
    'in-dispute': {
      owner: 'cx',
      sentence: 'The order is in dispute, so nobody is asked for anything until it is over.',
    },
    'cooling-down': {
      owner: 'concord',
      sentence: 'The dispute ended a short while ago; soliciting starts again after the cool-down.',
    },
    'dispute-overdue': {
      owner: 'cx',
      sentence: 'The order has been in dispute for longer than it should be; somebody has to bring it to an end.',
    },
    'data-stale': {
      owner: 'concord',
      sentence: 'The order was last read from Mirakl too long ago for this message; it is read again first.',
    },
    'not-identified': { owner: 'cx', sentence: 'Nobody knows yet who the customer of the order is.' },
    'consent-unread': { owner: 'concord', sentence: 'Dotdigital could not be asked for consent just now.' },
    'record-held': { owner: 'operations', sentence: 'The data this message reads could not be written to Dotdigital.' },
    'links-unresolved': { owner: 'operations', sentence: 'A link of this message does not resolve: {detail}.' },
    quota: { owner: 'concord', sentence: 'The calls that Dotdigital allows are used up for now.' },
    'circuit-open': { owner: 'concord', sentence: 'Dotdigital is away; it is sent as soon as it answers again.' },
    'enrolment-allowance': { owner: 'concord', sentence: 'The hourly allowance of program enrolments is used up.' },
    'not-mapped': {
      owner: 'marketing',
      sentence: 'No campaign is configured for this language, and no default either.',
    },
    'state-unknown': {
      owner: 'operations',
      sentence: 'The order or its seller is in a state Concord does not know, which counts as not fine.',
    },
  },
  sent: { sent: { owner: 'concord', sentence: 'Dotdigital accepted it.' } },
  withheld: {
    history: { owner: 'concord', sentence: 'It had already happened when Concord first saw the order.' },
    overtaken: {
      owner: 'concord',
      sentence: 'A later step of the same order was seen at the same time; only the furthest is told.',
    },
    'too-late': { owner: 'operations', sentence: 'It is older than this message may be.' },
    unsubscribed: { owner: 'marketing', sentence: 'The customer has opted out of marketing.' },
    'not-subscribed': { owner: 'marketing', sentence: 'The customer has never subscribed to marketing.' },
    'opted-out-of-list': {
      owner: 'marketing',
      sentence: 'The customer has left the list, or has not chosen the preference, that this message belongs to.',
    },
    suppressed: { owner: 'marketing', sentence: 'The address is suppressed in Dotdigital.' },
    'hard-bounced': { owner: 'marketing', sentence: 'The address does not exist; mail to it bounced.' },
    complained: { owner: 'marketing', sentence: 'The customer reported a message as spam.' },
    blocked: { owner: 'marketing', sentence: 'Dotdigital blocks this address.' },
    'seller-suspended': {
      owner: 'marketing',
      sentence: 'The seller is suspended; solicitation naming it has stopped.',
    },
    'not-about-the-order': {
      owner: 'marketing',
      sentence: 'It asks for something instead of telling about the order, so it may not go out as transactional.',
    },
    'no-contact': { owner: 'marketing', sentence: 'The customer is no contact in Dotdigital.' },
    'already-in-program': { owner: 'marketing', sentence: 'The contact is already in this program.' },
    'refused-by-dotdigital': { owner: 'operations', sentence: 'Dotdigital refused it: {detail}.' },
    'not-applicable-any-more': { owner: 'concord', sentence: 'The order has moved on, so the message no longer fits.' },
  },
  unknown: {
    'answer-lost': {
      owner: 'operations',
      sentence: 'The process died or the line broke between the call and its answer; it may or may not have been sent.',
    },
  },
} as const satisfies Record<TriggerState, Record<string, TriggerReason>>

type TriggerReasonsOf<S extends TriggerState> = keyof (typeof triggerReasons)[S] & string

export type TriggerOutcome<S extends TriggerState = TriggerState> = S extends TriggerState
  ? { readonly state: S; readonly reason: TriggerReasonsOf<S>; readonly detail?: string | undefined }
  : never

/** The campaign for a locale like `fr_CA`: that of the locale, of its language (`fr`), or the default one. */
export const campaignFor = (campaigns: Readonly<Record<string, number>>, locale = ''): number | undefined => {
  const [language = ''] = locale.split(/[-_]/)
  return campaigns[locale] ?? campaigns[language] ?? campaigns['default']
}

/** The catalogue's sentence with its blank filled; a reason of a later version is named as it is. */
export const explainTrigger = (outcome: TriggerOutcome, language: Language = 'en'): TriggerReason => {
  const { state, reason, detail } = outcome
  const reasons: Readonly<Record<string, TriggerReason>> = triggerReasons[state]
  const common = commonIn(language)
  const translated: Readonly<Record<string, string>> = language === 'en' ? {} : translations[language].triggers[state]
  const sentence = translated[reason] ?? reasons[reason]?.sentence ?? common.unknownTrigger
  return {
    owner: reasons[reason]?.owner ?? 'engineering',
    sentence: filled(sentence, { reason, detail: detail ?? common.noDetail }),
  }
}
