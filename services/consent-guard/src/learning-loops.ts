import { type AccountConfig, createLoop, type Log, type Loop } from '@concord/runtime'
import type { Learner } from './learn.js'

interface Needs {
  readonly account: AccountConfig
  readonly learner: Learner
  readonly log: Log
  /** After each reading to the end. */
  readonly onRead: () => Promise<void>
}

/** Soon enough that a flushed set is filled again in seconds. */
const mendEveryMs = 2_000
const rereadEveryMs = 600_000

/** What is done again and again for one account. */
export const learningLoops = ({ account, learner, log, onRead }: Needs): readonly Loop[] => {
  const { id, suppressionsEverySeconds } = account
  const mending = createLoop({
    ...{ name: `suppression set of ${id}`, everyMs: mendEveryMs, log },
    task: () => learner.mend().then(() => false),
  })
  const learning = createLoop({
    ...{ name: `consent of ${id}`, everyMs: suppressionsEverySeconds * 1_000, log },
    task: async () => {
      await learner.learn()
      // Without the set marketing waits; the facts are enough for everything else.
      mending.poke()
      await onRead()
      return false
    },
  })
  const rereading = createLoop({
    ...{ name: `full reading of ${id}`, everyMs: rereadEveryMs, log },
    task: () => learner.reread().then(() => false),
  })
  return [learning, mending, rereading]
}
