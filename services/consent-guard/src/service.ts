import { type ChangedProfile, follow, type Message, outcomeOf, type Person } from '@concord/contracts'
import { type ConsentFact, type ConsentScope, type ConsentStatus, partsOfVersion } from '@concord/domain'
import type { Handler } from '@concord/messaging'
import type { Vault } from '@concord/storage'
import { consentOf } from './decide.js'
import type { Evidence } from './evidence.js'
import { addressHash, customerHash } from './hashes.js'
import type { ConsentLedger, CustomerBook, Reading } from './ports.js'
import type { WriteBacks } from './write-back-keeping.js'

interface Needs {
  readonly ledger: ConsentLedger
  readonly customers: CustomerBook
  readonly evidence: Evidence
  readonly writeBacks: WriteBacks
  readonly accountOf: (marketplace: string) => string
  /** Whether a customer id stands for guests, and so for nobody in particular. */
  readonly isGuest: (marketplace: string, customerId: string) => boolean
  /** The scopes that triggers of an account name. */
  readonly scopesOf: (account: string) => readonly ConsentScope[]
  /** Takes in what Dotdigital told by itself; durable when it resolves. */
  readonly hear: (account: string, reading: Reading) => Promise<void>
  readonly hash: Vault['hash']
  readonly now: () => Date
}

const self = 'consent-guard'

/** Sends every identified record on with what counts for its customer, and hears what Dotdigital says by itself. */
export const consentGuard =
  (needs: Needs): Handler =>
  async (message) => {
    switch (message.type) {
      case 'received.contact.v1':
        return takeNotice(needs.hear, message)
      case 'identified.order.v1':
        await noteCustomer(needs, message)
        await needs.writeBacks.noteOrder(message, whoIs(needs, message.data.person))
        return [await decidedOrder(needs, message)]
      case 'identified.return.v1':
        return [
          follow(message, self, 'decided.return.v1', { ...message.data, consent: await attached(needs, message) }),
        ]
      case 'identified.contact.v1': {
        const { profile } = message.data
        await noteCustomersOf(needs, profile)
        await needs.writeBacks.noteProfile(message, whoIs(needs, profile))
        const consent = await consentFor(needs, needs.accountOf(message.marketplace), {
          person: profile,
          hasGrant: false,
        })
        return [follow(message, self, 'decided.contact.v1', { ...message.data, consent })]
      }
      case 'identified.sales-order.v1':
        await needs.evidence.take(message)
        return [outcomeOf(message, self, { state: 'delivered', reason: 'stored' })]
      default:
        return []
    }
  }

const decidedOrder = async (needs: Needs, message: Message<'identified.order.v1'>): Promise<Message> => {
  const grant = await needs.evidence.grantOf(message.marketplace, addressesIn(needs.hash, message.data.person))
  const consent = await attached(needs, message, grant !== undefined)
  return follow(message, self, 'decided.order.v1', { ...message.data, consent, grant })
}

type Attached = Message<'identified.order.v1'> | Message<'identified.return.v1'>

const attached = (needs: Needs, { marketplace, data }: Attached, hasGrant = false): Promise<ConsentFact> =>
  consentFor(needs, needs.accountOf(marketplace), { person: data.person, hasGrant })

interface Subject {
  readonly person: Person | ChangedProfile
  /** Whether consent goes along that may make a subscriber of somebody new. */
  readonly hasGrant: boolean
}

/** An address that nothing is known of is remembered as passed on: the publisher may make a contact for it. */
const consentFor = async (
  { ledger, scopesOf, hash, now }: Needs,
  account: string,
  { person, hasGrant }: Subject,
): Promise<ConsentFact> => {
  const { address, others } = addressesIn(hash, person)
  const known = await ledger.find(account, address === undefined ? others : [address, ...others])
  const readAt = (await ledger.lastRead(account))?.readAt ?? now().toISOString()
  const consent = consentOf(known, { address, scopes: scopesOf(account), readAt })
  const own = known.find((one) => one.addressHash === address && one.scope === undefined)
  if (address !== undefined && (own === undefined || (hasGrant && own.grantedAt === undefined)))
    await ledger.notePassed(account, { addressHash: address, at: now().toISOString(), hasGrant })
  return consent
}

const addressesIn = (hash: Vault['hash'], { email, otherEmails = [] }: Person | ChangedProfile) => {
  const address = email === undefined ? undefined : addressHash(hash, email)
  const others = new Set(otherEmails.map((other) => addressHash(hash, other)))
  return { address, others: [...others].filter((other) => other !== address) }
}

const whoIs = ({ hash }: Needs, person: Person | ChangedProfile) => ({
  profileId: person.profileId,
  revision: person.revision ?? 0,
  ...addressesIn(hash, person),
})

const noteCustomer = async (needs: Needs, { marketplace, data }: Message<'identified.order.v1'>): Promise<void> => {
  const { id } = data.order.customer
  if (id === undefined || needs.isGuest(marketplace, id)) return
  await needs.customers.note({ customerHash: customerHash(needs.hash, marketplace, id), ...whoIs(needs, data.person) })
}

/** Whoever belongs to the profile from now on, also where the order that shows them is still to come. */
const noteCustomersOf = async (needs: Needs, profile: ChangedProfile): Promise<void> => {
  const who = whoIs(needs, profile)
  if (profile.customers === undefined) return needs.customers.noteProfile(who)
  for (const hash of profile.customers) await needs.customers.note({ customerHash: hash, ...who })
}

/** An opt-out becomes a fact as old as its arrival; what became of a message says nothing of consent. */
const takeNotice = async (hear: Needs['hear'], message: Message<'received.contact.v1'>): Promise<Message[]> => {
  const { is, name, email, at } = message.data.notice
  if (is !== 'opt-out' || email === undefined)
    return [outcomeOf(message, self, { state: 'ignored', reason: 'not-about-consent' })]
  const learnedAt = partsOfVersion(message.recordversion).observedAt
  const fact = { status: statusAfter(name), source: 'webhook', learnedAt, since: at } as const
  await hear(message.marketplace, { email, fact })
  return [outcomeOf(message, self, { state: 'delivered', reason: 'stored' })]
}

/** Whatever else an opt-out may be called, it is one. */
const statusAfter = (name: string): ConsentStatus =>
  name === 'complained' || name === 'suppressed' ? name : 'unsubscribed'
