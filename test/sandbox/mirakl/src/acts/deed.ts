import { z } from 'zod'
import type { WireObject } from '../world.js'

/** What somebody does to an order, in as much detail as they care to give. */
export const Deed = z.strictObject({
  act: z.string(),
  line: z.string().optional(),
  lines: z.array(z.string()).min(1).optional(),
  refund: z.string().optional(),
  return: z.string().optional(),
  quantity: z.number().int().min(1).optional(),
  /** Like `15.6`, in the order's currency. */
  amount: z.number().min(0).multipleOf(0.01).optional(),
  shippingAmount: z.number().min(0).multipleOf(0.01).optional(),
  /** A code of RE01; `RETURN_…` for returns. */
  reason: z.string().optional(),
  by: z.enum(['CUSTOMER', 'OPERATOR']).optional(),
  carrier: z.string().optional(),
  tracking: z.string().optional(),
})
export type Deed = z.infer<typeof Deed>

/** A deed when and where it is done. */
export interface Doing extends Deed {
  /** Milliseconds since 1970. */
  readonly at: number
  /** The ids it is done to. */
  readonly targets: readonly string[]
  /** Where the marketplace knows the customer to live; orders show it once they are accepted. */
  readonly addressesOf: AddressBook
}

/** `billing_address` and `shipping_address` of the customer of an order. */
export type AddressBook = (order: WireObject) => WireObject
