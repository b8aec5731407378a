import type { Language } from '@concord/domain'
import type { ConcordConfig } from '@concord/runtime'
import type { Vault } from '@concord/storage'
import { answerOf, type ConsentAnswer } from './answer.js'
import type { EvidenceBook } from './evidence-ports.js'
import { addressHash, customerHash } from './hashes.js'
import type { ConsentLedger, Customer, CustomerBook } from './ports.js'

interface Needs {
  readonly ledger: ConsentLedger
  readonly customers: CustomerBook
  readonly statements: EvidenceBook
  readonly config: Pick<ConcordConfig, 'marketplaces' | 'accounts'>
  readonly hash: Vault['hash']
  readonly now: () => Date
}

/** Answers what consent says of a customer of a marketplace, by the customer id or by an address. */
export const asking =
  (needs: Needs) =>
  async (marketplace: string, asked: string, language: Language): Promise<ConsentAnswer | undefined> => {
    const { config, ledger, now } = needs
    const account = entryIn(config.marketplaces, marketplace)?.account
    const rules = account === undefined ? undefined : entryIn(config.accounts, account)
    if (rules === undefined) return undefined
    const customer = await customerOf(needs, marketplace, asked)
    const addresses = customer.address === undefined ? customer.others : [customer.address, ...customer.others]
    const known = await ledger.find(rules.id, addresses)
    const statements = await needs.statements.said(rules.id, addresses)
    if (customer.profileId === undefined && known.length + statements.length === 0) return undefined
    const last = await ledger.lastRead(rules.id)
    const tooOldMinutes = rules.consentTooOldMinutes
    return answerOf({ account: rules.id, customer, known, statements, last, tooOldMinutes, language, now: now() })
  }

/** Whoever asks may name anything, and some names are those of every object. */
const entryIn = <T>(entries: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(entries, name) ? entries[name] : undefined

/** A customer id may itself be an address; whatever is no known id is taken for one. */
const customerOf = async (
  { customers, config, hash }: Needs,
  marketplace: string,
  asked: string,
): Promise<Pick<Customer, 'address' | 'others'> & { readonly profileId?: string }> => {
  const isGuest = entryIn(config.marketplaces, marketplace)?.guestIds.includes(asked) === true
  const found = isGuest ? undefined : await customers.find(customerHash(hash, marketplace, asked))
  return found ?? { address: addressHash(hash, asked), others: [] }
}
