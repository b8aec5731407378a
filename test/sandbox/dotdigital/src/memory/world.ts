import type { ImportRule } from '../jobs/import-outcomes.js'

export type { SentMessage } from './account.js'

/** The e-mail channel's status in Dotdigital's v3 words, like `unsubscribed` or `hardBounced`. */
export type EmailStatus = string

/** A contact the account starts with. Its data fields must be among the world's, or among those every account has. */
export interface SeedContact {
  readonly email: string
  readonly status: EmailStatus
  readonly dataFields?: DataFieldValues | undefined
  /** Default `Unknown`. */
  readonly optInType?: string | undefined
  readonly createdAt?: string | undefined
  /** When it was suppressed; default `createdAt`, for a suppressed one. */
  readonly removedAt?: string | undefined
  readonly lists?: readonly number[] | undefined
  /** Beside the address: `mobileNumber`, and custom ones of the world. */
  readonly identifiers?: Readonly<Record<string, string>> | undefined
}

/** What is configured beside contactId, email and mobileNumber. */
export interface CustomIdentifier {
  readonly name: string
  readonly created: string
  readonly updated: string
}

/** Who is in a segment is said by hand: the rules of its own that Dotdigital has are not part of any API. */
export interface SandboxSegment {
  readonly id: number
  /** Addresses. */
  readonly members: readonly string[]
}

export type DataFieldValues = Readonly<Record<string, string | number | boolean | null>>

export interface SandboxProgram {
  readonly id: number
  readonly name: string
  /** Default `Active`; only such a program takes contacts. */
  readonly status?: 'Draft' | 'Active' | 'Deactivated' | 'ReadOnly' | undefined
  /** Data fields its steps look at; such a field cannot be deleted. */
  readonly dataFields?: readonly string[] | undefined
  /** Custom identifiers its steps look at; such a one cannot be deleted. */
  readonly customIdentifiers?: readonly string[] | undefined
  /** A step that calls someone else's server for each contact taken in. */
  readonly webhook?: ProgramWebhook | undefined
}

/** The webhook node of the program builder: all that is sent is designed by whoever builds the program. */
export interface ProgramWebhook {
  readonly url: string
  readonly auth?:
    | { readonly kind: 'basic'; readonly user: string; readonly password: string }
    | { readonly kind: 'bearer'; readonly token: string }
    | { readonly kind: 'api-key'; readonly in: 'header' | 'query'; readonly name: string; readonly value: string }
    | undefined
  /** JSON; in its texts `@FIRSTNAME@` stands for the contact's data field of that name, `@EMAIL@` and `@CONTACTID@` too. */
  readonly body: unknown
}

export interface SandboxCampaign {
  readonly id: number
  readonly name: string
  /** Data fields its content uses; such a field cannot be deleted. */
  readonly dataFields?: readonly string[] | undefined
}

export interface SandboxList {
  readonly id: number
  readonly name: string
  /** Default `Private`. */
  readonly visibility?: 'Private' | 'Public' | undefined
}

/** A marketing preference, or a category of them. */
export interface SandboxPreference {
  readonly id: number
  readonly publicName: string
  /** Default `publicName`. */
  readonly privateName?: string | undefined
  /** Default true; a category is none. */
  readonly isPreference?: boolean | undefined
  /** Default 0: in none. */
  readonly categoryId?: number | undefined
}

export interface SandboxDataField {
  readonly name: string
  readonly type: 'String' | 'Numeric' | 'Date' | 'Boolean'
  readonly visibility?: 'Private' | 'Public' | undefined
  readonly defaultValue?: unknown
}

/** What the account holds at first; a journal that is not empty wins over it. */
export interface SandboxWorld {
  readonly contacts?: readonly SeedContact[] | undefined
  readonly programs?: readonly SandboxProgram[] | undefined
  readonly campaigns?: readonly SandboxCampaign[] | undefined
  readonly dataFields?: readonly SandboxDataField[] | undefined
  readonly lists?: readonly SandboxList[] | undefined
  readonly preferences?: readonly SandboxPreference[] | undefined
  readonly customIdentifiers?: readonly string[] | undefined
  readonly segments?: readonly SandboxSegment[] | undefined
  /** Addresses the account may send from; the first is its default. */
  readonly fromAddresses?: readonly string[] | undefined
}

export type MobileStatus = 'noSubscription' | 'subscribed' | 'unsubscribed' | 'suppressed'

export interface ConsentRecord {
  readonly text: string
  readonly dateTimeConsented: string
  readonly url: string
  readonly ipAddress: string
  readonly userAgent: string
}

export interface StoredConsent extends ConsentRecord {
  readonly dateTimeCreated: string
}

export interface StoredContact {
  readonly contactId: number
  /** email, mobileNumber and custom ones. */
  readonly identifiers: Readonly<Record<string, string>>
  readonly emailStatus: EmailStatus
  readonly emailType: string
  readonly optInType: string
  /** Of the text message channel, in v3's words; only told of contacts with a mobile number. */
  readonly smsStatus?: MobileStatus | undefined
  readonly whatsAppStatus?: MobileStatus | undefined
  readonly dataFields: DataFieldValues
  readonly lists: readonly number[]
  readonly consentRecords?: readonly StoredConsent[] | undefined
  readonly createdAt: string
  readonly updatedAt: string
  /** When it was last suppressed, for whatever reason. */
  readonly removedAt?: string | undefined
}

export interface StoredRecord {
  readonly key: string
  readonly json: Readonly<Record<string, unknown>>
  readonly ownerContactId?: number | undefined
  readonly created: string
  readonly updated: string
}

/** An enrolment; who is refused is settled when it is made, and told when it is finished. */
export interface StoredEnrolment {
  readonly id: string
  readonly programId: number
  readonly dateCreated: string
  readonly finishedAt: string
  readonly contacts: readonly number[]
  readonly enrolled: readonly number[]
  readonly faults: readonly { readonly contactId: number; readonly reason: 'Unsubcribed' | 'AlreadyInProgram' }[]
}

export interface ImportJob {
  readonly id: string
  readonly kind: 'contacts' | 'insight' | 'deletion'
  readonly acceptedAt: string
  readonly dueAt: string
  /** What was said by hand would become of it. */
  readonly rule?: ImportRule | undefined
  /** What is to be imported; undefined once it is done. */
  readonly body?: unknown
  readonly report?: unknown
}
