import type { Message } from '@concord/contracts'
import { type AccountRules, disputeOf, insightKey, type Lane, partsOf, recordKey } from '@concord/domain'
import type { Handler } from '@concord/messaging'
import { impliedBy, newTriggers, nextSnapshot, noveltyTo } from './plan.js'
import type { Cause, EffectName, Pages, Projection, StoredOrder, StoredReturn } from './ports.js'

interface Needs {
  readonly projection: Projection
  readonly accountOf: (marketplace: string) => AccountRules
  readonly now: () => Date
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
  const account = accountOf(marketplace)
  const previous = await pages.order(key)
  if (!(await isNews(pages, cause, previous, previous && effectsOf(previous)))) return

  const returns = (await pages.returnsOf(key)).map(({ returned }) => returned)
  const snapshot = nextSnapshot({ previous, message, returns, now: now().toISOString() })
  const profileId = person.profileId
  const stored: StoredOrder = {
    key,
    version,
    account: account.id,
    marketplace,
    profileId,
    ...snapshot,
    isSettled: false,
    cause,
  }

  await pages.saveContact(account.id, person, consent)
  await pages.saveOrder(stored, await bumpOrder(pages, stored, lane))
  if (previous !== undefined && previous.profileId !== profileId) await pages.bump(effectsOf(previous).contact, 'bulk')

  const implied = impliedBy(snapshot.order, marketplace)
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
  const account = accountOf(marketplace).id
  const order = recordKey(marketplace, 'order', returned.orderId)
  const owner = await pages.order(order)
  if (!(await isNews(pages, cause, previous, owner && effectsOf(owner)))) return

  const before = await pages.returnsOf(order)
  await pages.saveReturn({ key, version, order, account, returned, isSettled: false, cause })
  if (owner === undefined) return
  const hasEnded = hasPeaceCome(owner, before, await pages.returnsOf(order))
  const disputeEndedAt = hasEnded ? now().toISOString() : owner.disputeEndedAt
  await pages.saveOrder({ ...owner, disputeEndedAt }, await bumpOrder(pages, owner, lane))
  await pages.lookAgain(order)
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

const effectsOf = ({ account, profileId, key }: StoredOrder) =>
  ({
    contact: { account, kind: 'contact', ref: profileId },
    record: { account, kind: 'order', ref: key },
  }) satisfies Record<string, EffectName>

/** Asks for both things that an order stands on. */
const bumpOrder = async (pages: Pages, order: StoredOrder, lane: Lane) => {
  const { contact, record } = effectsOf(order)
  return { contactRevision: await pages.bump(contact, lane), orderRevision: await pages.bump(record, lane) }
}

const hasPeaceCome = (
  { order }: StoredOrder,
  before: readonly StoredReturn[],
  after: readonly StoredReturn[],
): boolean =>
  disputeOf(
    order,
    before.map(({ returned }) => returned),
  ).length > 0 &&
  disputeOf(
    order,
    after.map(({ returned }) => returned),
  ).length === 0

/** The key of a record in Dotdigital, from the record's own. */
export const insightKeyOf = (key: string): string => {
  const { marketplace, id } = partsOf(key)
  return insightKey(marketplace, id)
}
