import type { ChangedProfile, Message } from '@concord/contracts'
import { contactDecided, line, orderDecided } from './builders.js'

/** What happens to customers and orders, by small numbers that stand for them. */
export type Happening =
  | { readonly is: 'order'; readonly order: number }
  | { readonly is: 'merge'; readonly from: number; readonly into: number }
  | { readonly is: 'split'; readonly customer: number }
  | { readonly is: 'move'; readonly customer: number; readonly address: number }

type Told<Is extends Happening['is']> = Extract<Happening, { is: Is }>

export const customers = 4
export const orders = 5
/** The first two are contacts already. */
export const addresses = ['sub0@example.org', 'otto@example.org', 'c@example.org', 'd@example.org', 'e@example.org']
export const noAddress = ''

/**
 * Who is who, as identity-resolver would see it: each customer belongs to one profile, a profile has one address that no
 * other has, and every change gets a higher revision. It tells each of them as it happens.
 */
export const marketplaceModel = (addresses: readonly string[]) => {
  const profileOf = Array.from({ length: customers }, (_, customer) => customer)
  const addressOf = Array.from({ length: customers }, (_, customer) => addresses[customer] ?? '')
  /** What a profile was known by before, and still is. */
  const othersOf = Array.from({ length: customers }, () => new Set<string>())
  const revisionOf = Array.from({ length: customers }, () => 1)
  const versionOf = Array.from({ length: orders }, () => 0)
  const told: Message[] = []
  let revision = 1

  const ownerOf = (order: number): number => profileOf[order % customers] ?? 0
  const isAlive = (profile: number): boolean => profileOf.includes(profile)
  const isFree = (address: string): boolean =>
    address === '' || !addressOf.some((taken, profile) => taken === address && isAlive(profile))

  const profile = (which: number): ChangedProfile & { revision: number } => {
    const email = addressOf[which]
    const otherEmails = [...(othersOf[which] ?? [])].filter((other) => other !== email)
    return {
      ...{ profileId: `profile-${which}`, revision: revisionOf[which] ?? 0 },
      ...(email ? { email } : {}),
      ...(otherEmails.length > 0 ? { otherEmails } : {}),
    }
  }
  const tell = (which: number): void => {
    revision += 1
    revisionOf[which] = revision
    const ids = Array.from({ length: orders }, (_, index) => index).filter((index) => ownerOf(index) === which)
    told.push(
      contactDecided(
        profile(which),
        ids.map((id) => `N-${id}`),
      ),
    )
  }

  /** An address is one profile's, by which it is known from now on. */
  const know = (which: number, address: string): void => {
    for (const others of othersOf) others.delete(address)
    if (address !== noAddress) othersOf[which]?.add(address)
  }

  const order = ({ order: which }: Told<'order'>): void => {
    const { email, ...person } = profile(ownerOf(which))
    // Without an address the order waits at identity-resolver.
    if (email === undefined) return
    const version = (versionOf[which] = (versionOf[which] ?? 0) + 1)
    const about = { revision: version, person: { ...person, email } }
    told.push(orderDecided({ id: `N-${which}`, lines: [line({ totalPrice: `${which + 1}.00` })] }, about))
  }

  const merge = (between: Told<'merge'>): void => {
    const [from, into] = [profileOf[between.from] ?? 0, profileOf[between.into] ?? 0]
    if (from === into) return
    profileOf.forEach((master, customer) => {
      if (master === from) profileOf[customer] = into
    })
    for (const address of [addressOf[from] ?? '', ...(othersOf[from] ?? [])]) know(into, address)
    tell(into)
  }

  const split = ({ customer }: Told<'split'>): void => {
    const from = profileOf[customer] ?? 0
    if (isAlive(customer)) return
    const own = addressOf[customer] ?? ''
    if (!isFree(own)) addressOf[customer] = addresses.find(isFree) ?? ''
    profileOf[customer] = customer
    know(customer, addressOf[customer] ?? '')
    tell(from)
    tell(customer)
  }

  const move = ({ customer, address }: Told<'move'>): void => {
    const [which, email] = [profileOf[customer] ?? 0, addresses[address] ?? '']
    if (!isFree(email)) return
    know(which, addressOf[which] ?? '')
    addressOf[which] = email
    know(which, email)
    tell(which)
  }

  const happen = (happening: Happening): void => {
    switch (happening.is) {
      case 'order':
        return order(happening)
      case 'merge':
        return merge(happening)
      case 'split':
        return split(happening)
      case 'move':
        return move(happening)
    }
  }

  /** What has to stand in Dotdigital in the end, of the orders that were told. */
  const ending = () => {
    const known = versionOf.flatMap((version, which) => (version > 0 ? [which] : []))
    const records: Record<string, string> = {}
    const totals: Record<string, readonly [number, number]> = {}
    for (const which of known) {
      const email = addressOf[ownerOf(which)]
      if (!email) continue
      records[`north-N-${which}`] = email
      const [count, spend] = totals[email] ?? [0, 0]
      totals[email] = [count + 1, spend + which + 1]
    }
    const owners = Object.fromEntries(known.map((which) => [`north:order:N-${which}`, `profile-${ownerOf(which)}`]))
    return { records, totals, owners }
  }

  return { happen, told, ending }
}
