import { letters, nth, type Random } from './random.js'
import { plain, places, type Country } from './words.js'

export type MarketplaceId = 'north' | 'south'

/** The e-mail status in Dotdigital; `unknown` where Dotdigital has no such contact. */
export type Consent =
  | 'subscribed'
  | 'unsubscribed'
  | 'hardBounced'
  | 'softBounced'
  | 'ispComplained'
  | 'directComplaint'
  | 'suppressed'
  | 'blockedlocalpart'
  | 'pendingOptIn'
  | 'noSubscription'
  | 'unknown'

export interface Person {
  /** The real address, in lower case; nobody has two. */
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly civility: 'Mr' | 'Mrs' | null
  readonly locale: string | null
  readonly country: Country
  readonly street: string
  readonly city: string
  readonly zip: string
  readonly phone: string
  readonly consent: Consent
  /** The step at which this person opts out in Dotdigital. */
  readonly optsOutAtStep?: 2 | 3
}

/** A person as one marketplace knows them. */
export interface Customer {
  readonly marketplace: MarketplaceId
  readonly id: string
  /** As the marketplace shows it: the real address, a proxy, or none. */
  readonly email: string | null
  readonly person: Person
  /** Set for a business, whose orders have accounting and delivery contacts. */
  readonly company?: string
}

export type Traits = Partial<Pick<Person, 'locale' | 'consent' | 'optsOutAtStep'>>

export interface Crowd {
  /** Somebody new. */
  person(country: Country, traits?: Traits): Person
  /** A person who signs up in a marketplace. */
  customer(
    marketplace: MarketplaceId,
    person: Person,
    as?: Partial<Pick<Customer, 'id' | 'email' | 'company'>>,
  ): Customer
  /** Addresses a relay makes up; each call makes another. */
  proxy(domain?: string): string
}

const domains = ['example.com', 'example.org', 'example.net'] as const

export const createCrowd = (random: Random): Crowd => {
  let people = 0
  const signUps = { north: 0, south: 0 }

  return {
    person(country, traits = {}) {
      people += 1
      return { ...somebody(random, country, people), ...traits }
    },
    customer(marketplace, person, as = {}) {
      signUps[marketplace] += 1
      const id = marketplace === 'north' ? `CUST-${10_000 + signUps.north}` : String(880_000 + signUps.south)
      return { marketplace, id, email: person.email, person, ...as }
    },
    proxy: (domain = 'notification.mirakl.net') => `${letters(random, 11)}.${letters(random, 9)}@${domain}`,
  }
}

/** Numbered, so that no two people share an address. */
const somebody = (random: Random, country: Country, number: number): Person => {
  const place = places[country]
  const firstName = random.pick(place.firstNames)
  const lastName = random.pick(place.lastNames)
  const [city, zip] = random.pick(place.cities)
  return {
    email: `${plain(firstName)}.${plain(lastName)}${number}@${nth(domains, number)}`,
    firstName,
    lastName,
    civility: random.pick(['Mr', 'Mrs', null]),
    locale: random.chance(0.1) ? null : place.locale,
    country,
    street: `${random.whole(1, 180)} ${random.pick(place.streets)}`,
    city,
    zip,
    phone: `+00 555 ${String(number).padStart(4, '0')}`,
    consent: usualConsent(number),
  }
}

const rareConsents: readonly Consent[] = [
  'unsubscribed',
  'softBounced',
  'unsubscribed',
  'noSubscription',
  'hardBounced',
]

/** Half are known to Dotdigital, as most of the cast is; of those, four of five are subscribed. */
const usualConsent = (number: number): Consent => {
  if (number % 4 > 1) return 'unknown'
  return number % 20 < 2 ? nth(rareConsents, Math.floor(number / 20) + number) : 'subscribed'
}
