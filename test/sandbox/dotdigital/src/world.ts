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
}

export type DataFieldValues = Readonly<Record<string, string | number | boolean | null>>

export interface SandboxProgram {
  readonly id: number
  readonly name: string
  /** Default `Active`; only such a program takes contacts. */
  readonly status?: 'Draft' | 'Active' | 'Deactivated' | 'ReadOnly' | undefined
}

export interface SandboxCampaign {
  readonly id: number
  readonly name: string
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
}

export interface StoredContact {
  readonly contactId: number
  /** email, mobileNumber and custom ones. */
  readonly identifiers: Readonly<Record<string, string>>
  readonly emailStatus: EmailStatus
  readonly emailType: string
  readonly optInType: string
  readonly dataFields: DataFieldValues
  readonly lists: readonly number[]
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

/** A message Dotdigital accepted, and so would have sent. */
export interface SentMessage {
  readonly to: readonly string[]
  readonly campaignId: number
  readonly personalization: Readonly<Record<string, string>>
  readonly metadata?: unknown
  readonly at: string
}

export interface ImportJob {
  readonly id: string
  readonly kind: 'contacts' | 'insight'
  readonly acceptedAt: string
  readonly dueAt: string
  /** What is to be imported; undefined once it is done. */
  readonly body?: unknown
  readonly report?: unknown
}
