export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** An object as Mirakl would put it on the wire. */
export type WireObject = { readonly [key: string]: Json }

/** One marketplace as it stands at one step of the story: OR11, S20 and RT11 objects on the wire, operator view. */
export interface Frame {
  /** The marketplace's clock at this step, ISO 8601. */
  readonly at: string
  readonly orders: readonly WireObject[]
  readonly shops: readonly WireObject[]
  readonly returns: readonly WireObject[]
  /** Bodies to post on entering this step. */
  readonly webhooks: readonly WireObject[]
  /** Order ids a relay posts, whole and signed, on entering this step. */
  readonly relayed: readonly string[]
}

/** A custom field as the operator defined it in the back office. */
export interface AdditionalField {
  readonly code: string
  readonly label: string
  /** STRING, DATE, NUMERIC, BOOLEAN, LINK, REGEX, TEXTAREA, LIST or MULTIPLE_VALUES_LIST. */
  readonly type: string
  readonly entity: 'ORDER' | 'ORDER_LINE'
  readonly required: boolean
  /** What a seller may do with it. */
  readonly shopPermission: 'INVISIBLE' | 'READ_ONLY' | 'READ_WRITE'
  /** Of a LIST or MULTIPLE_VALUES_LIST. */
  readonly acceptedValues?: readonly string[]
  /** Of a REGEX. */
  readonly regex?: string
}

export interface Marketplace {
  /** Also the first segment of every path. */
  readonly id: string
  readonly name: string
  /** IANA name, told by PC01. */
  readonly timezone: string
  /** Gives the operator view. */
  readonly apiKey: string
  /** Gives the seller view. */
  readonly sellerKey: string
  readonly channels: readonly { readonly code: string; readonly label: string }[]
  /** Beside those that its orders carry. */
  readonly additionalFields?: readonly AdditionalField[]
  /** One per step, from step 0; the last one stands for every later step. */
  readonly frames: readonly Frame[]
}

/** A whole seeded story; what the sandbox shows is a pure function of it and of the step. */
export interface World {
  readonly seed: number
  /** The instant all others are counted from, ISO 8601. */
  readonly anchor: string
  readonly marketplaces: readonly Marketplace[]
}
