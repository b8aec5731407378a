import { begin, follow, type Message, outcomeOf } from '@concord/contracts'
import { type ConsentFact, type ConsentStatus, partsOfVersion } from '@concord/domain'
import type { Bus, Handler } from '@concord/messaging'
import type { Vault } from '@concord/storage'
import { addressHash } from './learn.js'
import type { ConsentLedger, Reading } from './ports.js'

interface Needs {
  readonly ledger: ConsentLedger
  readonly accountOf: (marketplace: string) => string
  /** Takes in what Dotdigital told by itself; durable when it resolves. */
  readonly hear: (account: string, reading: Reading) => Promise<void>
  readonly hash: Vault['hash']
  readonly now: () => Date
}

const self = 'consent-guard'

/** Sends every identified record on with what Dotdigital last said of its customer, and hears what it says by itself. */
export const consentGuard =
  ({ ledger, accountOf, hear, hash, now }: Needs): Handler =>
  async (message) => {
    if (message.type === 'received.contact.v1') return takeNotice(hear, message)
    if (message.type !== 'identified.order.v1' && message.type !== 'identified.return.v1') return []
    const account = accountOf(message.marketplace)
    const consent =
      (await ledger.find(account, addressHash(hash, message.data.person.email))) ??
      unknownSince((await ledger.readAt(account)) ?? now().toISOString())

    return message.type === 'identified.order.v1'
      ? [follow(message, self, 'decided.order.v1', { ...message.data, consent })]
      : [follow(message, self, 'decided.return.v1', { ...message.data, consent })]
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

/** Dotdigital was read to the end and did not name the address. */
const unknownSince = (learnedAt: string): ConsentFact => ({ status: 'unknown', source: 'full-read', learnedAt })

const batch = 500

/** Tells the publisher what changed; answers whether there may be more. */
export const tellNews = async (ledger: ConsentLedger, bus: Bus): Promise<boolean> => {
  const news = await ledger.untold(batch)
  if (news.length === 0) return false
  const messages: Message[] = news.map(({ account, addressHash: address, fact }) =>
    begin({
      type: 'consent.changed.v1',
      source: self,
      recordkey: `${account}:contact:${address}`,
      recordversion: fact.learnedAt,
      lane: 'realtime',
      data: { account, addressHash: address, fact },
    }),
  )
  await bus.publish(messages)
  await ledger.markTold(news)
  return news.length === batch
}
