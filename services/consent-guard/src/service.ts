import { begin, type ChangedProfile, follow, type Message, outcomeOf, type Person } from '@concord/contracts'
import { type ConsentFact, type ConsentScope, type ConsentStatus, partsOfVersion } from '@concord/domain'
import type { Bus, Handler } from '@concord/messaging'
import type { Vault } from '@concord/storage'
import { consentOf } from './decide.js'
import type { Evidence } from './evidence.js'
import { addressHash, customerHash } from './hashes.js'
import type { AccountFact, ConsentLedger, CustomerBook, Reading } from './ports.js'
import type { WriteBacks } from './write-back-keeping.js'

interface Needs {
  readonly ledger: ConsentLedger
  readonly customers: CustomerBook
  readonly evidence: Evidence
  readonly writeBacks: WriteBacks
  readonly accountOf: (marketplace: string) => string
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
        await needs.customers.noteProfile(whoIs(needs, profile))
        await needs.writeBacks.noteProfile(message, whoIs(needs, profile))
        const consent = await consentFor(needs, needs.accountOf(message.marketplace), profile)
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
  const consent = await attached(needs, message)
  const grant = await needs.evidence.grantOf(message.marketplace, addressesIn(needs.hash, message.data.person))
  return follow(message, self, 'decided.order.v1', { ...message.data, consent, grant })
}

type Attached = Message<'identified.order.v1'> | Message<'identified.return.v1'>

const attached = (needs: Needs, { marketplace, data }: Attached): Promise<ConsentFact> =>
  consentFor(needs, needs.accountOf(marketplace), data.person)

/** An address that nothing is known of is remembered as passed on: the publisher may make a contact for it. */
const consentFor = async (
  { ledger, scopesOf, hash, now }: Needs,
  account: string,
  person: Person | ChangedProfile,
): Promise<ConsentFact> => {
  const { address, others } = addressesIn(hash, person)
  const known = await ledger.find(account, address === undefined ? others : [address, ...others])
  const readAt = (await ledger.lastRead(account))?.readAt ?? now().toISOString()
  const consent = consentOf(known, { address, scopes: scopesOf(account), readAt })
  if (address !== undefined && !known.some((one) => one.addressHash === address && one.scope === undefined))
    await ledger.notePassed(account, address, now().toISOString())
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
  const { order, person } = data
  if (order.customer.id === undefined) return
  const customer = customerHash(needs.hash, marketplace, order.customer.id)
  await needs.customers.note({ marketplace, customerHash: customer, ...whoIs(needs, person) })
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

const batch = 500

/** Tells the publisher what changed, by address, and has it written back; answers whether there may be more. */
export const tellNews = async (
  needs: Pick<Needs, 'ledger' | 'scopesOf' | 'writeBacks'>,
  bus: Bus,
): Promise<boolean> => {
  const { ledger, writeBacks } = needs
  const news = await ledger.untold(batch)
  if (news.length === 0) return false
  const accounts = [...new Set(news.map(({ account }) => account))]
  const messages = await Promise.all(
    accounts.map((account) =>
      changesOf(
        needs,
        account,
        news.filter((one) => one.account === account),
      ),
    ),
  )
  await bus.publish(messages.flat())
  await writeBacks.noteNews([...new Set(news.map(({ addressHash: address }) => address))])
  await ledger.markTold(news)
  return news.length === batch
}

/** One message for each address, with all that counts for it now. */
const changesOf = async (
  { ledger, scopesOf }: Pick<Needs, 'ledger' | 'scopesOf'>,
  account: string,
  news: readonly AccountFact[],
): Promise<Message[]> => {
  const addresses = [...new Set(news.map(({ addressHash: address }) => address))]
  const known = await ledger.find(account, addresses)
  const last = await ledger.lastRead(account)
  return addresses.map((address) => {
    const ofAddress = known.filter((one) => one.addressHash === address)
    const readAt = last?.readAt ?? ofAddress[0]?.fact.learnedAt ?? ''
    return changed(account, address, consentOf(ofAddress, { address, scopes: scopesOf(account), readAt }))
  })
}

const changed = (account: string, address: string, fact: ConsentFact): Message =>
  begin({
    type: 'consent.changed.v1',
    source: self,
    recordkey: `${account}:contact:${address}`,
    recordversion: fact.learnedAt,
    lane: 'realtime',
    data: { account, addressHash: address, fact },
  })
