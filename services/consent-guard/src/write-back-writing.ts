import { PermanentFailure } from '@concord/domain'
import { CredentialsRefused, RateLimited } from '@concord/mirakl'
import type { Log } from '@concord/runtime'
import { afterRefusal, afterRest, afterSilence, afterWrite } from './write-back.js'
import { owe, type WriteBackNeeds } from './write-back-keeping.js'
import type { FieldOrder, OrderFields, OwingOrder } from './write-back-ports.js'

interface Needs extends WriteBackNeeds {
  readonly marketplace: string
  readonly fields: OrderFields
  readonly log: Log
  /** From 0 to 1. */
  readonly chance: () => number
}

/** Longer than any call of Mirakl may take. */
const claimedMs = 600_000

/**
 * Writes what is due longest to its order; answers whether there may be more.
 *
 * @throws TransientFailure, or CredentialsRefused, where Mirakl cannot be asked; the order waits, ever longer
 */
export const writeNext = async (needs: Needs): Promise<boolean> => {
  const { book, marketplace, now } = needs
  const until = new Date(now().getTime() + claimedMs).toISOString()
  const order = await book.claim({ marketplace, now: now().toISOString(), until })
  if (order === undefined) return false
  const code = needs.fieldOf(marketplace)?.code ?? ''
  try {
    await needs.fields.set(order.orderId, code, order.owed.value)
  } catch (failure) {
    return afterFailure(needs, order, failure)
  }
  await settle(needs, order, (current) => afterWrite(current, order, now().toISOString()))
  return true
}

const afterFailure = async (needs: Needs, order: OwingOrder, failure: unknown): Promise<boolean> => {
  const { now, log, chance } = needs
  if (failure instanceof RateLimited) {
    const dueAt = new Date(now().getTime() + failure.retryAfterSeconds * 1_000).toISOString()
    await settle(needs, order, (current) => afterRest(current, order, dueAt))
    return false
  }
  if (failure instanceof PermanentFailure && !(failure instanceof CredentialsRefused)) {
    const { code } = failure
    log.error('write-back refused', { marketplace: order.marketplace, order: order.orderId, failure })
    await settle(needs, order, (current) => afterRefusal(current, order, code))
    return true
  }
  await settle(needs, order, (current) => afterSilence(current, now(), chance()))
  throw failure
}

/** What came of a write, beside whatever else came meanwhile. */
const settle = async (needs: Needs, { marketplace, orderId, profileId }: OwingOrder, after: After): Promise<void> =>
  needs.book.alone(profileId, async (book, facts) => {
    const current = await book.find(marketplace, orderId)
    if (current === undefined) return
    await book.keep([after(current)])
    await owe(needs, current.profileId, { book, facts })
  })

type After = (current: FieldOrder) => FieldOrder
