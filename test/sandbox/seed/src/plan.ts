import type { Json } from '@concord/sandbox-mirakl'
import type { LiveStep } from './clock.js'
import type { Customer, MarketplaceId } from './customers.js'
import type { Life, Turn } from './lifecycle.js'
import type { Seller } from './sellers.js'
import type { Product } from './words.js'

export type AdditionalField = Readonly<Record<'code' | 'type' | 'value', Json>>

export type Told = 'relayed' | 'webhook'

/** One order of the story, in as few words as tell what is special about it. */
export interface Draft {
  /** What the order is in the story for. */
  readonly tale: string
  readonly customer: Customer
  /** Reached by step 0; by its birth where `born` says when that is. */
  readonly state: string
  /** Placed at a live step instead of in the history. */
  readonly born?: LiveStep
  /** What else befell it before step 0. */
  readonly past?: readonly Turn[]
  readonly live?: Partial<Record<LiveStep, readonly Turn[]>>
  /** The step whose change does not move the update date. */
  readonly silentAt?: LiveStep
  /** How its live changes are told, where chance must not decide. */
  readonly told?: Told
  /** How many of each article; the number of lines is its length. */
  readonly quantities?: readonly number[]
  /** Orders of one checkout, each from another seller; the one furthest on its way comes first. */
  readonly checkout?: string
  readonly sellerState?: string
  /** The address shown on this order, where it is not the one on the customer. */
  readonly email?: string
  readonly locale?: string | null
  readonly fields?: readonly AdditionalField[]
  readonly returned?: { readonly state: string; readonly live?: Partial<Record<LiveStep, string>> }
}

export interface Item {
  readonly product: Product
  readonly unitCents: number
  readonly shippingCents: number
}

export interface ReturnPlan {
  readonly id: string
  readonly createdAt: number
  readonly moves: readonly { readonly at: number; readonly state: string }[]
}

/** A whole order, through all steps. */
export interface OrderPlan extends Life {
  readonly tale: string
  readonly marketplace: MarketplaceId
  readonly orderId: string
  readonly commercialId: string
  readonly seller: Seller
  readonly customer: Customer
  readonly email: string | null
  readonly locale: string | null
  readonly channel: string | null
  readonly items: readonly Item[]
  readonly fields: readonly AdditionalField[]
  readonly told: Told | undefined
  readonly returns: readonly ReturnPlan[]
}
