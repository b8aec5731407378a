import type { Message } from '@concord/contracts'
import { type AccountRules, type ConsentFact, partsOf } from '@concord/domain'
import { bumpOrder, effectsOf } from './order-effects.js'
import type { PersonWord } from './people-port.js'
import type { Pages, StoredOrder } from './ports.js'

interface Seen {
  readonly account: string
  readonly previous: StoredOrder | undefined
  /** Whether the message brings a newer version of the order than is held. */
  readonly isNewest: boolean
}

/**
 * Hears who an order's message says it is of, whichever version it brings: who owns an order is a matter of its own.
 * Where another word made it somebody else's, the order that is held goes there first.
 *
 * @returns the profile that owns it by the newest word there is
 */
export const takeOwner = async (
  pages: Pages,
  { recordkey: key, data }: Message<'decided.order.v1'>,
  { account, previous, isNewest }: Seen,
): Promise<string> => {
  const { person, consent, grant } = data
  const revision = person.revision ?? 0
  const owner = await pages.claim(key, { profileId: person.profileId, revision, mayTie: isNewest })
  await takePerson(pages, account, { person, revision, mayTie: isNewest }, consent)
  await pages.saveGrant(account, person, grant)
  if (previous !== undefined && !isNewest) await rehome(pages, previous, owner)
  return owner
}

/**
 * Orders that are somebody else's from now on, after a merge, a split or a new address, with orders that are not known
 * yet. No trigger follows from it: nothing happened to an order.
 */
export const projectContact = async (
  accountOf: (marketplace: string) => AccountRules,
  pages: Pages,
  { marketplace, data }: Message<'decided.contact.v1'>,
): Promise<void> => {
  const { profile, orders, consent } = data
  const { profileId, revision = 0 } = profile
  const word = { person: profile, revision, mayTie: true }
  const told = accountOf(marketplace).id
  for (const account of new Set([told, ...orders.map((key) => accountOf(partsOf(key).marketplace).id)])) {
    await takePerson(pages, account, word, account === told ? consent : unasked(consent))
  }
  for (const key of orders.toSorted()) {
    const owner = await pages.claim(key, { profileId, revision, mayTie: false })
    const stored = await pages.order(key)
    if (stored !== undefined) await rehome(pages, stored, owner)
  }
}

/** What one account was asked says nothing of another. */
const unasked = ({ source, learnedAt }: ConsentFact): ConsentFact => ({ status: 'unknown', source, learnedAt })

/** Where the person is now known by another address, their contact follows, and their records with it. */
const takePerson = async (pages: Pages, account: string, word: PersonWord, consent: ConsentFact): Promise<void> => {
  if (!(await pages.saveContact(account, word, consent))) return
  const { profileId } = word.person
  await pages.rewriteOrders(account, profileId)
  await pages.tellUnreachable(account, profileId)
}

/** Both contacts are written anew from what they then own, and the record leaves one for the other. */
const rehome = async (pages: Pages, stored: StoredOrder, owner: string): Promise<void> => {
  if (stored.profileId === owner) return
  const moved = { ...stored, profileId: owner }
  await pages.bump(effectsOf(stored).contact, 'bulk')
  await pages.saveOrder(moved, await bumpOrder(pages, moved, 'bulk'))
  await pages.tellUnreachable(stored.account, owner, stored.key)
}
