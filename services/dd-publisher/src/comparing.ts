import { PermanentFailure, TransientFailure } from '@concord/domain'
import type { Log } from '@concord/runtime'
import { lookAt } from './compare-looking.js'
import { passage, type PassageNeeds } from './compare-passages.js'
import type { Amends, Comparisons, Found, Mending, Running, Scope, Step } from './comparison-port.js'

export interface CompareNeeds extends PassageNeeds {
  readonly comparisons: Comparisons
  readonly amends: Amends
  readonly log: Log
  readonly now: () => Date
}

/** Each is one look at Dotdigital, and another one at the contact where a record is missing. */
const mendingsAtOnce = 10

/** Then somebody else may have taken what a round is about, and nobody waits for it any more. */
const longestRoundMs = 300_000
/** Most troubles of Dotdigital are over sooner; others should not wait for a comparison that one of them holds up. */
const longestInVainMs = 7_200_000

/**
 * One round for an account: some differences that are to be mended, or else the next page of the oldest comparison. Nothing
 * while less than half of Dotdigital's calls is left, which belongs to whoever publishes. Answers whether there was work.
 */
export const compareRound = async (needs: CompareNeeds): Promise<boolean> => {
  const { account, comparisons, shelves } = needs
  await comparisons.forgetSome()
  if (!shelves.hasRoom()) return false
  if (await mendSome(needs)) return true
  const running = await comparisons.take(account.id)
  if (running === undefined) return false
  try {
    await comparisons.save(running, await inTime(passage(needs, running)))
  } catch (failure) {
    const reason = reasonToEnd(failure, running, needs.now())
    await (reason === undefined ? comparisons.giveBack(running) : comparisons.fail(running, reason))
    throw failure
  }
  return true
}

/** Undefined where it may come further when it is tried again. */
const reasonToEnd = (failure: unknown, { triedSince, step }: Running, now: Date): string | undefined => {
  const why = failure instanceof PermanentFailure || failure instanceof TransientFailure ? failure.code : undefined
  const told = `${why === undefined ? '' : ` (${why})`}; the log says more. Mend that, and begin another comparison.`
  if (failure instanceof PermanentFailure) return `Dotdigital does not show what is asked for${told}`
  if (now.getTime() - Date.parse(triedSince) < longestInVainMs) return undefined
  return `It came no further since ${triedSince} while it looked through ${shown[step]}${told}`
}

const shown: Readonly<Record<Step, string>> = {
  orders: 'the records of orders in Dotdigital',
  'missing-orders': 'orders that were not seen in Dotdigital',
  sellers: 'the records of sellers in Dotdigital',
  'missing-sellers': 'sellers that were not seen in Dotdigital',
  contacts: 'the contacts in Dotdigital',
  'missing-contacts': 'contacts that were not seen in Dotdigital',
  triggers: 'the messages that were sent',
}

const inTime = <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Dotdigital did not show it within five minutes')), longestRoundMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

const mendSome = async (needs: CompareNeeds): Promise<boolean> => {
  const { account, comparisons } = needs
  const mendings = await comparisons.takeMendings(account.id, mendingsAtOnce)
  for (const [nth, mending] of mendings.entries()) {
    try {
      await comparisons.mended(mending, await inTime(mend(needs, mending)))
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
