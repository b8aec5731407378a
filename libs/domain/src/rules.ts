/** How messages to customers of one marketplace are addressed and linked: part of `concord.yaml`. */
export interface MarketplaceRules {
  readonly id: string
  /** The Dotdigital account its customers are contacts of. */
  readonly account: string
  /** Customer ids that stand for guests, and so for nobody in particular. */
  readonly guestIds: readonly string[]
  /** Relay domains beside the known ones; a subdomain counts too, and `*` stands for any run of characters. */
  readonly proxyDomains: readonly string[]
  /** How many different e-mail addresses one customer id may show before it is no longer taken for a person. */
  readonly sharedIdLimit: number
  readonly links: LinkRules
}

/** How the customers of one marketplace are known: part of `concord.yaml`. */
export interface IdentityRules extends Pick<MarketplaceRules, 'id' | 'guestIds' | 'proxyDomains' | 'sharedIdLimit'> {
  /** The order's additional field that holds the shopper's address. */
  readonly emailField?: string | undefined
  /** The order's additional field that holds the shopper's loyalty number. */
  readonly loyaltyField?: string | undefined
  /** Marketplaces of one namespace take the same address for the same person. */
  readonly emailNamespace: string
  /** How many customer ids, loyalty numbers and addresses may be one person. */
  readonly clusterLimit: number
  /** How long a record waits for evidence until a person is told. */
  readonly waitForIdentityHours: number
}

/** Addresses with blanks, like `{orderId}`; `linkBlanks` tells which blanks each may have. */
export interface LinkRules extends ChannelLinks {
  readonly order: string
  /** Other templates for single channels, by channel code. */
  readonly channels: Readonly<Record<string, ChannelLinks>>
}

export interface ChannelLinks {
  readonly order?: string | undefined
  readonly product?: string | undefined
  /** A product's picture; where it is left out, the one that Mirakl names. */
  readonly image?: string | undefined
  /** Where a customer rates the purchase. */
  readonly review?: string | undefined
  /** What a relative media address is relative to. */
  readonly media?: string | undefined
}

export const purposes = ['transactional', 'marketing'] as const
export type Purpose = (typeof purposes)[number]

/** What the gate is asked for: `profile` is data fields and records, which no trigger carries. */
export const gatePurposes = ['profile', ...purposes] as const
export type GatePurpose = (typeof gatePurposes)[number]

/** One trigger of an account: what it is for, how old it may be, and the channel that carries it. */
export interface TriggerRule {
  readonly purpose: Purpose
  /** Older occurrences are withheld as too late. */
  readonly maxAgeHours: number
  /** Marketing waits until the order has been read again where its last reading is older. */
  readonly freshnessMinutes?: number | undefined
  readonly channel: TriggerChannel
  /** A list of the account: whoever left it gets no marketing from this trigger. */
  readonly list?: number | undefined
  /** A preference of the account: whoever did not choose it gets no marketing from this trigger. */
  readonly preference?: number | undefined
}

export type TriggerChannel =
  /** A triggered campaign by locale, `default` for the others. */
  | { readonly campaigns: Readonly<Record<string, number>> }
  /** A program, whose enrolments are pooled: 20 calls an hour, 25 contacts a call. */
  | { readonly program: number }
  /** A list the contact is added to. */
  | { readonly listEntry: number }
  /** A type of event of the account. */
  | { readonly event: string }

export interface AccountRules {
  readonly id: string
  /** How a customer Dotdigital does not know is created: never as a subscriber. */
  readonly newContacts: 'unsubscribed' | 'never'
  readonly collections: { readonly orders: string; readonly sellers: string }
  readonly triggers: Readonly<Record<string, TriggerRule>>
  /** Days after a dispute in which nobody is solicited. */
  readonly coolDownDays: number
  /** Days after which an open dispute is an exception; 60 where nothing is said. */
  readonly disputeLimitDays?: number | undefined
  readonly batch: BatchRules
}

/** A batch leaves when it is full or its oldest item has waited long enough. */
export interface BatchRules {
  readonly maxItems: number
  readonly maxAgeSeconds: number
  /** Dotdigital asks for 5 to 30. */
  readonly reportsEverySeconds: number
}
