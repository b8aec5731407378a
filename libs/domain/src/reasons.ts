import type { Telling } from './languages/catalogue.js'
import { commonIn, filled, type Language, translations } from './languages/languages.js'
import type { Owner, RecordState } from './record.js'

interface Reason {
  readonly owner: Owner
  /** A sentence for a person; `{name}` is filled from the record. */
  readonly sentence: string
  readonly nextStep: string
}

/** Why a record is where it is: a closed set. */
export const recordReasons = {
  'in-flight': {
    'on-its-way': {
      owner: 'concord',
      sentence: 'Record {key} is on its way to Dotdigital.',
      nextStep: 'None: it is driven again if it is late.',
    },
  },
  waiting: {
    identity: {
      owner: 'cx',
      sentence: 'Record {key} has no address its customer can be reached at, only a missing or proxy e-mail.',
      nextStep:
        'None if a later order or a storefront sales order brings the address; otherwise configure which custom field holds it.',
    },
    'identity-overdue': {
      owner: 'cx',
      sentence:
        'Record {key} has waited for an address of its customer for longer than this marketplace allows ({detail}).',
      nextStep:
        'Ask the marketplace for the address and post a sales order with it, or dismiss the record; it goes on by itself when evidence comes.',
    },
    order: {
      owner: 'concord',
      sentence: 'Record {key} belongs to an order that has not been identified yet.',
      nextStep: 'None: it goes on when the order does.',
    },
    'pipeline-fault': {
      owner: 'engineering',
      sentence: 'Record {key} could not be processed and was set aside after its delivery limit.',
      nextStep: 'Read the dead letter, mend the fault, and replay the record.',
    },
    quota: {
      owner: 'concord',
      sentence: 'Record {key} waits because the calls or imports that Dotdigital allows are used up for now.',
      nextStep:
        'None: it goes on by itself. If it is often so, see who else uses the account, or ask for a larger quota.',
    },
    'circuit-open': {
      owner: 'concord',
      sentence: 'Record {key} waits because Dotdigital is away; one call is tried every few seconds.',
      nextStep: 'None: it goes on by itself when Dotdigital answers again.',
    },
    'rejected-by-dotdigital': {
      owner: 'operations',
      sentence: 'Dotdigital refused the data of record {key}: {detail}.',
      nextStep: 'Do what this says, or have it done; then replay the record.',
    },
  },
  delivered: {
    published: { owner: 'concord', sentence: 'Dotdigital holds record {key} in this version.', nextStep: 'None.' },
    stored: {
      owner: 'concord',
      sentence: 'Record {key} is part of its order; it has no record of its own in Dotdigital.',
      nextStep: 'None.',
    },
  },
  withheld: {
    'contacts-not-created': {
      owner: 'marketing',
      sentence: 'The customer of record {key} is not in Dotdigital, and the configuration says not to create contacts.',
      nextStep: 'None, or set newContacts to unsubscribed.',
    },
    'excluded-by-dotdigital': {
      owner: 'marketing',
      sentence: 'Dotdigital does not take the customer of record {key}: {detail}.',
      nextStep: 'None: the person or the platform has excluded this address.',
    },
  },
  superseded: {
    'newer-version': {
      owner: 'concord',
      sentence: 'A newer version of record {key} had already been applied.',
      nextStep: 'None.',
    },
  },
  ignored: {
    test: { owner: 'concord', sentence: 'Record {key} is a test order.', nextStep: 'None.' },
    'not-about-consent': {
      owner: 'concord',
      sentence: 'Record {key} tells what became of a message, and nothing of consent.',
      nextStep: 'None.',
    },
  },
  quarantined: {
    invalid: {
      owner: 'operations',
      sentence: 'Record {key} does not have the shape Mirakl documents: {detail}.',
      nextStep: 'Correct it at its source and post it again, or here as a copy: concord exceptions edit <id>.',
    },
    'shared-customer-id': {
      owner: 'operations',
      sentence:
        'The customer id of record {key} is used with too many different e-mail addresses to stand for one person.',
      nextStep: 'List the id under guestIds in concord.yaml, then replay the record.',
    },
    'oversized-identity': {
      owner: 'operations',
      sentence:
        'The evidence of record {key} would make one person of more customer ids and addresses than one person has ({detail}).',
      nextStep: 'Look which address or id is shared, take that evidence back, then replay the record.',
    },
  },
} as const satisfies Record<RecordState, Record<string, Reason>>

type ReasonsOf<S extends RecordState> = keyof (typeof recordReasons)[S] & string

/** A state with one of the reasons that exist for it. */
export type Outcome<S extends RecordState = RecordState> = S extends RecordState
  ? { readonly state: S; readonly reason: ReasonsOf<S>; readonly detail?: string | undefined }
  : never

const reasonOf = (outcome: Outcome): Reason | undefined => {
  const reasons: Readonly<Record<string, Reason>> = recordReasons[outcome.state]
  return reasons[outcome.reason]
}

export const ownerOf = (outcome: Outcome): Owner => reasonOf(outcome)?.owner ?? 'engineering'

/** The catalogue's sentence with its blanks filled; a reason of a later version is named as it is. */
export const explain = (
  outcome: Outcome,
  key: string,
  language: Language = 'en',
): { sentence: string; nextStep: string; owner: Owner } => {
  const common = commonIn(language)
  const { sentence, nextStep } = tellingIn(language, outcome) ?? reasonOf(outcome) ?? common.unknownRecord
  const blanks = { key, reason: outcome.reason, detail: outcome.detail ?? common.noDetail }
  return { sentence: filled(sentence, blanks), nextStep, owner: ownerOf(outcome) }
}

const tellingIn = (language: Language, { state, reason }: Outcome): Telling | undefined => {
  if (language === 'en') return undefined
  const tellings: Readonly<Record<string, Telling>> = translations[language].records[state]
  return tellings[reason]
}
