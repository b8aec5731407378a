import { pairKey } from '../memory/account-state.js'
import { contentFault, identifierFault, type WriteFault } from './contact-faults.js'
import { type ContactRequest, emailOf } from './contact-requests.js'
import { mergeFields, type MergeOption } from './data-field-rules.js'
import { keptValue } from './identifiers.js'
import type { Fact } from '../memory/state.js'
import { type Asked, firstStatus, isSuppressed, nextStatus } from '../subscriptions/status-rules.js'
import type { Store } from '../memory/store.js'
import { askPerson } from '../subscriptions/subscribing.js'
import type { EmailStatus, StoredContact } from '../memory/world.js'

export type { WriteFault } from './contact-faults.js'
export { findContact } from './contact-finding.js'

export interface Writing {
  readonly mergeOption: MergeOption
  /** Whether data fields, identifiers, lists and preferences that are left out go. */
  readonly isReplacing?: boolean | undefined
}

/** Writes a contact over `before` (undefined: a new one) and asks the person what must be asked; or tells why not. */
export const writeContact = (
  store: Store,
  before: StoredContact | undefined,
  request: ContactRequest,
  writing: Writing,
): StoredContact | WriteFault => {
  const given = givenIdentifiers(request)
  const identifiers = writing.isReplacing === true ? given : { ...before?.identifiers, ...given }
  const fault =
    identifierFault(store.state, before, { given, after: identifiers }) ?? contentFault(store.state, request)
  if (fault !== undefined) return fault
  const asked = askedOf(store, request)
  const emailStatus = statusAfter(before, identifiers, asked)
  const contact = { ...merged(store, before, request, writing), identifiers, ...standing(store, before, emailStatus) }
  store.record({ fact: 'contact', contact }, ...optInFacts(store, contact, request, writing))
  askPerson(store, { before, contact, asked, options: emailOf(request).resubscribeOptions })
  return contact
}

export const isFault = (result: StoredContact | WriteFault): result is WriteFault => 'fault' in result

/** `contactId` only ever matches: it cannot be given. */
const givenIdentifiers = ({ identifiers = {} }: ContactRequest): Record<string, string> =>
  Object.fromEntries(
    Object.entries(identifiers).flatMap(([name, value]) =>
      name === 'contactId' ? [] : [[name, keptValue(name, value)]],
    ),
  )

const askedOf = ({ settings }: Store, request: ContactRequest): Asked => {
  const { status, optInType, resubscribeOptions } = emailOf(request)
  const { enforceDoubleOptIn, resubscribeDefault } = settings.now()
  return {
    status,
    optInType,
    isDoubleOptInEnforced: enforceDoubleOptIn,
    resubscribeWithNoChallenge: resubscribeOptions?.resubscribeWithNoChallenge ?? resubscribeDefault === 'no-challenge',
  }
}

/** A contact known by phone only has no e-mail subscription to begin with. */
const statusAfter = (
  before: StoredContact | undefined,
  identifiers: Readonly<Record<string, string>>,
  asked: Asked,
): EmailStatus => {
  if (before !== undefined)
    return nextStatus(before.emailStatus, { ...asked, optInType: asked.optInType ?? before.optInType })
  return identifiers['email'] === undefined ? 'noSubscription' : firstStatus(asked)
}

const standing = (store: Store, before: StoredContact | undefined, emailStatus: EmailStatus) => {
  if (emailStatus === before?.emailStatus) return { emailStatus }
  return { emailStatus, removedAt: isSuppressed(emailStatus) ? store.now().toISOString() : undefined }
}

/** A contact with nothing said of it yet. */
const blank = ({ state, settings, now }: Store): Omit<StoredContact, 'identifiers' | 'emailStatus'> => {
  const { mobileStatus } = settings.now()
  const at = now().toISOString()
  return {
    contactId: state.lastContactId + 1,
    ...plainMail,
    smsStatus: mobileStatus,
    whatsAppStatus: mobileStatus,
    dataFields: {},
    lists: [],
    createdAt: at,
    updatedAt: at,
  }
}

const plainMail = { emailType: 'Html', optInType: 'Unknown' }

/** All but identifiers and the e-mail status. */
const merged = (store: Store, before: StoredContact | undefined, request: ContactRequest, writing: Writing) => {
  const { mergeOption, isReplacing } = writing
  const old = before ?? blank(store)
  const base = isReplacing === true ? { ...old, ...plainMail, dataFields: {}, lists: [] } : old
  const { emailType = base.emailType, optInType = base.optInType } = emailOf(request)
  const { dataFields = {}, lists = [], consentRecords = [] } = request
  const at = store.now().toISOString()
  const consent = consentRecords.map((record) => ({ ...record, dateTimeCreated: at }))
  return {
    ...base,
    ...mobileChannels(old, request),
    emailType: pascal(emailType),
    optInType: pascal(optInType),
    dataFields: mergeFields(base.dataFields, dataFields, store.state.dataFields, mergeOption),
    lists: [...new Set([...base.lists, ...lists])],
    consentRecords: consent.length === 0 ? old.consentRecords : [...(old.consentRecords ?? []), ...consent],
    updatedAt: at,
  }
}

const mobileChannels = (
  before: Pick<StoredContact, 'smsStatus' | 'whatsAppStatus'>,
  { channelProperties: { sms, whatsApp } = {} }: ContactRequest,
) => {
  return { smsStatus: sms?.status ?? before.smsStatus, whatsAppStatus: whatsApp?.status ?? before.whatsAppStatus }
}

const optInFacts = (
  { state, now }: Store,
  { contactId }: StoredContact,
  { preferences = [] }: ContactRequest,
  { isReplacing }: Writing,
): readonly Fact[] => {
  const at = now().toISOString()
  const given = new Set(preferences.map(({ id }) => id))
  const gone = isReplacing === true ? [...state.preferences.keys()].filter((id) => !given.has(id)) : []
  const optIns = [...preferences, ...gone.map((id) => ({ id, isOptedIn: false }))]
  return optIns
    .filter(({ id, isOptedIn }) => (state.optIns.get(pairKey(contactId, id))?.isOptedIn ?? false) !== isOptedIn)
    .map(({ id, isOptedIn }) => ({ fact: 'opt-in', optIn: { contactId, preferenceId: id, isOptedIn, at } }))
}

const words: Readonly<Record<string, string>> = {
  plaintext: 'PlainText',
  html: 'Html',
  unknown: 'Unknown',
  single: 'Single',
  double: 'Double',
  verifieddouble: 'VerifiedDouble',
}

const pascal = (word: string): string => words[word.toLowerCase()] ?? word
