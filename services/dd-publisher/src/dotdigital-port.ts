import type { AccountRules, ConsentFact, ConsentScope, ContactFieldValues, InsightJson, Instant } from '@concord/domain'
import type { EffectKind } from './ports.js'

/** What an import's report says, in this service's words. */
export type Report =
  | { readonly state: 'running' }
  /** Nobody will ever report on it: repeat it. */
  | { readonly state: 'lost' }
  | { readonly state: 'finished'; readonly rejections: readonly RejectedItem[] }
  /** Refused as a whole. */
  | { readonly state: 'failed'; readonly detail: string }

export interface RejectedItem {
  readonly id: string
  /** Dotdigital's own code first, then what to do about it. */
  readonly detail: string
  /** Another contact has a record under this key. */
  readonly isElsewhere?: boolean
  /** Dotdigital knows no such contact. */
  readonly isContactGone?: boolean
}

/** What somebody agreed to in the marketplace, with all that Dotdigital wants to see of it. */
export interface Grant {
  readonly text: string
  readonly at: Instant
  readonly url: string
  readonly ip: string
  readonly userAgent: string
}

export type EnrolmentReport =
  | { readonly state: 'running' }
  | { readonly state: 'lost' }
  /** Contacts that were not enrolled, and why. */
  | { readonly state: 'finished'; readonly faults: ReadonlyMap<number, string> }

/** Something of the account that has one of Concord's names and is another thing. */
export interface Conflict {
  /** What cannot be written for it. */
  readonly holds: readonly EffectKind[]
  /** What was found, what is wanted, and how to mend it; without a full stop. */
  readonly detail: string
}

export interface CampaignSend {
  readonly email: string
  readonly campaignId: number
  readonly values: Readonly<Record<string, string>>
}

/** Something that happened to a contact's order. */
export interface EventSend {
  readonly contactId: number
  readonly type: string
  /** Of this occurrence alone. */
  readonly id: string
  readonly occurredAt: Instant
  readonly values: Readonly<Record<string, string>>
}

export type SendResult =
  { readonly is: 'accepted' } | { readonly is: 'refused'; readonly detail: string } | { readonly is: 'unknown' }

/**
 * One Dotdigital account, as this service needs it.
 *
 * Every call throws a TransientFailure when it may be repeated later. A send that may or may not have gone out throws
 * SendInDoubt instead, and is never repeated.
 */
export interface Platform {
  /** Makes sure that Concord's data fields and collections exist; answers those that cannot, since others took the name. */
  prepare(rules: AccountRules): Promise<readonly Conflict[]>
  /** The same, changing nothing. */
  conflicts(rules: AccountRules): Promise<readonly Conflict[]>
  /**
   * Creates a contact as `unsubscribed`, and as a subscriber only with what the person agreed to.
   * @returns `exists` where Dotdigital has the address, `refused` where it will not take it
   */
  createContact(
    email: string,
    grant?: Grant,
  ): Promise<
    | { readonly is: 'created'; readonly contactId: number }
    | { readonly is: 'exists' }
    | { readonly is: 'refused'; readonly detail: string }
  >
  /** Undefined where there is none, or one that is deleted. */
  findContact(email: string): Promise<number | undefined>
  /**
   * Gives a contact another address; its status stays.
   * @returns `taken` where another contact has it, `gone` where this one is deleted
   */
  changeEmail(
    contactId: number,
    email: string,
  ): Promise<
    | { readonly is: 'changed' }
    | { readonly is: 'taken' }
    | { readonly is: 'gone' }
    | { readonly is: 'refused'; readonly detail: string }
  >
  /** What may be said to a contact, read just now; which of the lists and preferences named it is out of. */
  readConsent(contactId: number, scopes: readonly ConsentScope[]): Promise<ConsentFact>
  importContacts(items: readonly { readonly contactId: number; readonly fields: ContactFieldValues }[]): Promise<string>
  importOrders(
    collection: string,
    items: readonly { readonly key: string; readonly contactId: number; readonly json: InsightJson }[],
  ): Promise<string>
  importSellers(
    collection: string,
    items: readonly { readonly key: string; readonly json: InsightJson }[],
  ): Promise<string>
  /** Deletes records of one contact, at most 5000; done as well where there were none. @returns keys not found there */
  deleteOrders(collection: string, contactId: number, keys: readonly string[]): Promise<readonly string[]>
  /** Rejections name contacts by their id as text, records by their key. */
  reportOf(kind: 'contact' | 'order' | 'seller', importId: string): Promise<Report>
  /** @throws SendInDoubt @throws WriteRefused where nothing was sent */
  sendCampaigns(sends: readonly CampaignSend[]): Promise<readonly SendResult[]>
  /** @throws SendInDoubt @throws WriteRefused where nothing was sent */
  sendEvents(events: readonly EventSend[]): Promise<void>
  /** Done as well where the contact is on it. @throws WriteRefused where it cannot be, or the contact is gone */
  addToList(contactId: number, list: number): Promise<void>
  /** @throws SendInDoubt @throws AllowanceUsedUp @throws WriteRefused where nobody was enrolled */
  enrol(programId: number, contactIds: readonly number[]): Promise<string>
  enrolmentReport(enrolmentId: string): Promise<EnrolmentReport>
}
