/** What an account holds beside contacts, insight data and programs. */

export interface StoredList {
  readonly id: number
  readonly name: string
  readonly visibility: 'Private' | 'Public'
}

/** Where a contact on a list does not simply stand on it as in the account. */
export interface ListStanding {
  readonly listId: number
  readonly contactId: number
  /** `subscribed` ends what was before. */
  readonly status: 'subscribed' | 'suppressed' | 'pending'
  readonly at: string
}

export interface StoredPreference {
  readonly id: number
  readonly publicName: string
  readonly privateName: string
  readonly isPreference: boolean
  /** Sorts it among its neighbours. */
  readonly order: number
  readonly isPublic: boolean
  /** 0: in none. */
  readonly categoryId: number
  readonly created: string
  readonly lastModified: string
}

export interface StoredOptIn {
  readonly contactId: number
  readonly preferenceId: number
  readonly isOptedIn: boolean
  readonly at: string
}

/** A resubscription that waits for the person's answer; `listId` where it is one to a list only. */
export interface StoredChallenge {
  readonly contactId: number
  readonly listId?: number | undefined
  readonly preferredLocale?: string | undefined
  readonly returnUrl?: string | undefined
  readonly at: string
}

/** Work that is accepted at once and done later. */
export interface AsyncJob {
  readonly id: string
  readonly acceptedAt: string
  readonly dueAt: string
  readonly work: AsyncWork
  /** Once it is done. */
  readonly summary?: { readonly processed: number; readonly isFailed?: boolean | undefined } | undefined
}

export type AsyncWork =
  | { readonly kind: 'remove-from-list'; readonly listId: number; readonly contactIds?: readonly number[] | undefined }
  | { readonly kind: 'empty-collection'; readonly collection: string; readonly ownerContactId?: number | undefined }
  | { readonly kind: 'delete-collection'; readonly collection: string }
  | { readonly kind: 'import-events'; readonly events: readonly unknown[] }
  | { readonly kind: 'send-campaign'; readonly send: CampaignSend }

export interface CampaignSend {
  readonly campaignId: number
  readonly contactIds: readonly number[] | null
  readonly addressBookIds: readonly number[] | null
  readonly sendDate: string
}

/** Where message events are posted to (webhook-api of developer.dotdigital.com). */
export interface StoredWebhook {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly secret?: string | undefined
  readonly subscriptions: readonly WebhookSubscription[]
  readonly batch: boolean
  readonly maxBatchSize: number
  readonly batchTimeout: number
  readonly createdOn: string
  readonly updatedOn: string
  /** Counts its changes. */
  readonly version: number
  readonly isDeleted: boolean
}

export interface WebhookSubscription {
  readonly type: string
  readonly filters: readonly { readonly name: string; readonly value: string }[]
}

/** A message Dotdigital accepted, and so would have sent. */
export interface SentMessage {
  readonly id: string
  readonly kind: 'triggered-campaign' | 'campaign' | 'email' | 'sms' | 'challenge' | 'confirmation'
  /** E-mail addresses, or telephone numbers. */
  readonly to: readonly string[]
  /** Of a campaign, triggered or not. */
  readonly campaignId?: number | undefined
  /** What is in it, where no campaign says that. */
  readonly content?: MessageContent | undefined
  readonly cc?: readonly string[] | undefined
  readonly bcc?: readonly string[] | undefined
  readonly from?: string | undefined
  /** Names of what is attached. */
  readonly attachments?: readonly string[] | undefined
  readonly personalization: Readonly<Record<string, string>>
  readonly metadata?: unknown
  readonly at: string
}

export interface MessageContent {
  readonly subject?: string | undefined
  readonly text?: string | undefined
  readonly html?: string | undefined
}
