import { begin, type Message } from '@concord/contracts'
import type { ConsentFact, ConsentScope } from '@concord/domain'
import type { Bus } from '@concord/messaging'
import { consentOf } from './decide.js'
import type { AccountFact, ConsentLedger } from './ports.js'
import type { WriteBacks } from './write-back-keeping.js'

interface Needs {
  readonly ledger: ConsentLedger
  readonly writeBacks: WriteBacks
  /** The scopes that triggers of an account name. */
  readonly scopesOf: (account: string) => readonly ConsentScope[]
}

const batch = 500

/** Tells the publisher what changed, by address, and has it written back; answers whether there may be more. */
export const tellNews = async (needs: Needs, bus: Bus): Promise<boolean> => {
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
  { ledger, scopesOf }: Omit<Needs, 'writeBacks'>,
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
    source: 'consent-guard',
    recordkey: `${account}:contact:${address}`,
    recordversion: fact.learnedAt,
    lane: 'realtime',
    data: { account, addressHash: address, fact },
  })
