import type { AccountRules } from '@concord/domain'
import type { Platform } from './dotdigital-port.js'
import type { Effects } from './effects-port.js'
import { isToComeAgain } from './errors.js'
import { insightKeyOf } from './order-effects.js'

interface MoveNeeds {
  readonly account: AccountRules
  readonly effects: Effects
  readonly platform: Platform
}

const removalsPerRun = 20

/**
 * Deletes order records at contacts they do not belong to any more, so that they can be written where they do: keys are
 * unique across contacts. Answers whether there was something to do. What fails ends the round and goes to the end of the
 * queue, unless only its time had not come.
 */
export const moveRecords = async (needs: MoveNeeds): Promise<boolean> => {
  const { account, effects } = needs
  for (let run = 0; run < removalsPerRun; run += 1) {
    const removal = await effects.takeRemoval(account.id, account.batch.maxItems)
    if (removal === undefined) return run > 0
    try {
      const keys = new Map(removal.orders.map((key) => [insightKeyOf(key), key]))
      const { contactId } = removal
      const notFound = await needs.platform.deleteOrders(account.collections.orders, contactId, [...keys.keys()])
      await effects.removed(removal, new Set(notFound.flatMap((key) => keys.get(key) ?? [])))
    } catch (cause) {
      await (isToComeAgain(cause) ? effects.giveBack(removal.importId) : effects.postponeRemoval(removal))
      throw cause
    }
  }
  return true
}
