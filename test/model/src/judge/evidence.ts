/** One call of Concord's to a vendor, as the sandbox wrote it down. */
export interface Exchange {
  /** When it came in, in milliseconds of the machine's clock, as all instants here. */
  readonly at: number
  readonly method: string
  readonly path: string
  /** What was sent, as JSON; undefined where nothing was. */
  readonly asked: unknown
  readonly status: number
  readonly answer: unknown
}

/** What was done beside Concord. */
export type Act =
  /** Somebody opted out, or in, on a page of Dotdigital's; their contact may have another address later. */
  | {
      readonly at: number
      readonly is: 'chose'
      readonly contactId: number
      readonly email: string
      readonly status: string
    }
  /** The storefront's word on a checkout, which the gateway had accepted. */
  | {
      readonly at: number
      readonly is: 'told'
      readonly checkout: string
      readonly email: string
      readonly agreed: string
    }
  | { readonly at: number; readonly is: 'killed' }
  /** From then until then everything was read anew, and Concord had nothing left to do. */
  | { readonly at: number; readonly is: 'calm'; readonly until: number }

export interface Contact {
  readonly contactId: number
  readonly email: string
  readonly status: string
  readonly dataFields: Readonly<Record<string, unknown>>
  readonly lists: readonly number[]
}

/** What a Dotdigital account holds. */
export interface Account {
  readonly contacts: readonly Contact[]
  /** By collection, then key. */
  readonly records: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly dataFields: Readonly<Record<string, unknown>>
  /** Lists, preferences, campaigns and whatever else Concord never makes. */
  readonly others: unknown
}

/** All that is judged: what the sandboxes wrote down, and what was done to them. Nothing in it was told by Concord. */
export interface Evidence {
  readonly mirakl: readonly Exchange[]
  readonly dotdigital: readonly Exchange[]
  readonly acts: readonly Act[]
  /** Before Concord's first start. */
  readonly before: Account
  readonly after: Account
}

/** A rule that was broken, in a sentence. */
export type Violation = string
