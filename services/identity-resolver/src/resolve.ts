import type { Evidence } from '@concord/domain'
import type { Identifier, Names, Profile } from './ports.js'

/** The identifiers a record's evidence amounts to. */
export const identifiersOf = (marketplace: string, { customerId, email }: Evidence) => ({
  customer: customerId === undefined ? undefined : ({ is: 'customer', marketplace, id: customerId } as const),
  email: email === undefined ? undefined : ({ is: 'email', email } as const),
})

/**
 * The profile the evidence points at, made where there is none; undefined where there is no evidence at all.
 *
 * The marketplace's customer id comes first. A profile keeps the first real address it shows. One that had none yet is
 * absorbed by the profile its address already belongs to; two that both have an address are never joined here.
 */
export const resolve = async (
  names: Names,
  customer: Identifier | undefined,
  email: (Identifier & { is: 'email' }) | undefined,
): Promise<Profile | undefined> => {
  if (customer === undefined) return email && byEmail(names, email)
  const known = await names.find(customer)
  if (email === undefined) return known ?? created(names, customer)
  if (known?.email !== undefined) return known
  return knownByBoth(names, customer, email, known)
}

const byEmail = async (names: Names, email: Identifier & { is: 'email' }): Promise<Profile> =>
  (await names.find(email)) ?? addressed(names, await names.create(email.email), email)

const created = async (names: Names, customer: Identifier): Promise<Profile> => {
  const profile = await names.create()
  await names.link(customer, profile.id)
  return profile
}

const knownByBoth = async (
  names: Names,
  customer: Identifier,
  email: Identifier & { is: 'email' },
  nameless: Profile | undefined,
): Promise<Profile> => {
  const owner = await names.find(email)
  if (owner === undefined && nameless !== undefined) {
    await names.setEmail(nameless.id, email.email)
    return addressed(names, { ...nameless, email: email.email }, email)
  }
  const profile = owner ?? (await addressed(names, await names.create(email.email), email))
  if (nameless === undefined) await names.link(customer, profile.id)
  else await names.absorb(nameless.id, profile.id)
  return profile
}

const addressed = async (names: Names, profile: Profile, email: Identifier): Promise<Profile> => {
  await names.link(email, profile.id)
  return profile
}
