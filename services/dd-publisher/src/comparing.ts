import { PermanentFailure, TransientFailure } from '@concord/domain'
import type { Log } from '@concord/runtime'
import { lookAt } from './compare-looking.js'
import { passage, type PassageNeeds } from './compare-passages.js'
import type { Amends, Comparisons, Found, Mending, Scope } from './comparison-port.js'

export interface CompareNeeds extends PassageNeeds {
  readonly comparisons: Comparisons
  readonly amends: Amends
  readonly log: Log
}

/** Each is one look at Dotdigital, and another one at the contact where a record is missing. */
const mendingsAtOnce = 10

/**
 * One round for an account: some differences that are to be mended, or else the next page of the oldest comparison. Nothing
 * while less than half of Dotdigital's calls is left, which belongs to whoever publishes. Answers whether there was work.
 */
export const compareRound = async (needs: CompareNeeds): Promise<boolean> => {
  const { account, comparisons, shelves } = needs
  if (!shelves.hasRoom()) return false
  if (await mendSome(needs)) return true
  const running = await comparisons.take(account.id)
  if (running === undefined) return false
  try {
    await comparisons.save(running, await passage(needs, running))
  } catch (failure) {
    if (failure instanceof PermanentFailure) await comparisons.fail(running, reasonOf(failure))
    else await comparisons.giveBack(running)
    throw failure
  }
  return true
}

const reasonOf = ({ code }: PermanentFailure): string =>
  `Dotdigital does not show what is asked for (${code}); the log says more. Mend that, and begin another comparison.`

const mendSome = async (needs: CompareNeeds): Promise<boolean> => {
  const { account, comparisons } = needs
  const mendings = await comparisons.takeMendings(account.id, mendingsAtOnce)
  for (const [nth, mending] of mendings.entries()) {
    try {
      await comparisons.mended(mending, await mend(needs, mending))
    } catch (failure) {
      // What only passes is tried again; anything else would hold up all that waits behind it.
      const isInVain = !(failure instanceof TransientFailure)
      if (isInVain) await comparisons.mended(mending, 'in-vain')
      for (const left of mendings.slice(isInVain ? nth + 1 : nth)) await comparisons.giveBackMending(left)
      throw failure
    }
  }
  return mendings.length > 0
}

/** What does not stand as it was found any more is left alone. */
const mend = async (needs: CompareNeeds, mending: Mending): Promise<'begun' | 'needless'> => {
  const now = await lookAt(needs, mending, mending)
  const found = now.find(({ kind, isRepairable }) => isRepairable && sortOf(kind) === sortOf(mending.kind))
  if (found === undefined) return 'needless'
  await amend(needs, mending, found)
  return 'begun'
}

/** What is mended by writing again is one sort of trouble, however it shows by now. */
const sortOf = (kind: Found['kind']): string => (kind === 'extra' || kind === 'forbidden' ? kind : 'to-write')

const amend = async ({ amends, shelves }: CompareNeeds, scope: Scope, found: Found): Promise<void> => {
  const { what, key, kind, contactId } = found
  if (what === 'contact') {
    if (kind === 'extra') return amends.contactOfNobody(scope.account, Number(key))
    return amends.contactAgain(scope, Number(key))
  }
  if (kind !== 'extra') {
    return what === 'seller' ? amends.sellerAgain(scope, key) : amends.orderAgain(scope, key, contactId)
  }
  if (what === 'seller') return shelves.removeSeller(key)
  if (contactId !== undefined) await shelves.removeOrder(contactId, key)
}
