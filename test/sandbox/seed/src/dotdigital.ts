import { day, toWire, type Clock } from './clock.js'
import { createCrowd, type Consent, type Person } from './customers.js'
import type { OrderPlan } from './plan.js'
import { hashOf, nth, type Random } from './random.js'
import type { Country } from './words.js'

export interface DotdigitalContact {
  readonly email: string
  /** The e-mail channel's status, as v3 spells it. */
  readonly status: Exclude<Consent, 'unknown'>
  readonly dataFields?: Readonly<Record<string, string | number | null>>
  readonly optInType?: string
  readonly createdAt: string
  /** When an opt-out, a bounce or a complaint took the contact off. */
  readonly removedAt?: string
  readonly lists: readonly number[]
}

/** A Dotdigital account as it is found: full of what other systems own. */
export interface DotdigitalWorld {
  readonly contacts: readonly DotdigitalContact[]
  readonly campaigns: readonly { readonly id: number; readonly name: string; readonly locale?: string }[]
  readonly programs: readonly { readonly id: number; readonly name: string; readonly status: 'Active' }[]
  readonly dataFields: readonly {
    readonly name: string
    readonly type: 'String' | 'Numeric' | 'Date' | 'Boolean'
    readonly visibility: 'Private'
  }[]
  readonly lists: readonly { readonly id: number; readonly name: string }[]
  readonly preferences: readonly { readonly id: number; readonly publicName: string }[]
  readonly fromAddresses: readonly string[]
  /** Addresses that opt out in Dotdigital at a step. */
  readonly optOutsAtStep: Readonly<Record<number, readonly string[]>>
}

export const dotdigitalOf = (plans: readonly OrderPlan[], random: Random, clock: Clock): DotdigitalWorld => {
  const buyers = [...new Set(plans.map(({ customer }) => customer.person))]
  return {
    contacts: [...buyers, ...strangers(random)].flatMap(({ consent, ...person }) =>
      consent === 'unknown' ? [] : [contact(person, consent, { random, now: clock.at(0) })],
    ),
    campaigns: [
      { id: 1001, name: 'Your order is on its way' },
      { id: 1002, name: 'Votre commande est en route', locale: 'fr_FR' },
      { id: 1003, name: 'Ihre Bestellung ist unterwegs', locale: 'de_DE' },
    ],
    programs: [{ id: 77, name: 'Rate your purchase', status: 'Active' }],
    dataFields,
    lists: [newsletter, { id: 12, name: 'Loyalty club' }],
    preferences: [
      { id: 31, publicName: 'New arrivals' },
      { id: 32, publicName: 'Sales and offers' },
    ],
    fromAddresses: ['shop@example.com'],
    optOutsAtStep: { 2: leavingAt(2, buyers), 3: leavingAt(3, buyers) },
  }
}

const newsletter = { id: 11, name: 'Newsletter' }

const leavingAt = (step: number, people: readonly Person[]): readonly string[] =>
  people.filter(({ optsOutAtStep }) => optsOutAtStep === step).map(({ email }) => email)

const everyStatus: readonly Consent[] = [
  'subscribed',
  'unsubscribed',
  'hardBounced',
  'softBounced',
  'ispComplained',
  'directComplaint',
  'suppressed',
  'blockedlocalpart',
  'pendingOptIn',
  'noSubscription',
]

/** Contacts who never ordered. */
const strangers = (random: Random): readonly Person[] => {
  const crowd = createCrowd(random)
  return Array.from({ length: 30 }, (_, number) => {
    const person = crowd.person(nth<Country>(['GBR', 'FRA', 'DEU'], number), { consent: nth(everyStatus, number) })
    return { ...person, email: `newsletter-${person.email}` }
  })
}

const removing: readonly Consent[] = [
  'unsubscribed',
  'hardBounced',
  'ispComplained',
  'directComplaint',
  'suppressed',
  'blockedlocalpart',
]

interface Tools {
  readonly random: Random
  readonly now: number
}

const contact = (
  person: Omit<Person, 'consent'>,
  status: DotdigitalContact['status'],
  { random, now }: Tools,
): DotdigitalContact => {
  const createdAt = now - random.whole(260, 900) * day
  const subscribedAt = createdAt + random.whole(0, 20) * day
  return {
    email: person.email,
    status,
    dataFields: {
      FIRSTNAME: person.firstName,
      LASTNAME: person.lastName,
      POSTCODE: random.chance(0.5) ? person.zip : null,
      LOYALTY_TIER: random.pick(['GOLD', 'SILVER', 'BRONZE', null]),
      LOYALTY_POINTS: random.whole(0, 4000),
      STORE_NAME: random.pick(['Leeds', 'Lyon', 'Köln', null]),
      LASTSUBSCRIBED: toWire(subscribedAt),
    },
    optInType: random.pick(['Single', 'Double', 'VerifiedDouble', 'Unknown']),
    createdAt: toWire(createdAt),
    lists: status === 'subscribed' && hashOf(person.email) % 3 > 0 ? [newsletter.id] : [],
    ...(removing.includes(status) && { removedAt: toWire(now - random.whole(1, 200) * day) }),
  }
}

const field = (name: string, type: DotdigitalWorld['dataFields'][number]['type']) =>
  ({ name, type, visibility: 'Private' }) as const

/** All of other systems; none is Concord's. */
const dataFields = [
  field('FIRSTNAME', 'String'),
  field('LASTNAME', 'String'),
  field('POSTCODE', 'String'),
  field('LOYALTY_TIER', 'String'),
  field('LOYALTY_POINTS', 'Numeric'),
  field('STORE_NAME', 'String'),
  field('LASTSUBSCRIBED', 'Date'),
  field('IS_STAFF', 'Boolean'),
]
