import { contactWrite } from '@concord/domain'
import { differingFields, differingPlaces } from './compare-content.js'
import type {
  Expected,
  ExpectedContact,
  ExpectedRecord,
  Found,
  StandingContact,
  StandingRecord,
  Thing,
} from './comparison-port.js'

/** What the judgement of a record is about. */
export interface RecordCase {
  readonly what: 'order' | 'seller'
  readonly key: string
  /** Whose comparison it is: other records are others' to delete. */
  readonly marketplace: string
  readonly expected: Expected<ExpectedRecord>
  readonly standing: StandingRecord | undefined
}

const strange =
  'What stands there does not show that Concord wrote it; find out who did, and delete it there if nobody needs it.'

/** How the record in Dotdigital differs from the one that should stand; undefined where it does not, or is not judged. */
export const judgeRecord = ({ what, key, marketplace, expected, standing }: RecordCase): Found | undefined => {
  const thing = { what, key, contactId: standing?.contactId }
  if (expected.is === 'unsettled') return undefined
  if (expected.is === 'nowhere') return standing && extraRecord(thing, standing, marketplace)
  if (standing === undefined) return { ...thing, contactId: expected.contactId, kind: 'missing', ...mendable }
  const fields = [...differingPlaces(expected.json, standing.json, expected.lagging)]
  if (expected.contactId !== standing.contactId) return { ...thing, kind: 'wrong-contact', ...mendable, fields }
  if (fields.length === 0) return undefined
  return { ...thing, kind: isOlder(standing, expected) ? 'stale' : 'different', ...mendable, fields }
}

const mendable = { fields: [] as string[], isRepairable: true }

/** Another system may happen to use such a key, and only what Concord wrote is Concord's to delete. */
const extraRecord = (thing: Thing, { key, json }: StandingRecord, marketplace: string): Found => {
  const isOurs = json['marketplace'] === marketplace && key === `${marketplace}-${String(json['id'])}`
  return { ...thing, kind: 'extra', fields: [], isRepairable: isOurs, ...(isOurs ? {} : { detail: strange }) }
}

const isOlder = ({ updatedAt }: { readonly updatedAt?: string | undefined }, { seenAt }: { readonly seenAt: string }) =>
  updatedAt !== undefined && updatedAt < seenAt

export interface ContactCase {
  readonly contactId: number
  readonly expected: Expected<ExpectedContact>
  readonly standing: StandingContact | undefined
  /** Whether Concord made it, as unsubscribed. */
  readonly isOurs: boolean
  /** Whether contacts that stand for nobody are looked at as well. */
  readonly isEverything: boolean
}

const deleted =
  'Somebody deleted it in Dotdigital, and it stays so: the next order of theirs makes them a contact again, as unsubscribed.'
const subscribed = {
  none: 'Concord made it as unsubscribed, and Dotdigital shows neither an opt-in nor a consent record since; find out who subscribed them: unless they signed up themselves, unsubscribe them there.',
  'single-opt-in':
    'Concord made it as unsubscribed, and Dotdigital shows a single opt-in since, which whoever subscribes somebody may claim, but no consent record; find out where they signed up: unless they did so themselves, unsubscribe them there.',
}

/** How a contact in Dotdigital differs from what should stand, in Concord's own data fields and in its subscription. */
export const judgeContact = (one: ContactCase): readonly Found[] => {
  const { contactId, expected, standing, isOurs } = one
  const thing = { what: 'contact', key: String(contactId) } as const
  if (expected.is === 'standing' && (standing === undefined || standing.isGone)) {
    return [{ ...thing, kind: 'missing', fields: [], isRepairable: false, detail: deleted }]
  }
  if (standing === undefined || standing.isGone) return []
  const { consent, isSubscribed } = standing
  const found = fieldsFound(thing, one, standing)
  if (!isOurs || !isSubscribed || consent === 'proven') return found
  return [...found, { ...thing, kind: 'forbidden', fields: [], isRepairable: false, detail: subscribed[consent] }]
}

const fieldsFound = (
  thing: Thing,
  { expected, isEverything }: ContactCase,
  standing: StandingContact,
): readonly Found[] => {
  if (expected.is === 'standing') {
    const fields = [...differingFields(expected.fields, standing.fields)]
    if (fields.length === 0) return []
    return [{ ...thing, kind: isOlder(standing, expected) ? 'stale' : 'different', fields, isRepairable: true }]
  }
  if (expected.is !== 'nowhere' || !isEverything) return []
  const fields = differingFields(ofNobody, standing.fields).filter((name) => !isEmpty(standing.fields[name]))
  return fields.length === 0 ? [] : [{ ...thing, kind: 'extra', fields, isRepairable: true }]
}

/** What stays at a contact whose person has another one by now. */
const ofNobody = contactWrite({ orders: [], sellerOf: () => undefined }).fields

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === ''
