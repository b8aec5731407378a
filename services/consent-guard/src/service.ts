import { begin, follow, type Message } from '@concord/contracts'
import type { ConsentFact } from '@concord/domain'
import type { Bus, Handler } from '@concord/messaging'
import type { Vault } from '@concord/storage'
import { addressHash } from './learn.js'
import type { ConsentLedger } from './ports.js'

interface Needs {
  readonly ledger: ConsentLedger
  readonly accountOf: (marketplace: string) => string
  readonly hash: Vault['hash']
  readonly now: () => Date
}

const self = 'consent-guard'

/** Sends every identified record on with what Dotdigital last said of its customer. */
export const consentGuard =
  ({ ledger, accountOf, hash, now }: Needs): Handler =>
  async (message) => {
    if (message.type !== 'identified.order.v1' && message.type !== 'identified.return.v1') return []
    const account = accountOf(message.marketplace)
    const consent =
      (await ledger.find(account, addressHash(hash, message.data.person.email))) ??
      unknownSince((await ledger.readAt(account)) ?? now().toISOString())

    return message.type === 'identified.order.v1'
      ? [follow(message, self, 'decided.order.v1', { ...message.data, consent })]
      : [follow(message, self, 'decided.return.v1', { ...message.data, consent })]
  }

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
