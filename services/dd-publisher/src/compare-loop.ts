import { createLoop, type Loop } from '@concord/runtime'
import { compareRound, type CompareNeeds } from './comparing.js'
import { createHindrances } from './hindrances.js'

/** A page of a thousand records each: a million take twenty minutes, and few of the account's calls. */
const everyMs = 1_000

/** Comparing keeps to its pace, so that publishing always finds calls left, and rests like any work that is in vain for now. */
export const compareLoop = (needs: CompareNeeds & { readonly now: () => Date }): Loop => {
  const { account, log } = needs
  const hindrances = createHindrances(needs)
  const task = async (): Promise<boolean> => {
    await hindrances.attempt('comparing', () => compareRound(needs))
    hindrances.found()
    return false
  }
  return createLoop({ name: `comparing with ${account.id}`, everyMs, log, task })
}
