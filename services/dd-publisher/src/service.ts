import type { Message } from '@concord/contracts'
import { type AccountRules, impliedBy, type Instant, partsOfVersion, recordKey, type Version } from '@concord/domain'
import type { Handler } from '@concord/messaging'
import { bumpOrder, effectsOf } from './order-effects.js'
import { projectContact, takeOwner } from './ownership.js'
import { afterReturns, isSameContent, newReturnTriggers, newTriggers, nextSnapshot, noveltyTo } from './plan.js'
import type { Cause, EffectName, Pages, Projection, StoredOrder, StoredReturn } from './ports.js'

interface Needs {
  readonly projection: Projection
  readonly accountOf: (marketplace: string) => AccountRules
  /** Says that there is work, or news to tell. */
  readonly wake: () => void
}

const superseded = { state: 'superseded', reason: 'newer-version' } as const

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
      case 'decided.contact.v1': {
        const keys = [message.data.profile.profileId, ...message.data.orders]
        return projection.together(keys, (pages) => projectContact(accountOf, pages, message))
      }
      case 'confirmed.order.v1':
        return projection.together([message.recordkey], (pages) => confirmOrder(pages, message))
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
  { accountOf }: Needs,
  pages: Pages,
  message: Message<'decided.order.v1'>,
): Promise<void> => {
  const { recordkey: key, recordversion: version, marketplace, lane } = message
  const cause = causeOf(message)
  const account = accountOf(marketplace)
  const previous = await pages.order(key)
  const isNewest = noveltyTo(previous, version) === 'new'
  const profileId = await takeOwner(pages, message, { account: account.id, previous, isNewest })
  const held = previous && { ...previous, profileId }
  if (!(await isNews(pages, cause, held, held && effectsOf(held)))) {
    if (held?.version === version) await pages.tellUnreachable(account.id, profileId, key)
    return
  }

  const returns = returnsIn(await pages.returnsOf(key))
  const snapshot = nextSnapshot({ previous, message, returns, seenAt: seenAt(version) })
  const base = { key, version, account: account.id, marketplace, profileId, cause }
  const stored: StoredOrder = { ...base, ...snapshot, isSettled: false }

  // Before the contact, as where a seller's news asks for its buyers' contacts.
  await pages.refreshSeller(stored)
  await pages.saveOrder(stored, await bumpOrder(pages, stored, lane))
  if (previous !== undefined && previous.profileId !== profileId) await pages.bump(effectsOf(previous).contact, 'bulk')
  await pages.tellUnreachable(account.id, profileId, key)

  const implied = impliedBy(snapshot.order, marketplace, { returns, incidents: snapshot.incidents })
  const recorded = await pages.recorded(account.id, implied)
  await pages.addTriggers(stored, newTriggers({ previous, message, account, returns }, implied, recorded))
  await pages.lookAgain(key)
}

/** A return is part of its order: it stands when the order's record does. */
const projectReturn = async (
  { accountOf }: Needs,
  pages: Pages,
  message: Message<'decided.return.v1'>,
): Promise<void> => {
  const { recordkey: key, recordversion: version, marketplace, lane } = message
  const { returned } = message.data
  const cause = causeOf(message)
  const previous = await pages.storedReturn(key)
  const account = accountOf(marketplace)
  const order = recordKey(marketplace, 'order', returned.orderId)
  const owner = await pages.order(order)
  const tellUnreachable = (): Promise<void> =>
    owner === undefined ? Promise.resolve() : pages.tellUnreachable(account.id, owner.profileId, order)
  if (!(await isNews(pages, cause, previous, owner && effectsOf(owner)))) return tellUnreachable()

  const before = returnsIn(await pages.returnsOf(order))
  await pages.saveReturn({ key, version, order, account: account.id, returned, isSettled: false, cause })
  if (owner === undefined) return
  const after = returnsIn(await pages.returnsOf(order))
  const watched = afterReturns(owner, { before, after, seenAt: seenAt(version) })
  await pages.saveOrder({ ...owner, ...watched }, await bumpOrder(pages, owner, lane))

  const implied = impliedBy(owner.order, marketplace, { returns: after, incidents: watched.incidents })
  const recorded = await pages.recorded(account.id, implied)
  await pages.addTriggers(owner, newReturnTriggers({ owner, message, account, before }, implied, recorded))
  await tellUnreachable()
  await pages.lookAgain(order)
}

/** An order that was read again: where it is another one by now, its next version is on the way. */
const confirmOrder = async (pages: Pages, message: Message<'confirmed.order.v1'>): Promise<void> => {
  const { recordkey: key, recordversion: version, data } = message
  const stored = await pages.order(key)
  if (stored === undefined || !isSameContent(stored.version, version)) return
  await pages.saveReading(key, data.readAt)
  await pages.lookAgain(key)
}

const projectSeller = async (pages: Pages, message: Message<'received.seller.v1'>, account: string): Promise<void> => {
  const { recordkey: key, recordversion: version, marketplace, lane } = message
  const { seller } = message.data
  const cause = causeOf(message)
  const previous = await pages.seller(key)
  const effect: EffectName = { account, kind: 'seller', ref: key }
  if (!(await isNews(pages, cause, previous, { effect }))) return

  const revision = await pages.bump(effect, lane)
  await pages.saveSeller({ key, version, account, marketplace, seller, isSettled: false, cause }, revision)
  if (previous?.seller.grade === seller.grade && previous?.seller.name === seller.name) return
  for (const profile of await pages.buyersFrom(account, marketplace, seller.id)) {
    await pages.bump({ account, kind: 'contact', ref: profile }, 'bulk')
  }
}

/** How long it was on its way says nothing of when it was so. */
const seenAt = (version: Version): Instant => partsOfVersion(version).observedAt

const causeOf = ({ data, ...cause }: Message): Cause => {
  void data
  return cause
}

/**
 * Whether a version is to be projected. An older one settles as superseded; the same one settles as it did before, or
 * has what Dotdigital refused of it tried again.
 *
 * @param needs the effects that the record stands on
 */
const isNews = async (
  pages: Pages,
  cause: Cause,
  previous: { readonly version: string; readonly isSettled: boolean; readonly cause: Cause } | undefined,
  needs: Readonly<Record<string, EffectName>> = {},
): Promise<boolean> => {
  const novelty = noveltyTo(previous, cause.recordversion)
  if (novelty === 'new') {
    if (previous?.isSettled === false) await pages.settle(previous.cause, superseded)
    return true
  }
  const isToldAgain = await pages.settleAgain(cause)
  if (novelty === 'old' && !isToldAgain) await pages.settle(cause, superseded)
  if (novelty === 'same' && !isToldAgain) for (const effect of Object.values(needs)) await pages.tryAgain(effect)
  return false
}

const returnsIn = (stored: readonly StoredReturn[]) => stored.map(({ returned }) => returned)
