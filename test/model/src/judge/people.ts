import type { Evidence } from './evidence.js'
import { statusesServed } from './read-dotdigital.js'
import { ordersServed } from './read-mirakl.js'

/** Two names that were shown together, and so are one person's. */
interface Tie {
  readonly at: number
  readonly names: readonly [string, string]
}

/** Everybody that names can tell apart. */
export interface People {
  /** All names of whoever has this one, itself included. */
  namesOf(name: string): ReadonlySet<string>
}

export const named = {
  customer: (id: string): string => `customer ${id}`,
  checkout: (id: string): string => `checkout ${id}`,
  address: (email: string): string => `address ${email}`,
  contact: (id: number): string => `contact ${id}`,
}

/**
 * Who is who by what was shown together until an instant: a customer id and an address by an order, an address and a
 * checkout by the storefront, an address and a contact by Dotdigital.
 *
 * @param had of all ties those that count
 */
export const peopleBy = (evidence: Evidence, isRelay: Relay, had: (ties: readonly Tie[]) => readonly Tie[]): People => {
  const groups = new Map<string, Set<string>>()
  const groupOf = (name: string): Set<string> => groups.get(name) ?? new Set([name])
  for (const { names } of had(tiesIn(evidence, isRelay))) {
    const joined = new Set(names.flatMap((name) => [...groupOf(name)]))
    for (const name of joined) groups.set(name, joined)
  }
  return { namesOf: groupOf }
}

export type Relay = (email: string) => boolean

const tiesIn = (evidence: Evidence, isRelay: Relay): readonly Tie[] => [
  ...ordersServed(evidence).flatMap(({ at, is: { customer, commercial_id: checkout } }): Tie[] => {
    const buyer = named.customer(customer.customer_id)
    const atCheckout: Tie = { at, names: [buyer, named.checkout(checkout)] }
    return isRelay(customer.email) ? [atCheckout] : [atCheckout, { at, names: [buyer, named.address(customer.email)] }]
  }),
  ...evidence.acts.flatMap((act): Tie[] =>
    act.is === 'told' ? [{ at: act.at, names: [named.checkout(act.checkout), named.address(act.email)] }] : [],
  ),
  ...statusesServed(evidence).map(({ at, contactId, email }): Tie => ({
    at,
    names: [named.contact(contactId), named.address(email)],
  })),
]
