import type { Message } from '@concord/contracts'
import { type AccountRules, disputeOf, insightKey, occurrencesOf, partsOf, recordKey } from '@concord/domain'
import type { Handler } from '@concord/messaging'
import { newTriggers, nextSnapshot, noveltyTo } from './plan.js'
import type { Cause, Pages, Projection, StoredOrder, StoredReturn } from './ports.js'

interface Needs {
  readonly projection: Projection
  readonly accountOf: (marketplace: string) => AccountRules
  readonly now: () => Date
  /** Says that there is work, or news to tell. */
  readonly wake: () => void
}

const superseded = { state: 'superseded', reason: 'newer-version' } as const
const published = { state: 'delivered', reason: 'published' } as const
const storedWithOrder = { state: 'delivered', reason: 'stored' } as const

/**
 * Writes snapshot, effects and triggers in one transaction (T3). From then on these tables are the work queue, and the
 * record's outcome is told from them; so nothing is returned here.
 */
export const publisher = (needs: Needs): Handler => {
  const { projection, accountOf, wake } = needs
  return async (message) => {
    await handle(message)
    wake()
    return []
  }

  async function handle(message: Message): Promise<void> {
    switch (message.type) {
      case 'decided.order.v1': {
        const keys = [message.recordkey, message.data.person.profileId]
        return projection.together(keys, (pages) => projectOrder(needs, pages, message))
      }
      case 'decided.return.v1': {
        const order = recordKey(message.marketplace, 'order', message.data.returned.orderId)
        return projection.together([message.recordkey, order], (pages) => projectReturn(needs, pages, message))
      }
      case 'received.seller.v1':
        return projection.together([message.recordkey], (pages) =>
          projectSeller(pages, message, accountOf(message.marketplace).id),
        )
      case 'consent.changed.v1':
        return projection.learnConsent(message.data.account, message.data.addressHash, message.data.fact)
      default:
        return undefined
    }
  }
}

const projectOrder = async (
  { accountOf, now }: Needs,
  pages: Pages,
  message: Message<'decided.order.v1'>,
): Promise<void> => {
  const { recordkey: key, recordversion: version, marketplace, lane } = message
  const { person, consent } = message.data
  const cause = causeOf(message)
  const previous = await pages.order(key)
  const novelty = noveltyTo(previous, version)
  if (novelty === 'old') return pages.settle(cause, superseded)
  if (novelty === 'same') return previous?.isSettled === true ? pages.settle(cause, published) : undefined
  if (previous !== undefined && !previous.isSettled) await pages.settle(previous.cause, superseded)

  const account = accountOf(marketplace)
  const returns = (await pages.returnsOf(key)).map(({ returned }) => returned)
  const snapshot = nextSnapshot({ previous, message, returns, now: now().toISOString() })
  const profileId = person.profileId
  const stored: StoredOrder = { key, version, account: account.id, marketplace, profileId, ...snapshot, isSettled: false, cause }

  await pages.saveContact(account.id, person, consent)
  const needs = {
    contactRevision: await pages.bump({ account: account.id, kind: 'contact', ref: profileId }, lane),
    orderRevision: await pages.bump({ account: account.id, kind: 'order', ref: key }, lane),
  }
  await pages.saveOrder(stored, needs)

  const implied = occurrencesOf(snapshot.order)
  const recorded = await pages.recorded(account.id, implied)
  await pages.addTriggers(stored, newTriggers({ previous, message, account }, implied, recorded))
  await pages.lookAgain(key)
}

/** A return is part of its order: it stands when the order's record does. */
const projectReturn = async (
  { accountOf, now }: Needs,
  pages: Pages,
  message: Message<'decided.return.v1'>,
): Promise<void> => {
  const { recordkey: key, recordversion: version, marketplace, lane } = message
  const { returned } = message.data
  const cause = causeOf(message)
  const previous = await pages.storedReturn(key)
  const novelty = noveltyTo(previous, version)
  if (novelty === 'old') return pages.settle(cause, superseded)
  if (novelty === 'same') return previous?.isSettled === true ? pages.settle(cause, storedWithOrder) : undefined
  if (previous !== undefined && !previous.isSettled) await pages.settle(previous.cause, superseded)

  const account = accountOf(marketplace).id
  const order = recordKey(marketplace, 'order', returned.orderId)
  const before = await pages.returnsOf(order)
  await pages.saveReturn({ key, version, order, account, returned, isSettled: false, cause })
  const stored = await pages.order(order)
  if (stored === undefined) return
  const needs = {
    contactRevision: await pages.bump({ account, kind: 'contact', ref: stored.profileId }, lane),
    orderRevision: await pages.bump({ account, kind: 'order', ref: order }, lane),
  }
  const disputeEndedAt = hasPeaceCome(stored, before, await pages.returnsOf(order)) ? now().toISOString() : stored.disputeEndedAt
  await pages.saveOrder({ ...stored, disputeEndedAt }, needs)
  await pages.lookAgain(order)
}

const projectSeller = async (pages: Pages, message: Message<'received.seller.v1'>, account: string): Promise<void> => {
  const { recordkey: key, recordversion: version, marketplace, lane } = message
  const { seller } = message.data
  const cause = causeOf(message)
  const previous = await pages.seller(key)
  const novelty = noveltyTo(previous, version)
  if (novelty === 'old') return pages.settle(cause, superseded)
  if (novelty === 'same') return previous?.isSettled === true ? pages.settle(cause, published) : undefined
  if (previous !== undefined && !previous.isSettled) await pages.settle(previous.cause, superseded)

  const revision = await pages.bump({ account, kind: 'seller', ref: key }, lane)
  await pages.saveSeller({ key, version, account, marketplace, seller, isSettled: false, cause }, revision)
  if (previous?.seller.grade === seller.grade && previous?.seller.name === seller.name) return
  for (const profile of await pages.buyersFrom(account, marketplace, seller.id)) {
    await pages.bump({ account, kind: 'contact', ref: profile }, 'bulk')
  }
}

const causeOf = (message: Message): Cause => {
  const { data: _data, ...cause } = message
  return cause
}

const hasPeaceCome = ({ order }: StoredOrder, before: readonly StoredReturn[], after: readonly StoredReturn[]): boolean =>
  disputeOf(order, before.map(({ returned }) => returned)).length > 0 &&
  disputeOf(order, after.map(({ returned }) => returned)).length === 0

/** The key of a record in Dotdigital, from the record's own. */
export const insightKeyOf = (key: string): string => {
  const { marketplace, id } = partsOf(key)
  return insightKey(marketplace, id)
}
