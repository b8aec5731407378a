import type { Instant } from './order.js'

/** Something Dotdigital told of a contact by itself. */
export interface ContactNotice {
  /** `opt-out`: marketing must stop. `message`: what became of a message; it says nothing of marketing consent. */
  readonly is: 'opt-out' | 'message'
  /** As Dotdigital, or whoever built the program, names it: `unsubscribed`, `message.delivered`. */
  readonly name: string
  /** Always there for an opt-out. */
  readonly email?: string | undefined
  readonly at?: Instant | undefined
}
